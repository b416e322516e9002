/** What a script runs itself: other scripts, the tests, the build of a document. */
import { escapeRegExp } from '../../../util/regexp.ts';
import type { Driver } from '../model/found.ts';
import { baseOf, folderOf, type Observed, withoutExtension } from '../model/observed.ts';
import { sourcesOf } from './code/imports.ts';
import { sourceOf } from './code/source.ts';

const BUILDS =
  /\b(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto\b.{0,20}render|rmarkdown::render|knit2pdf|Sweave)\b/;
const TESTS = /\b(?:pytest|unittest|tox|nox)\b/;
const STARTS = /\b(?:subprocess|os\.system|system2?|run_script|runpy|popen|exec)\b/i;

/** A script as one that may run others. */
export function scriptDriver(observed: Observed, file: string): Driver {
  const code = withoutMentions(
    sourcesOf(observed, file)
      .map(source => codeOf(observed, source))
      .join('\n'),
  );
  const own = codeOf(observed, file);
  const starts = STARTS.test(own) || /\.(?:sh|bash)$/.test(file);
  const builds = BUILDS.test(code);
  return {
    file,
    runs: other =>
      isText(other)
        ? builds &&
          (namesWord(code, baseOf(other)) ||
            namesWord(code, baseOf(withoutExtension(other))) ||
            namesWord(code, baseOf(folderOf(other))))
        : starts && (namesWord(own, baseOf(other)) || runsAllOf(own, folderOf(other))),
    runsTests: starts && TESTS.test(own),
  };
}

function codeOf(observed: Observed, file: string): string {
  const source = sourceOf(observed, file);
  return (source?.text ?? '').replace(/^\s*#.*$/gm, '').replace(/"""[\s\S]*?"""/g, '');
}

const TOOL = '(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto)';
const VERSION = String.raw`--?[vV](?:ersion)?\b`;
/** Who asks whether a tool is there, or which one, builds nothing with it. */
const LOOKS = new RegExp(
  [
    String.raw`\bwhich\(\s*["']${TOOL}["']`,
    String.raw`\b(?:which|type|hash|command\s+-v)\s+${TOOL}\b`,
    String.raw`["']${TOOL}["']\s*[:,]\s*\[?\s*["']${VERSION}["']`,
    String.raw`\b${TOOL}\s+${VERSION}`,
  ].join('|'),
  'g',
);

/** Without what only looks like the build of a document: tools that are looked for, and Python's own `main()`. */
function withoutMentions(code: string): string {
  return code.replace(LOOKS, '').replace(/\bmain\s*\(/g, '(');
}

function isText(file: string): boolean {
  return /\.(?:tex|ltx|md|markdown|qmd|rmd|rnw)$/i.test(file);
}

/** Whether a file's name stands in a text by itself, not within a longer one. */
export function namesWord(text: string, name: string): boolean {
  return (
    name !== '' &&
    text.includes(name) &&
    new RegExp(`(?<![\\w.-])${escapeRegExp(name)}(?![\\w-])`).test(text)
  );
}

/** `for script in scripts/*.py`, `glob("scripts/*.py")`. */
function runsAllOf(code: string, folder: string): boolean {
  if (folder === '') return false;
  return new RegExp(
    `(?<![\\w-])${escapeRegExp(baseOf(folder))}["']?\\)?/?[^\\n]{0,40}\\*\\.(?:py|R|jl|sh)`,
  ).test(code);
}
