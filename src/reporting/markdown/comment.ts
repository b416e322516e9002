/** The pull request comment: the verdict, one table, and the rest to unfold. */
import type { ReportModel } from '../model/model.ts';
import { joinParts, type Part } from './blocks.ts';
import { ALL_LEFT_OUT, leftOut, type Without, whatFits } from './budget.ts';
import * as detail from './details.ts';
import * as part from './parts.ts';
import { stages } from './stages.ts';

/** Below the 65,536 characters that GitHub accepts, with room for a marker. */
const COMMENT_BYTES = 60_000;

/** Of stages of which nothing is said but their names: what comes below is not to be out of sight. */
const NAMES = 4;

/** `comment.md`. */
export function renderComment(model: ReportModel, budgetBytes: number = COMMENT_BYTES): string {
  return joinParts(commentBlocks(model, budgetBytes));
}

/**
 * The comment in blocks, so that one which several jobs share can leave some of them out: the verdict,
 * what is always open, what is to be unfolded.
 */
export function commentBlocks(
  model: ReportModel,
  budgetBytes: number = COMMENT_BYTES,
): readonly string[] {
  const verdict = part.headline(model, 3);
  const render = (without: Without): readonly string[] =>
    [[verdict], open(model, without), folded(model, without)]
      .map(parts => joinParts(parts).trimEnd())
      .filter(block => block !== '');
  const without = whatFits(budgetBytes, some => joinParts(render(some)));
  return without === undefined ? [verdict, ALL_LEFT_OUT] : render(without);
}

function open(model: ReportModel, without: Without): readonly Part[] {
  return [
    part.identity(model),
    part.compared(model),
    stages(model, without, NAMES),
    part.failures(model, without),
    part.notices(model, without),
  ];
}

function folded(model: ReportModel, without: Without): readonly Part[] {
  return [
    detail.advice(model, without),
    detail.timeline(model, without),
    detail.moved(model, without),
    detail.caches(model, without),
    detail.llm(model, without),
    detail.resources(model, without),
    detail.findings(model, without),
    detail.reproduction(model, without),
    leftOut(without),
  ];
}
