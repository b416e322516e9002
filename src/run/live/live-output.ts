/** What every live output is told of and asked for. */

import type { Listener } from '../../execution/events/run-events.ts';
import type { LlmProgress } from '../../llm/counter.ts';
import type { Eta } from '../../pipeline/eta.ts';

/** Shows a run while it goes on. */
export interface LiveOutput {
  readonly listener: Listener;
  /** Writes what is still open and takes away what was only there while running. */
  stop(): void;
}

/** Where live output goes and what it asks of the run. */
export interface LiveOutputOptions {
  readonly write: (text: string) => void;
  readonly stageCount: number;
  readonly slots: number;
  readonly eta: () => Eta;
  /** When `eta` knows which stages will be reused; before, it counts their time. Never rejects. */
  readonly foreseen: Promise<void>;
  /** What the stage with this id is expected to take, in ms; nothing where no run has shown it. */
  readonly expectedMs: (id: string) => number | undefined;
  /** Whether a summary follows that has the logs of failures, so that they are not shown before. */
  readonly summaryFollows: boolean;
  /** Ms since the run's start. */
  readonly now: () => number;
  /** Takes the secrets out of a line. */
  readonly redact: (line: string) => string;
  /** Told what a command asked to hide, before any line is redacted that came with it. */
  readonly addMask: (value: string) => void;
}

/** Where each line stays, this often is often enough for a stage's progress, in ms. */
const PROGRESS_EVERY_MS = 10_000;

/** Says which progress is worth a line of its own: of each stage one in a while, and not the first. */
export function createProgressFilter(now: () => number): (progress: LlmProgress) => boolean {
  const saidAt = new Map<string, number>();
  return ({ stage }) => {
    const last = saidAt.get(stage);
    if (last !== undefined && now() - last < PROGRESS_EVERY_MS) return false;
    saidAt.set(stage, now());
    return last !== undefined;
  };
}
