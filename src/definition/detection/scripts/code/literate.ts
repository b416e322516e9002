/** The code in texts of R Markdown, Quarto and knitr, and in notebooks. */
import { folderOf, type Observed, resolveIn } from '../../model/observed.ts';
import type { Language } from '../paths/tokens.ts';

/** What a text holds of code. */
export interface Literate {
  readonly language: Language;
  readonly text: string;
  /** Where its relative paths begin. */
  readonly runsIn: string;
  /** Whether it holds code that is not looked at: of a second language, of a shell, run in a folder that is computed. */
  readonly hides: boolean;
}

/** A chunk: the word and the options behind its fence, and its lines. */
interface Chunk {
  readonly language: string;
  readonly options: string;
  readonly code: string;
}

/** ```` ```{r name, eval=FALSE} ```` up to the closing fence, also in a list. */
const FENCED = /^[ \t]*(```+|~~~+)[ \t]*\{(\w+)([^\n]*)\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;
/** `<<name, eval=FALSE>>=` up to `@`. */
const NOWEB = /^[ \t]*<<([^\n]*)>>=[^\n]*\n([\s\S]*?)^@[^\n]*$/gm;

/** Languages of chunks that have no files to read. */
const WITHOUT_FILES =
  /^(?:r|ojs|mermaid|dot|css|scss|js|html|latex|tex|asis|cat|stan|rcpp|verbatim)$/;

/** The code of a text with chunks. */
export function literateCode(observed: Observed, file: string, text: string): Literate {
  const chunks = chunksOf(file, text).filter(runs);
  const found = chunks.find(({ language }) => languageOf(language) !== undefined);
  const language = languageOf(found?.language ?? 'r') ?? 'r';
  const others = chunks.filter(chunk => languageOf(chunk.language) !== language);
  const place = placeOf(observed, file, text);
  return {
    language,
    text: chunks
      .filter(chunk => languageOf(chunk.language) === language)
      .map(({ code }) => code)
      .join('\n'),
    runsIn: place ?? folderOf(file),
    hides:
      place === undefined ||
      others.some(chunk => chunk.language === 'r' || !WITHOUT_FILES.test(chunk.language)),
  };
}

/** Other texts that a text takes in, from the root: children, includes, code of a file of its own. */
export function textsTakenIn(observed: Observed, file: string, text: string): readonly string[] {
  const folder = folderOf(file);
  const named = [
    ...text.matchAll(/\{\{<\s*(?:include|embed)\s+["']?([^\s"'#>]+)/g),
    ...text.matchAll(/\b(?:knit_child|read_chunk)\s*\(\s*["']([^"'\n]+)["']/g),
    ...chunksOf(file, text).flatMap(({ options }) => [
      ...options.matchAll(/\b(?:child|file)\s*[=:]\s*(?:c\()?\s*["']?([^"',)\s\]}]+)/g),
      ...[...options.matchAll(/\bchild\s*=\s*c\(([^)]*)\)/g)].flatMap(([, list = '']) => [
        ...list.matchAll(/["']([^"']+)["']/g),
      ]),
    ]),
  ].map(([, name = '']) => name);
  return [...new Set(named)]
    .flatMap(name => [resolveIn(name.startsWith('/') ? '' : folder, name.replace(/^\//, '')) ?? ''])
    .filter(observed.hasFile);
}

function chunksOf(file: string, text: string): readonly Chunk[] {
  if (/\.rnw$/i.test(file)) {
    return [...text.matchAll(NOWEB)].map(([, options = '', code = '']) =>
      chunk('r', options, code),
    );
  }
  return [...text.matchAll(FENCED)].map(([, , language = '', options = '', code = '']) =>
    chunk(language.toLowerCase(), options, code),
  );
}

/** Options stand in the first line, or behind `#|` in the first lines of the code. */
function chunk(language: string, options: string, code: string): Chunk {
  const inside = /^(?:[ \t]*(?:#|\/\/|%%)\|[^\n]*\n)*/.exec(code)?.[0] ?? '';
  return { language, options: `${options}\n${inside}`, code };
}

function runs({ options }: Chunk): boolean {
  return !/\beval\s*[=:]\s*(?:FALSE|F|false)\b/.test(options);
}

function languageOf(word: string): Language | undefined {
  if (word === 'r' || word === 'python' || word === 'julia') return word;
  return undefined;
}

/** The folder in which chunks run; nothing where it is computed in a way that nobody knows. */
function placeOf(observed: Observed, file: string, text: string): string | undefined {
  const folder = folderOf(file);
  const set = /\b(?:root\.dir|knit_root_dir)\s*[=:]\s*([^\n#]+)/.exec(text)?.[1];
  if (set !== undefined) return folderIn(folder, set);
  const project = file.endsWith('.qmd') ? quartoProject(observed, folder) : undefined;
  const isProjects = /^\s*execute-dir:\s*project\b/m;
  return project !== undefined && isProjects.test(observed.text(project) ?? '')
    ? folderOf(project)
    : folder;
}

function folderIn(folder: string, written: string): string | undefined {
  if (/^(?:\w+::)?(?:here|find_rstudio_root_file|find_root)\s*\(/.test(written)) {
    return /^(?:\w+::)?here\s*\(\s*["']/.test(written) ? undefined : '';
  }
  if (/^dirname\s*\(\s*getwd\(\)/.test(written)) return resolveIn(folder, '..');
  const [, literal] =
    /^(?:normalizePath\s*\(\s*|file\.path\s*\(\s*)?["']?(\.{1,2}[\w./-]*)["']?/.exec(written) ?? [];
  return literal === undefined ? undefined : resolveIn(folder, literal);
}

/** The settings of the project that a text is in. */
function quartoProject(observed: Observed, folder: string): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const found = ['_quarto.yml', '_quarto.yaml']
      .map(name => (at === '' ? name : `${at}/${name}`))
      .find(observed.hasFile);
    if (found !== undefined || at === '') return found;
  }
}

/** Lines of a notebook that are the kernel's own, and read nothing. */
const HARMLESS =
  /^\s*(?:%%?(?:matplotlib|load_ext|reload_ext|autoreload|config|time|timeit|capture|pylab|precision|who|javascript|html|latex|markdown|px|prun|lprun|mprun|memit|env|pip|conda)\b|[!%](?:\{sys\.executable\}\s+-m\s+)?(?:pip|conda|mamba|apt|apt-get|ls|mkdir|echo|which|nvidia-smi|git|pwd|date|python[\d.]*\s+-m\s+pip)\b)/;

/** `%run a.py`, `!python a.py` */
const STARTED =
  /^\s*(?:%run|!\s*(?:python[\d.]*|Rscript|bash|sh))\s+(?:-i\s+)?["']?([\w./-]+\.(?:py|R|sh))\b/;

/** The code of a notebook; its lines for the kernel say which scripts they run. */
export function notebookCode(file: string, text: string): Literate {
  const runsIn = folderOf(file);
  try {
    const { cells, metadata } = JSON.parse(text) as {
      cells?: { cell_type?: unknown; source?: unknown }[];
      metadata?: { kernelspec?: { language?: unknown } };
    };
    const kernel = String(metadata?.kernelspec?.language ?? 'python').toLowerCase();
    const language = kernel === 'r' || kernel === 'julia' ? kernel : 'python';
    const code = (cells ?? [])
      .filter(cell => cell?.cell_type === 'code')
      .map(({ source }) => (Array.isArray(source) ? source.join('') : String(source ?? '')));
    const magic = language === 'r' ? [] : [...code.join('\n').matchAll(/^\s*[%!][^\n]*$/gm)];
    const scripts = magic.map(([line]) => STARTED.exec(line)?.[1]);
    return {
      language,
      text: [
        code.join('\n').replace(/^\s*[%!].*$/gm, ''),
        ...scripts.flatMap(script => (script === undefined ? [] : [`run_script("${script}")`])),
      ].join('\n'),
      runsIn,
      hides: magic.some(([line], at) => scripts[at] === undefined && !HARMLESS.test(line)),
    };
  } catch {
    // Whether it is one is for the tool that runs it to say.
    return { language: 'python', text: '', runsIn, hides: false };
  }
}
