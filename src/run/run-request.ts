/** What is asked of a run, what it tells while it goes on, and how it went. */
import type { DefinitionProblem } from '../definition/document/problems.ts';
import type { LoadedDefinition } from '../definition/load.ts';
import type { Redactor } from '../execution/redaction/redactor.ts';
import type { RunLocks } from '../execution/run-lock.ts';
import type { CommandFiles } from '../github/runner/command-files.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { FailOn } from '../pipeline/choices.ts';
import type { Pipeline } from '../pipeline/types.ts';
import type { JobIdentity } from '../record/job.ts';
import type { RunIdentity, RunRecord } from '../record/run-record.ts';
import type { ReportOptions } from '../reporting/model/model.ts';
import type { NotLocked } from './folder-lock.ts';
import type { Acceptance } from './judging/compare-run.ts';
import type { ConfirmWish } from './judging/confirm.ts';
import type { LiveOutput, LiveOutputOptions } from './live/live-output.ts';
import type { BaselineChoice } from './stores/history-store.ts';

/** What the user asks for. */
export interface RunRequest {
  readonly cwd: string;
  /** The definition; searched for where not named. */
  readonly file?: string | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly concurrency?: number | undefined;
  readonly keepGoing: boolean;
  /** Run every stage, whatever results are stored. */
  readonly force: boolean;
  /** Setups run where they are needed, as on a runner; else only those that ask for no root rights. */
  readonly runsSetups: boolean;
  /** Every cache is empty at first, whatever is stored. */
  readonly startsCold: boolean;
  /** Which run of the job this is, from 0. */
  readonly repetition?: number;
  /** Folder for caches that outlives the job; on a runner, instead of its cache service. */
  readonly cacheDir?: string | undefined;
  /** Most that the caches may take, in bytes. */
  readonly maxCacheBytes?: number | undefined;
  /** Same-repository pull requests may save caches too. */
  readonly saveOnPullRequest: boolean;
  readonly baseline: BaselineChoice;
  /** How suspicions are confirmed. */
  readonly confirm: ConfirmWish;
  /** What fails a run whose stages passed; beats the definition. */
  readonly failOn?: FailOn | undefined;
  readonly acceptance?: Acceptance | undefined;
  readonly reportDir?: string | undefined;
  /** Where the run takes place, and its variables. */
  readonly runner: RunnerContext;
  /** Tells the processes of this run from all others. */
  readonly mark: string;
  /** Keeps other runs out of the folders for as long as the caller holds it. */
  readonly locks: RunLocks;
  /** Aborted when the run is to end early. */
  readonly signal: AbortSignal;
  readonly output: (options: Omit<LiveOutputOptions, 'write' | 'summaryFollows'>) => LiveOutput;
  /** Told before the first stage starts, and before anything of a report is written. */
  readonly onStart?: (started: StartedReport) => void;
  readonly replies?: ReplyMilestones;
  /** On a runner: the files that stages must not write to. */
  readonly commandFiles?: CommandFiles;
  /** Told once the stages are under way. */
  readonly onStages?: (stages: StagesUnderWay) => void;
}

/** Stages that end in their own time, whatever happens to who started them. */
export interface StagesUnderWay {
  readonly finished: Promise<void>;
  /** The run as it stands now. */
  readonly ran: () => Ran;
  /** Writes the report as it stands now. */
  readonly flush: () => Promise<void>;
}

/** Where a run leaves its report, and by what the report is known to be the run's. */
export interface StartedReport {
  readonly reportDir: string;
  readonly run: RunIdentity;
}

/** Replies of models that have to be saved, however the run ends. */
export interface ReplyMilestones {
  /** Before the first stage starts: replies of this pipeline and job will be in the report directory. */
  carried(pipelineId: string, job: JobIdentity): void;
  /** They are saved, or cannot be; not told by a run that is cut short. */
  settled(): void;
}

/** How it went. */
export type RunResult =
  | { readonly kind: 'invalid'; readonly problems: readonly DefinitionProblem[] }
  /** Asked for by names that the pipeline does not have, beside those that it has. */
  | {
      readonly kind: 'unknown-names';
      readonly names: readonly string[];
      readonly pipeline: Pipeline;
    }
  /** Ended before a stage could start. */
  | { readonly kind: 'interrupted' }
  /** Another run is in the folder, and nothing was done. */
  | { readonly kind: 'locked-out'; readonly why: NotLocked }
  | {
      readonly kind: 'ran';
      readonly record: RunRecord;
      readonly reportDir: string;
      readonly definition: LoadedDefinition;
      /** What reports are made with besides the record. */
      readonly reporting: ReportOptions;
      /** Knows all secrets of the run. */
      readonly redactor: Redactor;
    };

/** A run that took place. */
export type Ran = Extract<RunResult, { kind: 'ran' }>;
