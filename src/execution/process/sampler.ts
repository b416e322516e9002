/**
 * What running stages take from the machine, by looking at all processes now and then. One look
 * serves all stages. The pause between looks follows from what a look costs, so that the sampler
 * takes about a third of a percent of one core however many processes there are; a stage's first moments
 * are looked at more closely, because it may have no others.
 */

import type { StageSeries } from '../../record/run-record.ts';
import { sum } from '../../util/numbers.ts';
import type { ProcessTree } from './process-tree.ts';
import {
  canListProcesses,
  listProcesses,
  type Process,
  readPeakRss,
  readTransfer,
  type Transfer,
} from './procfs.ts';

const COST_SHARE = 0.003;
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** The first look is ten times as dear as the later ones, and now and then one meets the collector. */
const REMEMBERED_COSTS = 9;
const SERIES_LENGTH = 120;
const FIRST_INTERVAL_MS = 250;

/** What was seen of one stage. */
export interface Usage {
  readonly peakRssBytes: number;
  /** CPU and transfer of the processes still there when last looked at, in ms and bytes. */
  readonly cpuMs: number;
  readonly transfer: Transfer;
  readonly series: StageSeries;
}

/** Watches process trees until told otherwise. */
export interface Sampler {
  watch(tree: ProcessTree): StageWatch;
}

/** One stage being watched. */
export interface StageWatch {
  /** Looks a last time at what is left of the tree, and ends the watch; nothing where nothing can be seen. */
  stop(): Usage | undefined;
  /** A look right now, before processes are ended and take their numbers with them. */
  look(): void;
}

interface Watched {
  readonly tree: ProcessTree;
  readonly startedAt: number;
  peakRssBytes: number;
  cpuMs: number;
  transfer: Transfer;
  lastLookAt: number;
  lastCpuMs: number;
  readonly series: SeriesBuilder;
}

/** A sampler that looks only while something is watched. */
export function createSampler(): Sampler {
  const watched = new Set<Watched>();
  let costs: readonly number[] = [];
  let timer: NodeJS.Timeout | undefined;

  function nextPause(): number {
    const ages = [...watched].map(({ startedAt }) => performance.now() - startedAt);
    const affordable = (median(costs) ?? 0) / COST_SHARE;
    const pause = Math.min(LONGEST_PAUSE_MS, affordable, Math.min(...ages));
    return Math.max(SHORTEST_PAUSE_MS, pause);
  }

  function lookAtAll(): void {
    const before = process.cpuUsage();
    const processes = listProcesses();
    for (const stage of watched) observe(stage, processes);
    const { user, system } = process.cpuUsage(before);
    costs = [...costs, (user + system) / 1000].slice(-REMEMBERED_COSTS);
    timer = watched.size > 0 ? setTimeout(lookAtAll, nextPause()).unref() : undefined;
  }

  return {
    watch(tree) {
      const now = performance.now();
      const stage: Watched = {
        tree,
        startedAt: now,
        peakRssBytes: 0,
        cpuMs: 0,
        transfer: { readBytes: 0, writeBytes: 0 },
        lastLookAt: now,
        lastCpuMs: 0,
        series: createSeries(FIRST_INTERVAL_MS),
      };
      watched.add(stage);
      if (canListProcesses) {
        clearTimeout(timer);
        timer = setTimeout(lookAtAll, SHORTEST_PAUSE_MS).unref();
      }
      return {
        look: () => observe(stage, listProcesses(), true),
        stop() {
          if (!watched.delete(stage) || !canListProcesses) return undefined;
          if (watched.size === 0) {
            clearTimeout(timer);
            timer = undefined;
          }
          const { peakRssBytes, cpuMs, transfer, series } = stage;
          return { peakRssBytes, cpuMs, transfer, series: series.read() };
        },
      };
    },
  };
}

function observe(stage: Watched, processes: ReadonlyMap<number, Process>, transfer = false): void {
  const members = stage.tree.members(processes);
  const now = performance.now();
  const rssBytes = sum(members.map(member => member.rssBytes));
  // A short peak between two looks is still known to the process that had it.
  const peaks = members.map(({ pid }) => readPeakRss(pid) ?? 0);
  stage.peakRssBytes = Math.max(stage.peakRssBytes, rssBytes, ...peaks);
  const cpuMs = sum(members.map(member => member.cpuMs));
  stage.cpuMs = Math.max(stage.cpuMs, cpuMs);
  if (transfer) {
    const transfers = members.flatMap(({ pid }) => readTransfer(pid) ?? []);
    stage.transfer = {
      readBytes: sum(transfers.map(({ readBytes }) => readBytes)),
      writeBytes: sum(transfers.map(({ writeBytes }) => writeBytes)),
    };
  }
  const span = now - stage.lastLookAt;
  const busy = span > 0 ? (Math.max(0, cpuMs - stage.lastCpuMs) / span) * 100 : 0;
  stage.series.add(stage.lastLookAt - stage.startedAt, now - stage.startedAt, busy, rssBytes);
  stage.lastLookAt = now;
  stage.lastCpuMs = cpuMs;
}

/** Collects looks at irregular times into a bounded row of equal intervals. */
export interface SeriesBuilder {
  /** From and to in ms after the stage's start, the CPU share over that span, memory at its end. */
  add(fromMs: number, toMs: number, cpuPercent: number, rssBytes: number): void;
  read(): StageSeries;
}

/** Equal intervals that double in length when there are more than 120. */
export function createSeries(firstIntervalMs: number): SeriesBuilder {
  let intervalMs = firstIntervalMs;
  /** CPU in percent times ms, so that spans add up. */
  let work: number[] = [];
  let rss: number[] = [];

  function double(): void {
    const half = Math.ceil(work.length / 2);
    const pair = <T>(values: readonly T[], i: number, none: T): [T, T] => [
      values[2 * i] ?? none,
      values[2 * i + 1] ?? none,
    ];
    work = Array.from({ length: half }, (_, i) => sum(pair(work, i, 0)));
    rss = Array.from({ length: half }, (_, i) => Math.max(...pair(rss, i, 0)));
    intervalMs *= 2;
  }

  return {
    add(fromMs, toMs, cpuPercent, rssBytes) {
      while (Math.ceil(toMs / intervalMs) > SERIES_LENGTH) double();
      for (let i = Math.floor(fromMs / intervalMs); i * intervalMs < toMs; i += 1) {
        const overlap = Math.min(toMs, (i + 1) * intervalMs) - Math.max(fromMs, i * intervalMs);
        work[i] = (work[i] ?? 0) + cpuPercent * Math.max(0, overlap);
        rss[i] = Math.max(rss[i] ?? 0, rssBytes);
      }
    },
    read: () => ({
      intervalMs,
      cpuPercent: Array.from(work, value => Math.round((value ?? 0) / intervalMs)),
      rssBytes: Array.from(rss, value => value ?? 0),
    }),
  };
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
