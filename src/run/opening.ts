/** The first act of a run: where it takes place, what it runs, and whether it may. */
import { type LoadedDefinition, loadFrom, locateDefinition } from '../definition/load.ts';
import { describeEnvironment, resolveReportDir, slotsFor } from '../execution/environment.ts';
import { type RunContext, readRunContext } from '../github/runner/context.ts';
import { type LeftOut, selectStages } from '../pipeline/selection.ts';
import type { Environment } from '../record/run-record.ts';
import { findReportPlace, type ReportPlace } from './report/report-place.ts';
import type { RunRequest, RunResult } from './run-request.ts';
import { type OwnPlace, openOwnPlace } from './stores/own-folder.ts';

/** A run that may begin. */
export interface OpenedRun {
  readonly kind: 'opened';
  readonly definition: LoadedDefinition;
  /** Absolute; nothing where the pipeline was detected. */
  readonly definitionFile: string | undefined;
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  /** What of the run's own folders may be used. */
  readonly own: OwnPlace;
  readonly reportPlace: ReportPlace;
  /** Stages that may run at once. */
  readonly slots: number;
  readonly environment: Environment;
  /** Who runs, for which commit: git is still being asked. */
  readonly context: Promise<RunContext>;
  /** Why another run in the folder would not be noticed. */
  readonly unguarded?: string;
}

/** Takes the folder, reads the definition and chooses the stages; or says why there is no run. */
export async function openRun(
  request: RunRequest,
): Promise<OpenedRun | Exclude<RunResult, { kind: 'ran' }>> {
  const { cwd, runner } = request;
  const { variables } = runner;
  const place = await locateDefinition({ file: request.file, cwd });
  const wantedDir = resolveReportDir(cwd, request.reportDir);
  // What another run changes is read when it is over.
  const locked = await request.locks.hold({ root: place.root, reportDir: wantedDir });
  if (locked.kind !== 'held') return { kind: 'locked-out', why: locked };
  // git answers while the definition is read.
  const context = readRunContext(runner, place.root, new Date());
  const definition = await loadFrom(place, cwd);
  if (definition.kind === 'invalid') {
    return { kind: 'invalid', problems: definition.problems };
  }
  const { pipeline, root } = definition;
  const selection = selectStages(pipeline, request);
  if (selection.kind === 'unknown') {
    return { kind: 'unknown-names', names: selection.names, pipeline };
  }
  const { baseline, cacheDir } = request;
  const keep = baseline.kind === 'file' ? baseline.file : undefined;
  const own = await openOwnPlace({ reportDir: wantedDir, root, variables, cacheDir, keep });
  const slots = slotsFor(request.concurrency ?? pipeline.concurrency);
  return {
    kind: 'opened',
    definition,
    definitionFile: place.file,
    leftOut: selection.leftOut,
    own,
    reportPlace: findReportPlace(own.reportDir, variables),
    slots,
    environment: describeEnvironment(variables, slots),
    context,
    ...(locked.unguarded !== undefined && { unguarded: locked.unguarded }),
  };
}
