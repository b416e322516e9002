/** The job summary: everything the report says, the verdict first. */
import type { ReportModel } from '../model/model.ts';
import { joinParts } from './blocks.ts';
import { ALL_LEFT_OUT, fitToBudget, leftOut } from './budget.ts';
import * as detail from './details.ts';
import { jobHeading } from './job-sections.ts';
import * as part from './parts.ts';
import { stages } from './stages.ts';

/** GitHub refuses a step summary that is larger. */
const SUMMARY_BYTES = 1024 * 1024;

/** Of stages of which nothing is said but their names. */
const NAMES = 100;

/** `summary.md`; `budgetBytes` is for documents that already hold something. */
export function renderSummary(model: ReportModel, budgetBytes: number = SUMMARY_BYTES): string {
  return fitToBudget(
    budgetBytes,
    without =>
      joinParts([
        ...heading(model),
        part.identity(model),
        part.failures(model, without),
        part.warnings(model),
        part.compared(model),
        stages(model, without, NAMES),
        part.metrics(model),
        part.advice(model, without),
        part.notices(model, without),
        detail.causes(model, without),
        detail.trends(model, without),
        detail.findings(model, without),
        detail.timeline(model, without),
        detail.moved(model, without),
        detail.evidence(model, without),
        detail.caches(model, without),
        detail.llm(model, without),
        detail.resources(model, without),
        detail.resourceLines(model, without),
        detail.reproduction(model, without),
        part.environment(model, without),
        leftOut(without),
      ]),
    () => joinParts([...heading(model), ALL_LEFT_OUT]),
  );
}

/** The verdict; of a leg of a matrix below its name, since the page of a run shows the summaries of all. */
function heading(model: ReportModel): readonly string[] {
  return model.leg === undefined
    ? [part.headline(model, 2)]
    : [jobHeading(model.leg), part.headline(model, 3)];
}
