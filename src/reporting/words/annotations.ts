/** What is written at the lines of the definition file. */
import { movesOf } from '../../analysis/verdict/changes.ts';
import { legTitle } from '../../record/job.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { oneLine } from '../../record/text.ts';
import { stageNames } from '../rows/stage-names.ts';
import { changeWords } from './verdict/change.ts';
import { reasonWords } from './verdict/reason.ts';

/** A warning at a line of a file, or at none where the stage stands in no file. */
export interface Annotation {
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
