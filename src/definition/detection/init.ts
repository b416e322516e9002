/** What `stagetime init` writes, as text. */

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

const REPORTS = '.stagetime/';

/** The text of a `.gitignore` with the report directory in it; the same text where it is already. */
export function gitignoreWithStagetime(gitignore: string): string {
  const lines = gitignore.split(/\r?\n/).map(line => line.trim());
  const isThere = lines.some(line => /^(?:\*\*\/|\/)?\.stagetime(?:\/\*{0,2})?$/.test(line));
  if (isThere) return gitignore;
  const lineEnd = gitignore.includes('\r\n') ? '\r\n' : '\n';
  const before = gitignore === '' || gitignore.endsWith('\n') ? gitignore : gitignore + lineEnd;
  return before + REPORTS + lineEnd;
}
