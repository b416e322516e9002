/**
 * What follows the stages: caches are saved, the run is compared and kept, what is left is looked for. None of it
 * changes how the stages ended; what fails becomes a notice, and what is late is given up.
 */
import { loadNotices } from '../baseline/store.ts';
import type { Follow } from '../execution/events/follow.ts';
import { findStrays } from '../execution/process/strays.ts';
import { type Confirm, type FailOn, gatesRegressions } from '../pipeline/choices.ts';
import type { RunEvents } from './events.ts';
import type { Confirming } from './judging/confirm.ts';
import { evaluate } from './judging/evaluate.ts';
import type { OpenedRun } from './opening.ts';
import type { ReportWriter } from './report/report-files.ts';
import type { RunRequest } from './run-request.ts';
import type { RunServices } from './run-services.ts';
import type { RunUnderWay } from './under-way.ts';

/** A run whose stages are over. */
export interface ConclusionOptions {
  readonly request: RunRequest;
  readonly opened: OpenedRun;
  readonly events: RunEvents;
  readonly services: RunServices;
  readonly run: RunUnderWay;
  readonly writer: ReportWriter;
  readonly confirming: Confirming | undefined;
  readonly confirmMode: Confirm;
  readonly failOn: FailOn;
  readonly follow: Follow;
}

/** Compares, looks around, keeps and closes, in this order. */
export async function conclude(options: ConclusionOptions): Promise<void> {
  const { request, services, run, confirming, follow } = options;
  const { signal } = request;
  // Who interrupts a run does not wait for what it might have been compared with.
  if (!signal.aborted) await follow('comparison', () => compare(options), undefined);
  await follow('looking-around', () => lookAround(options), undefined);
  await follow('saving-run', () => services.keepRun(run.record()), undefined);
  await follow('closing-caches', () => services.close(signal), undefined);
  await follow('clearing-confirmation', () => confirming?.[Symbol.asyncDispose](), undefined);
}

async function compare(options: ConclusionOptions): Promise<void> {
  const { request, opened, events, services, run, writer, confirming } = options;
  const { onNotice } = events;
  const loaded = await services.history();
  for (const notice of loadNotices(loaded)) onNotice(notice);
  const { pipeline } = opened.definition;
  const { baseline, acceptance, signal } = request;
  const evaluation = await evaluate(run.record(), {
    pipeline,
    baseline,
    acceptance,
    loaded,
    confirming,
    signal,
    onNotice,
    onJudged(known) {
      run.judged(known);
      writer.request();
    },
  });
  run.judged(evaluation);
  await sayWhyGateIsMute(options);
}

async function sayWhyGateIsMute(options: ConclusionOptions): Promise<void> {
  const { events, run, failOn, confirmMode } = options;
  if (!gatesRegressions(failOn)) return;
  const { muteGateOf } = await import('../analysis/gates.ts');
  const why = muteGateOf(run.record(), failOn, confirmMode);
  if (why !== undefined) events.onNotice({ kind: 'gate-mute', why });
}

/** Processes that were started in the folder and go on, and files that stages must not write to. */
function lookAround({ request, opened, events }: ConclusionOptions): void {
  for (const { pid, command } of findStrays(opened.definition.root)) {
    events.onNotice({ kind: 'stray-process', pid, command });
  }
  for (const { file, undone: isUndone } of request.commandFiles?.restore() ?? []) {
    events.onNotice({ kind: 'command-file', file, isUndone });
  }
}
