/** Of what was found with a definition that could be read in part: what holds whatever the rest says. */
import { ANY, isUnread } from '../../definition/document/unread.ts';
import type { Path } from '../../definition/document/yaml.ts';
import type { PartlyLoaded } from '../../definition/load.ts';
import { withNeeds } from '../../pipeline/graph.ts';
import type { Pipeline } from '../../pipeline/types.ts';
import type { Finding } from '../../record/facts/stage/finding.ts';

/** The findings that rest on nothing unread. */
export function certainFindings(
  findings: readonly Finding[],
  { pipeline, unread }: Pick<PartlyLoaded, 'pipeline' | 'unread'>,
): readonly Finding[] {
  return findings.filter(finding => {
    const own = 'stage' in finding ? [['stages', finding.stage, 'matrix']] : [];
    return ![...own, ...restsOn(finding, pipeline)].some(path => isUnread(unread, path));
  });
}

/** What has to be known of the definition, besides what the finding itself names. */
function restsOn(finding: Finding, { stages }: Pipeline): readonly Path[] {
  const ofChain = (id: string, key: string): readonly Path[] =>
    [...withNeeds(stages, [id])].flatMap(one => [
      ['setup', one, key],
      ['stages', one, key],
    ]);
  switch (finding.kind) {
    case 'missing-tool':
      // A setup or a stage before may install it, and `env` may say where it is.
      return [
        ['env'],
        ['setup', ANY, 'run'],
        ['setup', finding.stage, 'env'],
        ['stages', finding.stage, 'env'],
        ...ofChain(finding.stage, 'needs'),
        ...ofChain(finding.stage, 'run'),
      ];
    case 'missing-script':
      return [
        ...MADE,
        ['setup', finding.stage, 'working-directory'],
        ['stages', finding.stage, 'working-directory'],
      ];
    case 'empty-input':
      return MADE;
    case 'implied-need':
      return [...ofChain(finding.stage, 'needs'), ...ofChain(finding.maker, 'needs')];
    case 'unused-cache':
      return [['stages', ANY, 'caches']];
    case 'unreadable-input':
    case 'past-acknowledgement':
    case 'expression':
    case 'evidence-elsewhere':
      return [];
  }
}

/** Where a stage says what it makes. */
const MADE: readonly Path[] = [
  ['stages', ANY, 'outputs'],
  ['stages', ANY, 'evidence'],
  ['setup', ANY, 'keep'],
];
