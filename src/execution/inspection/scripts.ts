/** Scripts that a command starts, as far as its words show it. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { commandsIn } from '../../pipeline/programs.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { Finding } from '../../record/facts/stage/finding.ts';

/** Programs that run the script named by their first argument that is not an option. */
const INTERPRETERS = /^(python[\d.]*|Rscript|julia|bash|sh|zsh|dash|perl|ruby|node|octave|quarto)$/;
const SCRIPT = /^[\w./-]+\.(py|R|r|jl|sh|bash|pl|rb|js|mjs|cjs|m)$/;

/** Scripts of a stage's command that are not there, and that no stage declares to make. */
export function missingScripts(
  root: string,
  { id: stage, run, workingDirectory }: Stage,
  isMade: (path: string) => boolean,
): readonly Finding[] {
  const found = new Set<string>();
  for (const command of commandsIn(run)) {
    // What follows starts from elsewhere.
    if (/^\s*(cd|pushd)\b/.test(command)) break;
    const named = scriptOf(command.split(/\s+/).filter(word => word !== ''));
    if (named === undefined || posix.isAbsolute(named)) continue;
    const script = posix.join(workingDirectory, named);
    if (script.startsWith('..') || isMade(script)) continue;
    if (!existsSync(join(root, script))) found.add(script);
  }
  return [...found].map(script => ({ kind: 'missing-script', stage, script }));
}

/** `scripts/fit.py` of `uv run python -u scripts/fit.py --all`, `./make.sh` of itself. */
function scriptOf(words: readonly string[]): string | undefined {
  const [first = ''] = words;
  if (first.includes('/') && SCRIPT.test(first)) return first;
  const at = words.findIndex(word => INTERPRETERS.test(word));
  const next = words.slice(at + 1).find(word => !word.startsWith('-'));
  // `python -m pytest x.py` and `bash -c …` start no script of that name.
  const isOther = words.slice(at + 1).some(word => /^-[a-z]*[mce]$/.test(word));
  return at >= 0 && !isOther && next !== undefined && SCRIPT.test(next) ? next : undefined;
}
