/**
 * Figures that take the place of others. A document names a figure without its ending, LaTeX takes the first that it
 * finds, and latexmk knows that one alone: of another that is added later and goes before it, it says "Nothing to do".
 */
import { posix } from 'node:path';

/** What latexmk knows of a document, and the files as they are now; all text as bytes, one to a character. */
export interface KnownDocument {
  /** The text of the database. */
  readonly database: string;
  /** Files that were read, as the database names them. */
  readonly sources: readonly string[];
  /** All files that it names. */
  readonly named: ReadonlySet<string>;
  /** Whether the file of this name is there. */
  readonly stands: (name: string) => boolean;
  /** The text of a source; nothing where it cannot be read. */
  readonly read: (name: string) => string | undefined;
}

/** In the order of pdfTeX, LuaTeX and XeTeX alike; DVI has figures of its own. */
const ENDINGS: readonly string[] = ['.pdf', '.png', '.jpg', '.jpeg', '.eps'];
const ENGINE = /^\["(?:pdf|xe|lua)latex"\]/m;
const TEX = /\.(?:tex|ltx|sty|cls|tikz|pgf|def|cfg)$/i;
const DECLARED = /\\DeclareGraphicsExtensions\s*\{([^{}]{0,500})\}/g;

/** Whether a figure stands there that a fresh build would take instead of one that was read. */
export function hasNewFigure(document: KnownDocument): boolean {
  const { database, sources, named, stands } = document;
  if (!ENGINE.test(database)) return false;
  let text: string | undefined;
  return sources.some(figure => {
    const ending = posix.extname(figure);
    if (!ENDINGS.includes(ending.toLowerCase())) return false;
    const stem = figure.slice(0, -ending.length);
    const others = ENDINGS.map(one => `${stem}${one}`).filter(
      other => other !== figure && !named.has(other) && stands(other),
    );
    // Only where there is another have the sources to be read.
    if (others.length === 0) return false;
    text ??= textOf(document);
    if (isNamedWhole(text, posix.basename(stem), ending)) return false;
    const order = orderIn(text);
    const at = order.indexOf(ending.toLowerCase());
    return others.some(other => order.slice(0, Math.max(0, at)).includes(posix.extname(other)));
  });
}

/** What its author wrote, without comments. */
function textOf({ sources, read }: KnownDocument): string {
  return sources
    .filter(name => TEX.test(name) && !isAbsolute(name))
    .map(name => read(name)?.replace(/(?<!\\)%.*$/gm, '') ?? '')
    .join('\n');
}

/** A name with its ending leaves no choice, and a macro may add the ending to any name. */
function isNamedWhole(text: string, stem: string, ending: string): boolean {
  const [name, dotted] = [stem, ending].map(one => one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(?:(?<![\\w-])${name}|#\\d|\\}|\\\\[A-Za-z]+)${dotted}(?!\\w)`).test(text);
}

/** The order that the document declares, the last one; else LaTeX's own. */
function orderIn(text: string): readonly string[] {
  const declared = [...text.matchAll(DECLARED)].at(-1)?.[1];
  return declared?.split(',').map(one => one.trim().toLowerCase()) ?? ENDINGS;
}

function isAbsolute(name: string): boolean {
  return /^(?:\/|[A-Za-z]:)/.test(name);
}
