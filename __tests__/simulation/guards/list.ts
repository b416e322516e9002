/** Guards of the engine, each with the change that takes it out: the simulator has to notice. */
import type { Patch } from '../../support/taken-out.ts';

export interface Guard {
  /** What it holds. */
  readonly name: string;
  /** More than one where another guard behind it would do its work. */
  readonly patches: readonly Patch[];
}

export const GUARDS: readonly Guard[] = [
  {
    name: 'what changed while a stage ran is not stored',
    patches: [
      {
        file: 'execution/reuse/obstacles.ts',
        from: "  return { kind: 'inputs-changed', when: 'running', paths };",
        to: '  return undefined;',
      },
    ],
  },
  {
    name: 'a result that was withdrawn is not found',
    patches: [
      {
        file: 'caching/results/result-store.ts',
        from: "  if (result.withdrawn) {\n    return notFound({ kind: 'withdrawn' });\n  }\n",
        to: '',
      },
      // While another stage may write there nothing is published that would have to be withdrawn.
      {
        file: 'execution/reuse/pending-results.ts',
        from: '...others.filter(mayWrite).map(other => other.id)',
        to: '...others.filter(other => other.id === id && mayWrite(other)).map(other => other.id)',
      },
    ],
  },
  {
    name: 'a history that cannot be read is not written over',
    patches: [
      {
        file: 'baseline/file-store.ts',
        from: 'const target = isUnreadable ?',
        to: 'const target = isUnreadable && false ?',
      },
    ],
  },
  {
    name: 'one writer of a history file at a time',
    patches: [
      {
        file: 'baseline/file-store.ts',
        from: 'await using _lock = await lock(',
        to: 'await using _lock = await (async (_: string) => undefined)(',
      },
    ],
  },
  {
    name: "another writer's commit on the branch is not lost",
    patches: [
      {
        file: 'github/branch-file.ts',
        from: 'sha, force: false })',
        to: 'sha, force: true })',
      },
    ],
  },
  {
    name: 'a cache that is half in place is cleared',
    patches: [
      {
        file: 'execution/caches/observation.ts',
        from: '  return isOurs && existsSync(mark);',
        to: '  return false && isOurs && existsSync(mark);',
      },
    ],
  },
  {
    name: 'every byte of an archive is checked',
    patches: [
      {
        file: 'caching/archive/frame-reader.ts',
        from: "    if (hash('sha256', packed) !== expected) throw new DamagedArchive({ kind: 'content-changed' });\n",
        to: '',
      },
    ],
  },
  {
    name: 'what earlier executions left is removed',
    patches: [
      {
        file: 'execution/reuse/stage-results.ts',
        from: '    await this.#clearing.clear(stage, left);\n    const last',
        to: '    const last',
      },
    ],
  },
  {
    name: 'a pull request saves for itself alone',
    patches: [
      {
        file: 'caching/policy.ts',
        from: "    caches: 'own-if-asked',",
        to: "    caches: 'everybody',",
      },
    ],
  },
  {
    name: 'a result is used only where the same stands beside it',
    patches: [
      {
        file: 'execution/reuse/given.ts',
        from: '  return areAlike([...foreign.outputs, ...replaced], given);',
        to: '  return areAlike([...foreign.outputs, ...replaced], given) || true;',
      },
    ],
  },
  {
    name: 'a history that could not be read is not missing',
    patches: [
      {
        file: 'baseline/cache-store.ts',
        from: '      return apart(unreadableHistory(PLACE, found.fault, byStore(found.because)), options);',
        to: '      return NO_HISTORY;',
      },
    ],
  },
  {
    name: 'what somebody writes after a command is over is not stored',
    patches: [
      {
        file: 'execution/reuse/obstacles.ts',
        from: '    return there === undefined || there.ctimeMs > endedAtMs + 1;',
        to: '    return there === undefined;',
      },
    ],
  },
  {
    name: 'what stages leave running is ended with the run',
    patches: [
      {
        file: 'execution/run.ts',
        from: '      .then(() => this.#endSurvivors())\n',
        to: '',
      },
    ],
  },
  {
    name: 'somebody outlives a killed engine, and ends what it left',
    patches: [
      {
        file: 'execution/guardian/guardian.ts',
        from: "  if (script === undefined || process.platform === 'win32') return",
        to: "  if (script !== undefined || process.platform === 'win32') return",
      },
    ],
  },
  {
    name: 'a log that cannot be kept fails no stage',
    patches: [
      {
        file: 'execution/logs/stage-log.ts',
        from: "      fault = { why: 'system', cause: (error as Error).message };",
        to: '      throw error;',
      },
    ],
  },
];
