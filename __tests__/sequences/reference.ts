/**
 * What sources give where nothing was there before: plain bash runs the commands one after another,
 * without the engine, without attempts that fail, in an empty folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { topologicalOrder } from '../../src/pipeline/graph.ts';
import type { Stage } from '../../src/pipeline/types.ts';
import { outputsBelow, plant, type Tree } from './trees.ts';

export type Reference =
  | { readonly kind: 'made'; readonly outputs: Tree }
  | { readonly kind: 'failed'; readonly reason: string };

/** Runs stages for what they make. */
export class ReferenceRunner {
  readonly #root: string;
  readonly #marks: string;
  readonly #known = new Map<string, Reference>();

  constructor(place: string) {
    this.#root = join(place, 'reference');
    this.#marks = join(place, 'reference-marks');
  }

  /** `given` is what stands there before the stages run, sources among it. */
  outputsOf(stages: readonly Stage[], given: Tree): Reference {
    const key = JSON.stringify([stages.map(({ run, needs }) => [run, needs]), [...given].sort()]);
    const known = this.#known.get(key) ?? this.#make(stages, given);
    this.#known.set(key, known);
    return known;
  }

  #make(stages: readonly Stage[], given: Tree): Reference {
    for (const folder of [this.#root, this.#marks]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
    plant(this.#root, given);
    writeFileSync(join(this.#marks, 'calm'), '');
    for (const { id } of stages) writeFileSync(join(this.#marks, `tried-${id}`), '');
    // One shell for all: starting one takes longer than what the stages do.
    const script = topologicalOrder(stages).map(
      ({ run, optional }) =>
        `( set -eo pipefail\n${run}\n)\n${optional ? '' : '[ $? = 0 ] || exit 1'}\n`,
    );
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc'], {
      cwd: this.#root,
      env: { PATH: process.env.PATH, MARKS: this.#marks },
      input: `${script.join('')}exit 0\n`,
    });
    return status === 0
      ? { kind: 'made', outputs: outputsBelow(this.#root) }
      : { kind: 'failed', reason: String(stderr) };
  }
}
