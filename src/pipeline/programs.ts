/** Which programs a shell command starts, as far as its words show it, and what some of them are for. */

/** Programs whose PDFs are documents, and no figures. */
export const DOCUMENT_TOOLS: ReadonlySet<string> = new Set([
  ...['latexmk', 'tectonic', 'pdflatex', 'xelatex', 'lualatex', 'uplatex', 'platex'],
  ...['pandoc', 'quarto', 'typst'],
]);

/** Between two commands; what stands in quotes is not looked for. */
const SEPARATORS = /\s*(?:\n|;|&&|\|\||\||&)\s*/;

/** The commands of a script of the shell, one after the other, without what joins them. */
export function commandsIn(run: string): readonly string[] {
  return run.replace(/\\\r?\n/g, ' ').split(SEPARATORS);
}

/** The names of the programs, without the folders that they are in: `xelatex` of `uv run /opt/tex/xelatex paper`. */
export function programsIn(run: string): ReadonlySet<string> {
  return new Set(commandsIn(run).flatMap(command => programOf(command) ?? []));
}

function programOf(command: string): string | undefined {
  const words = command.split(/\s+/).filter(word => word !== '');
  for (let i = 0; i < words.length; i += 1) {
    const word = (words[i] ?? '').replace(/^[({]+|["']/g, '');
    const taken = wordsBefore(word, words[i + 1]);
    if (taken === undefined) return word.slice(word.lastIndexOf('/') + 1) || undefined;
    i += taken;
    // Options of what starts the program, with their values.
    while (taken >= 0 && words[i + 1]?.startsWith('-'))
      i += WITH_VALUE.test(words[i + 1] ?? '') ? 2 : 1;
  }
  return undefined;
}

/** How many further words belong to one before the program; undefined where it is the program itself. */
function wordsBefore(word: string, next: string | undefined): number | undefined {
  if (word === '' || KEYWORDS.has(word) || /^[A-Za-z_]\w*=/.test(word)) return 0;
  if (word === 'timeout') return next?.startsWith('-') ? 0 : 1;
  return RUNNERS.get(word) === next && next !== undefined ? 1 : undefined;
}

/** Words of the shell, and programs that start the one that is named after them. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...['!', 'if', 'then', 'elif', 'else', 'while', 'until', 'do'],
  ...['exec', 'env', 'time', 'nice', 'nohup', 'sudo', 'xvfb-run', 'npx'],
]);

/** Programs that start others, each by its verb. */
const RUNNERS: ReadonlyMap<string, string> = new Map([
  ...['uv', 'poetry', 'pdm', 'hatch', 'pixi', 'pipenv', 'rye'].map(tool => [tool, 'run'] as const),
  ...['conda', 'mamba', 'micromamba'].map(tool => [tool, 'run'] as const),
  ['bundle', 'exec'],
]);

const WITH_VALUE =
  /^(?:-[nCpeks]|--(?:name|prefix|with|project|directory|python|extra|group|only-group|environment|env-file|signal|kill-after))$/;
