/** The job summary: everything the report says, the verdict first. */
import type { ReportModel } from '../model.ts';
import { fitToBudget, leftOut } from './budget.ts';
import * as part from './parts.ts';

/** GitHub refuses a step summary that is larger. */
const SUMMARY_BYTES = 1024 * 1024;

/** `summary.md`; `budgetBytes` is for documents that already hold something. */
export function renderSummary(model: ReportModel, budgetBytes: number = SUMMARY_BYTES): string {
  return fitToBudget(
    budgetBytes,
    without =>
      part.joinParts([
        part.headline(model, 2),
        part.failures(model, without),
        part.warnings(model),
        part.metrics(model),
        part.stages(model, without),
        model.comparison,
        part.notices(model, without),
        part.timeline(model, without),
        part.resources(model, without),
        part.environment(model, without),
        leftOut(without),
      ]),
    () => part.joinParts([part.headline(model, 2)]),
  );
}
