/** What is wrong with a definition, where its author looks: at its lines, and in the job's summary. */
import { error } from '@actions/core';
import type { DefinitionProblem } from '../definition/document/problems.ts';
import { annotate } from '../github/runner/annotations.ts';
import { publishSummary } from '../github/runner/summary.ts';
import type { Finding } from '../record/facts/stage/finding.ts';
import { oneLine } from '../record/text.ts';
import { invalidSummary, invalidWords } from '../reporting/markdown/invalid-definition.ts';
import type { StagePlaces } from '../reporting/words/annotations.ts';
import { findingWords } from '../reporting/words/findings.ts';
import { sayNotices } from './say.ts';

/** GitHub shows ten errors and ten warnings a step; the failure of the step is one of them. */
const MOST = 9;
const LONGEST_MESSAGE = 1_000;

/** Shows the problems; gives the sentence with which the job fails. */
export async function sayInvalid(problems: readonly DefinitionProblem[]): Promise<string> {
  for (const { file, line, column, message, remedy } of problems.slice(0, MOST)) {
    const properties = { title: 'Invalid pipeline', file, startLine: line, startColumn: column };
    error(oneLine(`${message}. Remedy: ${remedy}`, LONGEST_MESSAGE), properties);
  }
  const lost = await publishSummary(invalidSummary(problems));
  if (lost !== undefined) sayNotices(lost);
  return invalidWords(problems);
}

/** Shows what was found as warnings, at the stages' lines. */
export function sayFindings(findings: readonly Finding[], { file, stageLines }: StagePlaces): void {
  annotate(
    findings.slice(0, MOST).map(finding => {
      const line = 'stage' in finding ? stageLines.get(finding.stage) : undefined;
      const place = line === undefined ? {} : { file, line };
      return { title: 'Pipeline', message: findingWords(finding), ...place };
    }),
  );
}
