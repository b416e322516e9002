/** What a report says about the run itself, the machine it ran on, and what could not be measured. */
import { jobTitle } from '../../record/job.ts';
import { type RunRecord, type StageRecord, wasExecuted } from '../../record/run-record.ts';
import { oneLine } from '../../record/text.ts';
import { formatBytes } from '../../record/units.ts';
import { historyFact } from '../words/comparison.ts';

const LONGEST_FACT = 120;

/** A label and its value. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Which run this is: pipeline, job, branch, commit, event, time. */
export function runFacts(record: RunRecord): readonly Fact[] {
  const { run, pipeline } = record;
  const attempt = run.attempt > 1 ? `${run.id}, attempt ${run.attempt}` : run.id;
  return facts([
    ['Pipeline', pipeline.id],
    ['Job', jobTitle(run)],
    ['Branch', run.branch],
    ['Commit', run.sha?.slice(0, 12)],
    ['Pull request', run.pullRequest === undefined ? undefined : String(run.pullRequest)],
    ['Event', run.event],
    ['Started', run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')],
    ['Run', attempt],
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

function facts(entries: readonly (readonly [string, string | undefined])[]): readonly Fact[] {
  return entries.flatMap(([label, text]) => {
    const value = oneLine(text ?? '', LONGEST_FACT);
    return value === '' ? [] : [{ label, value }];
  });
}
