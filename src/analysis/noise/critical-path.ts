/** The chain of stages that decides how long the run takes. */
import type { RunRecord, StageRecord } from '../../record/run-record.ts';

/** When a stage ran, in milliseconds after the run's start. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * What a stage on the path came after: the run's start, a stage it needs, or a stage whose slot it took.
 * `lateMs` is how much later it started than that allowed, where it is worth a word: the engine hashed its
 * inputs, asked for versions of tools, or waited for caches or memory.
 */
export type Cause =
  | { readonly kind: 'start'; readonly lateMs?: number }
  | { readonly kind: 'need'; readonly id: string; readonly lateMs?: number }
  | { readonly kind: 'slot'; readonly id: string; readonly waitMs: number };

/** One link of the critical path. */
export interface CriticalStep extends Span {
  readonly id: string;
  readonly after: Cause;
}

/**
 * Between the end of a stage and the start of the next the engine looks for inputs and starts a
 * process. A stage that started within this time of its last need did not wait for a slot.
 */
const STARTING_MS = 100;
/** Later than this is worth a word. */
const LATE_MS = 500;

/** When the stage ran, up to `totalMs` while it still does; undefined where it never started. */
export function spanOf(stage: StageRecord, totalMs: number): Span | undefined {
  const { startMs, durationMs } = stage;
  if (startMs === undefined) return undefined;
  if (durationMs !== undefined) return { startMs, endMs: startMs + durationMs };
  return stage.status === 'running' ? { startMs, endMs: Math.max(startMs, totalMs) } : undefined;
}

/**
 * Walks back from the stage that ended last, from each stage to the one that held it up: the need
 * that ended last or, where the stage could have started then and found no slot free, the stage whose
 * end freed the one it took. First link first; empty where no stage was started.
 */
export function criticalPath(record: RunRecord): readonly CriticalStep[] {
  const ran = stagesThatRan(record);
  const steps: CriticalStep[] = [];
  const walked = new Set<string>();
  let stage = lastEnded(ran.filter(({ decides }) => decides)) ?? lastEnded(ran);
  while (stage !== undefined) {
    const { id, startMs, endMs } = stage;
    walked.add(id);
    // A stage of no length ends where it starts: what was walked over cannot come before itself.
    const { need, holder, lateMs } = heldUp(stage, ran, walked, record);
    const waited = holder !== undefined;
    stage = holder ?? need;
    steps.push({ id, startMs, endMs, after: causeOf(stage?.id, waited, lateMs) });
  }
  return steps.reverse();
}

/**
 * When stages could have started and found no slot free, one span a stage that waited: from the end of its
 * last need to its start. Spans of several stages overlap.
 */
export function slotWaits(record: RunRecord): readonly Span[] {
  const ran = stagesThatRan(record);
  return ran.flatMap(stage => {
    const { holder, lateMs } = heldUp(stage, ran, new Set([stage.id]), record);
    const { startMs } = stage;
    return holder === undefined ? [] : [{ startMs: startMs - lateMs, endMs: startMs }];
  });
}

interface RanStage extends Span {
  readonly id: string;
  readonly needs: ReadonlySet<string>;
  readonly weight: number;
  /** Whether it may decide when the run ends. */
  readonly decides: boolean;
}

function stagesThatRan(record: RunRecord): readonly RanStage[] {
  return record.stages.flatMap(stage => {
    const span = spanOf(stage, record.totalMs);
    if (span === undefined) return [];
    // What is ended because another stage failed does not decide when the run ends.
    const decides = record.status !== 'failed' || stage.status !== 'cancelled';
    const { weight = 1 } = stage;
    return [{ id: stage.id, needs: new Set(stage.needs), decides, weight, ...span }];
  });
}

/** What a stage came after, but for these: the need that ended last, and who held the slot that it took. */
function heldUp(
  { needs, weight, startMs }: RanStage,
  ran: readonly RanStage[],
  without: ReadonlySet<string>,
  record: RunRecord,
): { readonly need?: RanStage; readonly holder?: RanStage; readonly lateMs: number } {
  const before = ran.filter(other => other.endMs <= startMs && !without.has(other.id));
  const { executed, isReused } = throughReused(needs, record);
  const need = lastEnded(before.filter(other => executed.has(other.id)));
  const readyMs = need?.endMs ?? 0;
  const holder = lastEnded(before.filter(other => other.endMs > readyMs));
  // Looking for the results of reused needs takes a time of its own, which is not recorded when.
  const lateMs = isReused ? 0 : startMs - readyMs;
  /** Whether there was no room for the stage just before the moment. */
  const wasFull = (ms: number): boolean => {
    const running = ran.filter(other => other.startMs < ms && other.endMs >= ms);
    const taken = running.reduce((sum, other) => sum + other.weight, 0);
    return taken > 0 && taken + weight > record.environment.slots;
  };
  const waited = lateMs > STARTING_MS && holder !== undefined && wasFull(holder.endMs);
  return { lateMs, ...(need && { need }), ...(waited && { holder }) };
}

/** The needs with those of a reused one in its place, and so on: what had to be executed before. */
function throughReused(
  needs: ReadonlySet<string>,
  record: RunRecord,
): { readonly executed: ReadonlySet<string>; readonly isReused: boolean } {
  const reused = new Map(
    record.stages.flatMap(stage =>
      stage.status === 'reused' ? [[stage.id, stage.needs] as const] : [],
    ),
  );
  const all = new Set(needs);
  for (const id of all) for (const need of reused.get(id) ?? []) all.add(need);
  return { executed: all, isReused: [...all].some(id => reused.has(id)) };
}

function causeOf(id: string | undefined, waited: boolean, waitMs: number): Cause {
  if (id !== undefined && waited) return { kind: 'slot', id, waitMs };
  const late = waitMs >= LATE_MS ? { lateMs: waitMs } : {};
  return id === undefined ? { kind: 'start', ...late } : { kind: 'need', id, ...late };
}

function lastEnded<T extends Span>(stages: readonly T[]): T | undefined {
  return stages.reduce<T | undefined>(
    (last, stage) => (last === undefined || stage.endMs > last.endMs ? stage : last),
    undefined,
  );
}
