/** The documents that a run made: where they are, and how long. */
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import type { Site } from '../../record/site.ts';
import { stageName } from '../../record/status.ts';
import { counted, oneLine } from '../../record/text.ts';
import { artifactAddress } from './run-address.ts';

/** A document of a stage. */
export interface DocumentRow {
  /** The stage's name. */
  readonly name: string;
  /** The file, without its folders, where a reader can have it. */
  readonly link?: { readonly file: string; readonly href: string };
  /** `31 pages, 24 before`; `31 pages` where they are as many, or nobody knows how many there were. */
  readonly pages?: string;
}

const LONGEST_FILE = 60;

/** Of every stage that made one. Of several of a stage the first is the one whose pages are known. */
export function documentRows(
  record: RunRecord,
  history: readonly RunRecord[],
  site?: Site,
): readonly DocumentRow[] {
  return record.stages.flatMap((stage): readonly DocumentRow[] => {
    const name = stageName(stage);
    const text = pageWords(stage, record, history);
    const pages = text === undefined ? {} : { pages: text };
    const links = (site?.documents ?? []).flatMap(document => {
      const href = artifactAddress(record, site, document.artifact);
      if (document.stage !== stage.id || href === undefined) return [];
      const file = document.file.slice(document.file.lastIndexOf('/') + 1);
      return [{ file: oneLine(file, LONGEST_FILE), href }];
    });
    if (links.length === 0) return text === undefined ? [] : [{ name, ...pages }];
    return links.map((link, index) => ({ name, link, ...(index === 0 && pages) }));
  });
}

/** Before is the newest run of the history that made the document too. */
function pageWords(
  stage: StageRecord,
  { run }: RunRecord,
  history: readonly RunRecord[],
): string | undefined {
  const pages = pagesOf(stage);
  if (pages === undefined) return undefined;
  const before = history
    .filter(past => past.run.id !== run.id || past.run.attempt !== run.attempt)
    .flatMap(past => past.stages.filter(({ id }) => id === stage.id).map(pagesOf))
    .findLast(count => count !== undefined);
  const hasMoved = before !== undefined && before !== pages;
  return `${counted(pages, 'page')}${hasMoved ? `, ${before} before` : ''}`;
}

function pagesOf({ status, evidence }: StageRecord): number | undefined {
  return status === 'passed' || status === 'reused' ? evidence?.latex?.pages : undefined;
}
