/** Faults that the engine once had, each with the change that brings it back: the sequences have to notice. */
import type { Patch } from '../../support/taken-out.ts';

export interface Fault {
  /** What went wrong. */
  readonly name: string;
  readonly patches: readonly Patch[];
  /** The campaign that notices: stages that race may do so in some sequence before or after. */
  readonly seed: number;
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'what ran on a damaged input is stored under the fingerprint of the good one',
    patches: [
      {
        file: 'execution/reuse/stage-results.ts',
        from: '      ? await this.#options.fingerprints.read(stage)\n      : undefined;\n    this.#running.set',
        to: '      ? this.#prepared.get(stage.id)\n      : undefined;\n    this.#running.set',
      },
      {
        file: 'execution/reuse/stage-results.ts',
        from: 'const again = execution.reading && (await this.#options.fingerprints.read(stage, own));',
        to: 'const again = own && execution.reading;',
      },
    ],
    seed: 71,
  },
  {
    name: 'of two stages that write the same file, one is stored with what the other wrote',
    patches: [
      {
        file: 'execution/reuse/stage-results.ts',
        from: 'const shared = this.#owners.othersAmong(made.written, stage);',
        to: 'const shared: Ended["shared"] = new Map();',
      },
    ],
    seed: 254,
  },
  {
    name: 'what an earlier state left is stored with the result of the new one',
    patches: [
      {
        file: 'execution/reuse/stage-results.ts',
        from: '    await this.#clearing.clear(stage, left);\n    const last',
        to: '    const last',
      },
    ],
    seed: 1,
  },
  {
    name: 'empty folders among the outputs are lost',
    patches: [
      {
        file: 'execution/reuse/made.ts',
        from: '    folders: hollow.filter(isOwnFolder),',
        to: '    folders: [],',
      },
    ],
    seed: 1,
  },
  {
    name: 'outputs that nothing matches are stored',
    patches: [
      {
        file: 'execution/reuse/obstacles.ts',
        from: '    missingOutput(root, declaredOutputs(stage), made, tracked) ??\n',
        to: '',
      },
    ],
    seed: 1,
  },
  {
    name: 'an input whose name has signs in it is read as a pattern alone',
    patches: [
      {
        file: 'pipeline/patterns/glob.ts',
        from: 'return [itself, ...(isPlain ? [] : others)]',
        to: 'return (isPlain ? [itself] : others)',
      },
    ],
    seed: 1,
  },
  {
    name: 'a result is taken down while later stages write into the same folder',
    patches: [
      {
        file: 'execution/run.ts',
        from: 'const after = () => preparation?.after(stage, measured, endedAtMs);',
        to: `const after = async () => {
      await new Promise(resolve => setTimeout(resolve, 30));
      return preparation?.after(stage, measured, Date.now());
    };`,
      },
      {
        file: 'execution/run.ts',
        from: "const known = await this.#follow('saving-result', after, undefined, stage.id);",
        to: `this.takenDown ??= [];
    this.takenDown.push(this.#follow('saving-result', after, undefined, stage.id));
    const known = undefined;`,
      },
      {
        file: 'execution/run.ts',
        from: 'this.finished = this.#scheduler.finished\n',
        to: 'this.finished = this.#scheduler.finished.then(() => Promise.all(this.takenDown ?? []))\n',
      },
    ],
    seed: 1,
  },
];
