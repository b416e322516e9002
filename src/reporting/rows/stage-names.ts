/** Stages by their names, where a fact has their ids. */
import type { RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { oneLine } from '../../record/text.ts';

const LONGEST_ID = 60;

/** The names of a run's stages by id; what the run does not have is called by its id. */
export function stageNames({ stages }: Pick<RunRecord, 'stages'>): (id: string) => string {
  const names = new Map(stages.map(stage => [stage.id, stageName(stage)]));
  return id => names.get(id) ?? oneLine(id, LONGEST_ID);
}
