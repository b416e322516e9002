/** What is written at lines of files: of the definition, and of the sources where something failed. */
import { failureCause } from '../../analysis/failure-cause.ts';
import { movesOf } from '../../analysis/verdict/changes.ts';
import { legTitle } from '../../record/job.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { oneLine } from '../../record/text.ts';
import { stageNames } from '../rows/stage-names.ts';
import { placedFailures } from './failure-cause.ts';
import { changeWords } from './verdict/change.ts';
import { reasonWords } from './verdict/reason.ts';

/** A sentence at a line of a file, or at none where the stage stands in no file. */
export interface Annotation {
  /** A warning where it is absent. */
  readonly level?: 'error';
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** Where the stages are defined. */
export interface StagePlaces {
  /** Relative to the repository. */
  readonly file: string;
  /** By stage id, from 1. */
  readonly stageLines: ReadonlyMap<string, number>;
}

/** GitHub shows ten warnings a step; some are left to the stages' own tools. */
const MOST = 8;
const LONGEST_REASON = 400;

/** One a regressed stage, those that lost most time first; the last one says how many more there are. */
export function selectAnnotations(
  record: RunRecord,
  { file, stageLines }: StagePlaces,
): readonly Annotation[] {
  const found = movesOf(record, 'regressed');
  const leg = legTitle(record.run);
  const where = leg === undefined ? '' : ` in ${leg}`;
  const shown = found.length > MOST ? found.slice(0, MOST - 1) : found;
  const annotations = shown.map(({ id, stage, durationMs, judgement }): Annotation => {
    const line = stageLines.get(id);
    const judged = { subject: 'stage' as const, nameOf: stageNames(record), stageReason: '' };
    const why = oneLine(reasonWords(judgement, judged), LONGEST_REASON);
    return {
      title: `${stageName(stage)} regressed${where}`,
      message: `${changeWords(durationMs, judgement, 'stage')}. ${why}`,
      ...(line !== undefined && { file, line }),
    };
  });
  const left = found.length - shown.length;
  if (left === 0) return annotations;
  const message = 'The job summary has all of them.';
  return [...annotations, { title: `${left} more stages regressed${where}`, message }];
}

/** An annotation that has a place. */
export type PlacedAnnotation = Annotation & Required<Pick<Annotation, 'file' | 'line'>>;

/**
 * What made stages fail, where a file and a line are known: each failed test, LaTeX's error, the line of a
 * traceback. Files are named from the pipeline's root, as far as they are below it; an optional stage's
 * failure is a warning.
 */
export function failureAnnotations(record: RunRecord): readonly PlacedAnnotation[] {
  const leg = legTitle(record.run);
  const where = leg === undefined ? '' : ` in ${leg}`;
  return record.stages.flatMap(stage => {
    const cause = failureCause(stage);
    if (cause === undefined) return [];
    const title = `${stageName(stage)} failed${where}`;
    const level = stage.optional ? {} : ({ level: 'error' } as const);
    return placedFailures(cause).map(placed => ({ ...level, title, ...placed }));
  });
}
