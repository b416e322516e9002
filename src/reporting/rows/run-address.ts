/** Addresses of what belongs to a run, where its report is read. */
import type { RunRecord } from '../../record/run-record.ts';
import type { ArtifactPlace, Site } from '../../record/site.ts';

/** The page of the run on GitHub; undefined where nobody knows of one. */
export function runAddress({ run }: RunRecord, site: Site | undefined): string | undefined {
  return site !== undefined && /^\d+$/.test(run.id)
    ? `${site.repository}/actions/runs/${run.id}`
    : undefined;
}

/** An artifact of the run: its own address, or that of the list that it is in. */
export function artifactAddress(
  record: RunRecord,
  site: Site | undefined,
  artifact: ArtifactPlace | undefined,
): string | undefined {
  const page = runAddress(record, site);
  if (page === undefined || artifact === undefined) return undefined;
  return artifact === 'listed' ? `${page}#artifacts` : `${page}/artifacts/${artifact}`;
}
