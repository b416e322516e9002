/** A script → the stage that runs it, with what its text tells of inputs and outputs. */
import { pathFrom, scriptCommand } from '../model/commands.ts';
import { JULIA_FILES, R_FILES, rootFamily, withoutContained } from '../model/families.ts';
import type { DetectionContext, FoundStage, Made, Note, Unseen } from '../model/found.ts';
import { baseOf, isResult, type Observed, withoutExtension } from '../model/observed.ts';
import { needsArguments } from './arguments.ts';
import { asPatterns } from './code/packages.ts';
import { makes, type ScriptFiles, scriptFiles } from './files.ts';

/** What the caller knows of the script. */
export interface ScriptOptions {
  readonly script: string;
  readonly name: string;
  readonly args?: readonly string[];
  readonly after?: readonly string[];
  /** Scripts that it starts, whose files are its own. */
  readonly started?: readonly string[];
}

/** What has to be known around a script. */
export type ScriptContext = Pick<DetectionContext, 'python' | 'wanted'>;

/** The key of a script's stage. */
export function scriptKey(script: string): string {
  return `script:${script}`;
}

/** The stage of a script; nothing where nothing is known to run it. */
export function scriptStage(
  observed: Observed,
  context: ScriptContext,
  { script, name, args = [], after = [], started = [] }: ScriptOptions,
): FoundStage | undefined {
  const files = scriptFiles(observed, script, started);
  const folder = /\.(?:ipynb|rmd|qmd)$/i.test(script) ? '' : files.folder;
  const command = scriptCommand(pathFrom(folder, script), pythonIn(context, folder), args);
  if (command === undefined) return undefined;
  const usesPython = /\.(?:py|ipynb)$/.test(script);
  const outputs = outputsOf(files, context.wanted);
  const made: Made =
    outputs.length > 0 || !files.mayWrite || command.made !== undefined
      ? {
          kind: 'known',
          outputs: [...(command.made === undefined ? [] : [command.made]), ...outputs],
        }
      : { kind: 'unknown', why: 'not-seen' };
  const unseen: readonly Unseen[] = [
    ...files.unseen,
    ...(files.loose.some(name => !isClaimed(name, outputs)) ? (['writes'] as const) : []),
  ];
  const notes: readonly Note[] = [
    ...(files.mayWrite ? [{ kind: 'from-source' } as const] : []),
    ...(args.length === 0 && needsArguments(observed, script)
      ? [{ kind: 'needs-arguments' } as const]
      : []),
  ];
  const environment = usesPython
    ? context.python.inputs
    : rootFamily(observed, environmentOf(script));
  return {
    key: scriptKey(script),
    name,
    run: command.run,
    ...(folder === '' ? {} : { workingDirectory: folder }),
    requires: command.requires,
    usesPython,
    after,
    inputs: withoutContained([...patternsOf(observed, files), ...environment]),
    reads: [...files.missing, ...files.existing, ...files.named],
    lacks: files.lacks,
    made,
    ...(unseen.length > 0 ? { unseen: [...new Set(unseen)] } : {}),
    maybe: files.named.filter(path => isResult(path) && !files.missing.includes(path)),
    ...(pathEnv(context, script, files) ? { env: { PYTHONPATH: pathFrom(folder, 'src') } } : {}),
    // A notebook that was run holds the times at which its cells were.
    ...(command.made === undefined || made.kind === 'unknown' ? {} : { unstable: [command.made] }),
    notes,
  };
}

/** What says which packages the language has. */
function environmentOf(script: string): readonly string[] {
  if (/\.(?:R|r|Rmd|qmd)$/.test(script)) return R_FILES;
  return script.endsWith('.jl') ? JULIA_FILES : [];
}

/** An environment's own python is a path, which is another one elsewhere. */
function pythonIn({ python }: ScriptContext, folder: string): DetectionContext['python'] {
  const shift = (word: string) => (/^\.?venv\/bin\//.test(word) ? pathFrom(folder, word) : word);
  if (folder === '') return python;
  return { ...python, words: python.words.map(shift), tool: name => python.tool(name).map(shift) };
}

/** What it writes, and what documents take in and it names; names without a folder only where no document has one. */
function outputsOf(files: ScriptFiles, wanted: DetectionContext['wanted']): readonly string[] {
  const claimed = wanted.flatMap(choices => choices.find(choice => makes(files, choice)) ?? []);
  const bases = new Set(claimed.map(baseOf));
  const written = files.written.filter(path => path.includes('/') || !bases.has(path));
  return [...new Set([...written, ...claimed])].filter(path => !/^[*/]+$|^\*\.\w+$/.test(path));
}

/** Whether a file of which only the last part is known is one of those that it makes for a document. */
function isClaimed(name: string, outputs: readonly string[]): boolean {
  const base = baseOf(name);
  return outputs.some(
    output => baseOf(output) === base || baseOf(withoutExtension(output)) === base,
  );
}

/** Modules in `src/` are found where they are installed, which `uv run` and its like see to, or by this. */
function pathEnv({ python }: ScriptContext, script: string, { sources }: ScriptFiles): boolean {
  const fromSource = sources.some(file => file.startsWith('src/') && file !== script);
  return python.isMachines && fromSource && !script.startsWith('src/');
}

function patternsOf(
  observed: Observed,
  { script, sources, existing }: ScriptFiles,
): readonly string[] {
  const others = sources.filter(file => file !== script);
  return [
    script,
    ...asPatterns(observed, others),
    ...existing.map(path => path.replace(/\/$/, '')),
  ];
}

/** `run_analysis` → `Run Analysis`. */
export function shownName(words: string): string {
  const parts = words.split(/[_\s-]+/).filter(word => word !== '');
  return parts.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || words;
}
