/** A run as it stands: its record at any moment, and what reports are made with. */
import { relative } from 'node:path';
import type { Redactor } from '../execution/redaction/redactor.ts';
import type { PipelineRun } from '../execution/run.ts';
import { siteOf } from '../github/runner/site.ts';
import { pipelineFingerprint } from '../pipeline/hash.ts';
import type { Overhead, WholeJob } from '../record/facts/whole-job.ts';
import { redactRecord } from '../record/redact.ts';
import type { MachineUsage, RunIdentity, RunRecord } from '../record/run-record.ts';
import { RECORD_SCHEMA } from '../record/upgrade.ts';
import type { ReportOptions } from '../reporting/model/model.ts';
import type { RunEvents } from './events.ts';
import { type Evaluation, NOT_EVALUATED, withConfirmations } from './judging/evaluate.ts';
import type { OpenedRun } from './opening.ts';
import type { Ran, RunRequest } from './run-request.ts';
import type { RunServices } from './run-services.ts';
import { jobAround, type KnownJob } from './whole-job.ts';

/** What a record is made of. */
export interface UnderWayOptions {
  readonly request: RunRequest;
  readonly opened: OpenedRun;
  readonly identity: RunIdentity;
  readonly events: RunEvents;
  readonly services: RunServices;
  readonly stages: PipelineRun;
  readonly redactor: Redactor;
  /** When the first stage might start, in ms since 1970. */
  readonly stagesStartedMs: number;
  /** Ms since the run's start. */
  readonly now: () => number;
}

/** One run, from its first stage on. */
export class RunUnderWay {
  readonly #options: UnderWayOptions;
  #ended: { readonly totalMs: number; readonly machine: MachineUsage | undefined } | undefined;
  #evaluation: Evaluation = NOT_EVALUATED;
  #job: WholeJob | undefined;
  #overhead: Overhead | undefined;

  constructor(options: UnderWayOptions) {
    this.#options = options;
  }

  /** The stages are over. */
  end(machine: MachineUsage | undefined): void {
    this.#ended = { totalMs: this.#options.now(), machine };
  }

  /** The workflow's job that it is part of, where anything is known of that. */
  partOf(job: KnownJob | undefined): void {
    const at = { ...this.#options, engineStartedMs: performance.timeOrigin };
    this.#job = job && jobAround(job, at);
  }

  /**
   * Nothing more is measured: what the engine itself took until now is said in every report alike. Of a later run
   * of the same process the process's start says nothing.
   */
  close(): void {
    const { request, stagesStartedMs, now } = this.#options;
    if (this.#ended === undefined || (request.repetition ?? 0) > 0) return;
    const { confirmationMs = 0 } = this.#evaluation.judged;
    const beforeMs = Math.max(0, stagesStartedMs - performance.timeOrigin);
    const afterMs = Math.max(0, now() - this.#ended.totalMs - confirmationMs);
    this.#overhead = { beforeMs, afterMs };
  }

  /** What is known of it by comparison, so far. */
  judged(evaluation: Evaluation): void {
    this.#evaluation = evaluation;
  }

  /** The record as it is now, without secrets. */
  record(): RunRecord {
    const record = withConfirmations(this.#measured(), this.#evaluation.confirmations);
    return redactRecord(record, this.#options.redactor);
  }

  reporting(): ReportOptions {
    const { opened, request } = this.#options;
    const { bottleneck } = opened.definition.pipeline;
    const site = siteOf(request.runner);
    return { marks: bottleneck, history: this.#evaluation.history, site };
  }

  /** The result, with its report in this folder. */
  ran(reportDir: string): Ran {
    const { opened, redactor } = this.#options;
    const made = { record: this.record(), reportDir, reporting: this.reporting() };
    return { kind: 'ran', ...made, definition: opened.definition, redactor };
  }

  #measured(): RunRecord {
    const { request, opened, identity, events, services, stages, now } = this.#options;
    const { definition, definitionFile, environment } = opened;
    const { pipeline } = definition;
    const machine = this.#ended?.machine;
    return {
      schema: RECORD_SCHEMA,
      status: stages.status(),
      run: identity,
      environment,
      ...(machine !== undefined && { machine }),
      pipeline: {
        id: pipeline.id,
        fingerprint: pipelineFingerprint(pipeline),
        ...(request.file !== undefined &&
          definitionFile !== undefined && { file: relative(request.cwd, definitionFile) }),
      },
      stages: [...stages.records()],
      caches: [...services.caches()],
      totalMs: this.#ended?.totalMs ?? now(),
      ...(this.#job !== undefined && { wholeJob: this.#job }),
      ...(this.#overhead !== undefined && { overhead: this.#overhead }),
      notices: [...events.notices()],
      ...this.#evaluation.judged,
    };
  }
}
