/** The pull request comment: the verdict, one table, and the rest to unfold. */
import type { ReportModel } from '../model.ts';
import { fitToBudget, leftOut } from './budget.ts';
import * as part from './parts.ts';

/** Below the 65,536 characters that GitHub accepts, with room for a marker. */
const COMMENT_BYTES = 60_000;

/** `comment.md`. */
export function renderComment(model: ReportModel, budgetBytes: number = COMMENT_BYTES): string {
  return fitToBudget(
    budgetBytes,
    without =>
      part.joinParts([
        part.headline(model, 3),
        model.comparison,
        part.stages(model, without),
        part.failures(model, without),
        part.notices(model, without),
        part.timeline(model, without),
        part.resources(model, without),
        leftOut(without),
      ]),
    () => part.joinParts([part.headline(model, 3)]),
  );
}
