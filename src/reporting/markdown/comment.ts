/** The pull request comment: the verdict, one table, and the rest to unfold. */
import type { ReportModel } from '../model.ts';
import { joinParts } from './blocks.ts';
import { ALL_LEFT_OUT, fitToBudget, leftOut } from './budget.ts';
import * as detail from './details.ts';
import * as part from './parts.ts';
import { stages } from './stages.ts';

/** Below the 65,536 characters that GitHub accepts, with room for a marker. */
const COMMENT_BYTES = 60_000;

/** `comment.md`. */
export function renderComment(model: ReportModel, budgetBytes: number = COMMENT_BYTES): string {
  return fitToBudget(
    budgetBytes,
    without =>
      joinParts([
        part.headline(model, 3),
        part.compared(model),
        stages(model, without),
        part.failures(model, without),
        part.notices(model, without),
        detail.advice(model, without),
        detail.timeline(model, without),
        detail.moved(model, without),
        detail.caches(model, without),
        detail.llm(model, without),
        detail.resources(model, without),
        detail.findings(model, without),
        detail.reproduction(model, without),
        leftOut(without),
      ]),
    () => joinParts([part.headline(model, 3), ALL_LEFT_OUT]),
  );
}
