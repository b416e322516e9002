/** What a report says about the run itself, the machine it ran on, and what could not be measured. */
import { jobTitle } from '../../record/job.ts';
import { type RunRecord, type StageRecord, wasExecuted } from '../../record/run-record.ts';
import type { Site } from '../../record/site.ts';
import { oneLine } from '../../record/text.ts';
import { formatBytes } from '../../record/units.ts';
import { artifactAddress, runAddress } from '../rows/run-address.ts';
import { historyFact } from '../words/comparison.ts';

const LONGEST_FACT = 120;

/** A label and its value. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Where a reader finds it. */
  readonly href?: string;
}

const SHA_SHOWN = 12;

/** Which run this is: pipeline, job, branch, commit, event, time. */
export function runFacts(record: RunRecord, site?: Site): readonly Fact[] {
  const { run, pipeline } = record;
  const attempt = run.attempt > 1 ? `${run.id}, attempt ${run.attempt}` : run.id;
  const head = run.pullRequest === undefined ? undefined : site?.headSha;
  const merge = head === undefined || head === run.sha ? undefined : run.sha;
  const at = (path: string, part: string | undefined, shape: RegExp) =>
    site === undefined || part === undefined || !shape.test(part)
      ? undefined
      : `${site.repository}/${path}/${part}`;
  const commit = (sha: string | undefined) => at('commit', sha, /^[0-9a-f]{40,64}$/);
  const page = runAddress(record, site);
  const below = (part: string) => (page === undefined ? undefined : `${page}${part}`);
  const report = artifactAddress(record, site, site?.artifact);
  const log = site?.jobId === undefined ? undefined : below(`/job/${site.jobId}`);
  return facts([
    ['Pipeline', pipeline.id],
    ['Job', jobTitle(run)],
    ['Branch', run.branch],
    ['Commit', (head ?? run.sha)?.slice(0, SHA_SHOWN), commit(head ?? run.sha)],
    ['Merge commit', merge?.slice(0, SHA_SHOWN), commit(merge)],
    ['Pull request', run.pullRequest?.toString(), at('pull', run.pullRequest?.toString(), /^\d+$/)],
    ['Event', run.event],
    ['Started', run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')],
    ['Run', attempt, below(`/attempts/${run.attempt}`)],
    ['Log', log && 'of the job', log],
    ['Report', report && 'as an artifact', report],
    ['History', historyFact(record)],
  ]);
}

/** The machine, and how many stages it may run at once. */
export function environmentFacts({ environment }: RunRecord): readonly Fact[] {
  const { os, image, arch, cpuModel, cpus, memoryBytes, slots } = environment;
  return facts([
    ['Operating system', `${os} (${arch})`],
    ['Runner image', image],
    ['Processor', cpuModel],
    ['Cores', String(cpus)],
    ['Memory', formatBytes(memoryBytes)],
    ['Slots', String(slots)],
  ]);
}

const MEASUREMENTS: readonly (readonly [string, (stage: StageRecord) => number | undefined])[] = [
  ['CPU time', stage => stage.cpuMs],
  ['memory', stage => stage.peakRssBytes],
  ['bytes read and written', stage => stage.readBytes ?? stage.writeBytes],
];

/** A sentence for what no executed stage has a measurement of, and none where every kind has one. */
export function unmeasured(record: RunRecord): readonly string[] {
  const executed = record.stages.filter(wasExecuted);
  if (executed.length === 0) return [];
  const missing = MEASUREMENTS.flatMap(([label, read]) =>
    executed.every(stage => read(stage) === undefined) ? [label] : [],
  );
  if (missing.length === 0) return [];
  const os = oneLine(record.environment.os, LONGEST_FACT);
  return [`Not measured in this run (${os}): ${missing.join(', ')}.`];
}

type Entry = readonly [label: string, value: string | undefined, href?: string | undefined];

function facts(entries: readonly Entry[]): readonly Fact[] {
  return entries.flatMap(([label, text, href]) => {
    const value = oneLine(text ?? '', LONGEST_FACT);
    return value === '' ? [] : [{ label, value, ...(href !== undefined && { href }) }];
  });
}
