/** What is wrong with a definition, where its author looks: at its lines, and in the job's summary. */
import type { DefinitionProblem } from '../definition/document/problems.ts';
import { annotate, MOST_ANNOTATIONS } from '../github/runner/annotations.ts';
import { publishSummary } from '../github/runner/summary.ts';
import type { Finding } from '../record/facts/stage/finding.ts';
import { invalidSummary, invalidWords } from '../reporting/markdown/invalid-definition.ts';
import type { StagePlaces } from '../reporting/words/annotations.ts';
import { findingWords } from '../reporting/words/findings.ts';
import { sayNotices } from './say.ts';

/** Shows the problems; gives the sentence with which the job fails. */
export async function sayInvalid(problems: readonly DefinitionProblem[]): Promise<string> {
  annotate(
    problems.slice(0, MOST_ANNOTATIONS).map(({ message, remedy, ...place }) => ({
      level: 'error',
      title: 'Invalid pipeline',
      message: `${message}. Remedy: ${remedy}`,
      ...place,
    })),
  );
  const lost = await publishSummary(invalidSummary(problems));
  if (lost !== undefined) sayNotices(lost);
  return invalidWords(problems);
}

/** Shows what was found as warnings, at the stages' lines. */
export function sayFindings(findings: readonly Finding[], { file, stageLines }: StagePlaces): void {
  annotate(
    findings.slice(0, MOST_ANNOTATIONS).map(finding => {
      const line = 'stage' in finding ? stageLines.get(finding.stage) : undefined;
      const place = line === undefined ? {} : { file, line };
      return { title: 'Pipeline', message: findingWords(finding), ...place };
    }),
  );
}
