/** What `stagetime init` writes, as text. */
import { matches, startDescent } from '../../pipeline/patterns/descent.ts';

/** A definition to start from where nothing was detected: it runs as it is, and shows what there is. */
export const starterDefinition = `# The stages of this pipeline. \`stagetime check\` says what is wrong with this file,
# \`stagetime plan\` what would run, \`stagetime run\` runs it.
stages:
  setup:
    name: Setup
    run: echo "replace this by a command that prepares the work"

  analysis:
    name: Analysis
    needs: [setup]
    run: echo "replace this by a command that makes the results"
    # What the command needs on the machine: executables, or Python modules as python:NAME.
    # requires: [python3, python:numpy]
    # With inputs, the stage is not run again while nothing that it reads has changed.
    # inputs: ["src/**/*.py", "data/**"]
    # outputs: ["output/figures/*.png"]
    # The stage should take no longer than this.
    # budget: 60s
`;

/** Where reports and stored results go, as a line of a `.gitignore`. */
export const REPORTS = '.stagetime/';

/** A `.gitignore` with all that it should name, and the lines that were added to it. */
export interface Gitignore {
  readonly text: string;
  readonly added: readonly string[];
}

/**
 * The text of a `.gitignore` with the report directory in it, and with what stages make (lines such as
 * `/output/`); the same text where all of it is there already. Nothing of it is changed or taken away.
 */
export function gitignoreWith(gitignore: string, made: readonly string[] = []): Gitignore {
  const lines = gitignore.split(/\r?\n/).map(line => line.trim());
  const added = [REPORTS, ...made].filter(wanted => !lines.some(line => covers(line, wanted)));
  if (added.length === 0) return { text: gitignore, added };
  const lineEnd = gitignore.includes('\r\n') ? '\r\n' : '\n';
  const before = gitignore === '' || gitignore.endsWith('\n') ? gitignore : gitignore + lineEnd;
  return { text: before + added.map(line => line + lineEnd).join(''), added };
}

/** Whether a line of a `.gitignore` is about a path, or about a folder that it is in. */
function covers(line: string, wanted: string): boolean {
  if (line === '' || line.startsWith('#') || line.startsWith('!')) return false;
  // Patterns never mean our own folder, so it is looked for as people write it.
  if (wanted === REPORTS) return /^(?:\*\*\/|\/)?\.stagetime(?:\/\*{0,2})?$/.test(line);
  const pattern = line.replace(/\/(?:\*{0,2})$/, '');
  const isAnchored = pattern.includes('/');
  const written = isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return matches(startDescent([written]), wanted.replace(/^\/|\/$/g, ''));
}
