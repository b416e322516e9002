/** What must hold of every run, whatever happened to it. */
import type { RunRecord } from '../../src/record/run-record.ts';
import type { Tally } from '../support/tally.ts';
import { Broken } from './broken.ts';
import type { Running } from './engine-runs.ts';
import type { World } from './machine/world.ts';
import { differenceOf, expectedOf, outputsOf } from './model.ts';
import type { Checkout, Workspace } from './workspace.ts';

/** A run that was said to be saved. */
interface Saved {
  readonly id: string;
  readonly series: string;
  readonly savedNs: number;
}

export class Judge {
  readonly #world: World;
  readonly #workspace: Workspace;
  readonly #tally: Tally;
  readonly #saved: Saved[] = [];

  constructor(world: World, workspace: Workspace, tally: Tally) {
    this.#world = world;
    this.#workspace = workspace;
    this.#tally = tally;
  }

  /** All that must hold of one run. */
  judge(running: Running, isSteady: boolean): void {
    const { spec, process, outcome, checkout } = running;
    const wasKilled = process.end?.signal === 'SIGKILL';
    this.#tally.add(wasKilled ? 'runs killed' : 'runs');
    if (wasKilled || outcome === undefined) {
      this.#judgeReport(running, undefined);
      return;
    }
    if ('error' in outcome) {
      // Nothing had started: there is nothing to report.
      throw new Broken(
        'a fault of the engine ends the job',
        outcome.error.stack ?? outcome.error.message,
      );
    }
    const { result } = outcome;
    if (result.kind === 'interrupted' && spec.interruptAtMs !== undefined) return;
    if (result.kind !== 'ran') throw new Broken('nothing ran', JSON.stringify(result));
    const { record } = result;
    this.#judgeReport(running, record);
    this.#judgeHistory(running, record, result.reporting.history ?? []);
    if (record.status === 'cancelled') return;
    this.#judgeStatus(running, record, isSteady);
    if (!isSteady || spec.event !== 'push' || spec.diskFault !== undefined) return;
    if (record.status !== 'passed') return;
    this.#judgeOutputs(checkout, record);
  }

  /** The stages decide: nothing else makes a run fail, or pass. */
  #judgeStatus({ stages, checkout }: Running, record: RunRecord, isSteady: boolean): void {
    const isRequired = (index: number): boolean => {
      const spec = this.#workspace.specs[index];
      return spec?.kind !== 'maker' || !spec.isOptional;
    };
    const failed = [...stages.exits].filter(([index, { code }]) => code !== 0 && isRequired(index));
    for (const stage of record.stages) {
      if (stage.reason?.kind === 'fault')
        throw new Broken('a fault of the engine fails a stage', JSON.stringify(stage));
      const exit = stages.exits.get(Number(stage.id.slice(1)));
      const said = stage.status === 'passed' ? exit?.code === 0 : true;
      if (!said)
        throw new Broken('a stage passed whose command did not', `${stage.id}: ${exit?.code}`);
    }
    if (record.status === 'passed' && failed.length > 0) {
      throw new Broken('a run passed although a stage failed', JSON.stringify(failed));
    }
    if (record.status !== 'failed' || failed.length > 0) return;
    const expected = expectedOf(this.#workspace.specs, this.#workspace.givenIn(checkout));
    const isStuck = expected.kind === 'fails' || !isSteady;
    if (!isStuck)
      throw new Broken('a run failed although no stage did', JSON.stringify(record.stages));
  }

  /** What stands there is what a clean checkout gives. */
  #judgeOutputs(checkout: Checkout, record: RunRecord): void {
    const expected = expectedOf(this.#workspace.specs, this.#workspace.givenIn(checkout));
    if (expected.kind === 'fails') {
      throw new Broken('a run passed that fails by itself', JSON.stringify(expected.stages));
    }
    const found = outputsOf(this.#workspace.specs, this.#workspace.standingIn(checkout));
    const difference = differenceOf(expected.outputs, found);
    const reused = record.stages.filter(({ status }) => status === 'reused').length;
    this.#tally.add('runs compared');
    this.#tally.add('reused stages compared', reused);
    if (difference === undefined) return;
    throw new Broken(reused > 0 ? 'wrong reuse' : 'wrong outputs', difference);
  }

  /** A report is left, and it is whole. */
  #judgeReport({ reportDir, spec }: Running, record: RunRecord | undefined): void {
    const result = this.#world.disk.readFile(`${reportDir}/run.json`);
    const hasRoom = spec.diskFault === undefined;
    if (result === undefined) {
      if (record !== undefined && hasRoom) throw new Broken('no report is left', reportDir);
      return;
    }
    let status: string;
    try {
      status = (JSON.parse(result) as RunRecord).status;
    } catch (error) {
      throw new Broken('half a report is left', String(error));
    }
    // Who is interrupted in the last moment may have written before what comes out after it.
    const isSettled = record?.status !== 'cancelled';
    if (record !== undefined && hasRoom && isSettled && status !== record.status) {
      throw new Broken('the report is of another moment', `${status}, not ${record.status}`);
    }
  }

  /** What was said to be saved before this run began is there, or it is said that nobody knows. */
  #judgeHistory(running: Running, record: RunRecord, history: readonly RunRecord[]): void {
    const { baseline } = record;
    if (baseline === undefined || baseline.unreadable === true) return;
    const isPart = record.notices.some(({ kind }) => kind === 'waiting-unread');
    if (isPart && history.length > 0) return;
    const known = new Set(history.map(({ run }) => run.id));
    const missing = this.#saved.filter(
      ({ id, series, savedNs }) =>
        series === running.series && savedNs < running.startedNs && !known.has(id),
    );
    this.#tally.add('histories compared');
    if (missing.length === 0) return;
    const what = history.length === 0 ? 'a false "no baseline"' : 'a saved run is lost';
    throw new Broken(
      what,
      `${missing.map(({ id }) => id).join(', ')} not in ${[...known].join(', ') || 'nothing'}`,
    );
  }

  /** Takes down that a run was said to be saved. */
  acknowledge({ outcome, process, series, mayRecord }: Running): void {
    if (process.end?.signal === 'SIGKILL' || outcome === undefined || !('result' in outcome))
      return;
    const { result } = outcome;
    if (result.kind !== 'ran' || !mayRecord) return;
    const { status, notices, run } = result.record;
    if (status === 'cancelled' || status === 'skipped') return;
    const isLost = notices.some(
      notice =>
        notice.kind === 'run-not-added' ||
        (notice.kind === 'fault' && ['saving-run', 'services', 'engine'].includes(notice.of)),
    );
    this.#tally.add(isLost ? 'runs said to be lost' : 'runs said to be saved');
    if (isLost) return;
    this.#saved.push({ id: run.id, series, savedNs: this.#world.clock.nowNs });
  }
}
