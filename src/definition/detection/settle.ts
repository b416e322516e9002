/** Who makes what, where several scripts name the same file. */
import { countBy } from '../../util/numbers.ts';
import type { FoundStage, Made } from './model/found.ts';

/**
 * A file that a script only names is made by the first script that names it, unless another one is seen to
 * write it. Files that two scripts write are neither's: none of the two could be reused without the other.
 */
export function settleOutputs(stages: readonly FoundStage[]): readonly FoundStage[] {
  const written = countBy(
    stages.flatMap(({ made }) => literalOutputs(made)),
    output => output,
  );
  const taken = new Set(written.keys());
  const settled = stages.map(stage => {
    const own = literalOutputs(stage.made);
    // What a detector that knows the order shares out, it shares out knowingly.
    const isShared = (output: string) => (written.get(output) ?? 0) > 1 && !output.startsWith('!');
    if (stage.orderIsGiven !== true && own.some(isShared)) {
      return { ...stage, made: { kind: 'unknown', why: 'shared' } as const };
    }
    const claimed = (stage.maybe ?? []).filter(path => !taken.has(path));
    for (const path of claimed) taken.add(path);
    return claimed.length === 0 ? stage : { ...stage, made: withOutputs(stage.made, claimed) };
  });
  return settled.map(stage => gathered(stage, settled));
}

/** Files of one kind beside each other, from which on their folder is written instead. */
const MANY = 8;

/** Many files of one kind as their folder, where it belongs to no other stage: shorter, and right with one file less. */
function gathered(stage: FoundStage, stages: readonly FoundStage[]): FoundStage {
  const own = literalOutputs(stage.made);
  const kinds = countBy(own, kindOf);
  const isOthers = (folder: string) =>
    stages.some(
      other => other !== stage && literalOutputs(other.made).some(one => one.startsWith(folder)),
    );
  const outputs = own.map(output => {
    const kind = kindOf(output);
    const folder = kind.slice(0, kind.lastIndexOf('*'));
    return (kinds.get(kind) ?? 0) >= MANY && folder !== '' && !isOthers(folder) ? kind : output;
  });
  return own.length < MANY
    ? stage
    : { ...stage, made: { kind: 'known', outputs: [...new Set(outputs)] } };
}

/** `out/*.png` for `out/a.png`. */
function kindOf(output: string): string {
  return output.replace(/[^/]*(\.[^./]+)$/, '*$1');
}

function literalOutputs(made: Made): readonly string[] {
  return made.kind === 'known' ? made.outputs : [];
}

function withOutputs(made: Made, more: readonly string[]): Made {
  if (made.kind === 'known') return { kind: 'known', outputs: [...made.outputs, ...more] };
  return made.why === 'not-seen' ? { kind: 'known', outputs: more } : made;
}
