/** Simulated timings as the records that a real run would leave: nothing more is told to the model. */
import type { History } from '../../src/record/history.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';

/** The stages of one run, one after the other; `cold` and `cached` say what its caches were like. */
export interface Timed {
  readonly durations: readonly number[];
  readonly cold: boolean;
}

const EPOCH_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** The record of a run, stages one after the other; the number gives its id and its day. */
export function recordOf(
  number: number,
  { durations, cold }: Timed,
  cached: readonly boolean[] = [],
): RunRecord {
  const startedAt = new Date(EPOCH_MS + number * DAY_MS).toISOString();
  let startMs = 0;
  const stages = durations.flatMap((durationMs, j): StageRecord[] => {
    if (Number.isNaN(durationMs)) return [];
    const stage = stageOf(
      j,
      startMs,
      durationMs,
      cached[j] === true ? (cold ? 'cold' : 'warm') : 'none',
    );
    startMs += durationMs;
    return [stage];
  });
  return {
    schema: 2,
    status: 'passed',
    run: { id: `${number}`, attempt: 1, event: 'push', startedAt, commitTime: startedAt },
    environment: { os: 'linux', arch: 'x64', cpus: 4, memoryBytes: 16e9, slots: 4 },
    pipeline: { id: 'simulated', fingerprint: '' },
    stages,
    caches: [],
    totalMs: startMs,
    notices: [],
  };
}

/** The history of these runs, numbered from 0. */
export function historyOf(runs: readonly Timed[], cached: readonly boolean[] = []): History {
  return { schema: 2, runs: runs.map((run, i) => recordOf(i, run, cached)) };
}

/** The record with further runs of a stage. */
export function withFurther(
  record: RunRecord,
  id: string,
  confirmations: NonNullable<StageRecord['confirmations']>,
): RunRecord {
  const stages = record.stages.map(stage =>
    stage.id === id ? { ...stage, confirmations } : stage,
  );
  return { ...record, stages };
}

function stageOf(
  j: number,
  startMs: number,
  durationMs: number,
  cacheState: StageRecord['cacheState'],
): StageRecord {
  const id = `s${j}`;
  return {
    id,
    name: id,
    needs: j === 0 ? [] : [`s${j - 1}`],
    optional: false,
    definitionHash: id,
    status: 'passed',
    startMs,
    durationMs,
    attempts: 1,
    cacheState,
  };
}
