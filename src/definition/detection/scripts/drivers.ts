/** What a script runs itself: other scripts, the tests, the build of a document. */
import type { Driver } from '../model/found.ts';
import { baseOf, folderOf, type Observed, withoutExtension } from '../model/observed.ts';
import { sourcesOf } from './imports.ts';
import { sourceOf } from './source.ts';

const BUILDS =
  /\b(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto\b.{0,20}render|rmarkdown::render)\b/;
const TESTS = /\b(?:pytest|unittest|tox|nox)\b/;
const STARTS = /\b(?:subprocess|os\.system|system2?|run_script|runpy|popen|exec)\b/i;

/** A script as one that may run others. */
export function scriptDriver(observed: Observed, file: string): Driver {
  const code = sourcesOf(observed, file)
    .map(source => codeOf(observed, source))
    .join('\n');
  const own = codeOf(observed, file);
  const starts = STARTS.test(own) || /\.(?:sh|bash)$/.test(file);
  const builds = BUILDS.test(code);
  return {
    file,
    runs: other =>
      isText(other)
        ? builds &&
          (names(code, baseOf(other)) ||
            names(code, baseOf(withoutExtension(other))) ||
            names(code, baseOf(folderOf(other))))
        : starts && (names(own, baseOf(other)) || runsAllOf(own, folderOf(other))),
    runsTests: starts && TESTS.test(own),
  };
}

function codeOf(observed: Observed, file: string): string {
  const source = sourceOf(observed, file);
  return (source?.text ?? '').replace(/^\s*#.*$/gm, '').replace(/"""[\s\S]*?"""/g, '');
}

function isText(file: string): boolean {
  return /\.(?:tex|ltx|md|markdown|qmd|rmd)$/i.test(file);
}

function names(code: string, name: string): boolean {
  if (name === '') return false;
  const at = code.indexOf(name);
  return (
    at >= 0 && new RegExp(`(?<![\\w.-])${name.replace(/[^\w]/g, '\\$&')}(?![\\w-])`).test(code)
  );
}

/** `for script in scripts/*.py`, `glob("scripts/*.py")`. */
function runsAllOf(code: string, folder: string): boolean {
  if (folder === '') return false;
  return new RegExp(
    `(?<![\\w-])${baseOf(folder).replace(/[^\w]/g, '\\$&')}["']?\\)?/?[^\\n]{0,40}\\*\\.(?:py|R|jl|sh)`,
  ).test(code);
}
