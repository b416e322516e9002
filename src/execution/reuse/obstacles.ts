/** Why what an execution made may not stand for running it again, as far as the stage alone shows it. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { CollectedOutputs } from '../../caching/results/result-store.ts';
import type { Stage } from '../../pipeline/types.ts';
import type { NotStored } from '../../record/facts/stage/not-stored.ts';
import type { UnreadPart } from '../../record/facts/unreadable-file.ts';
import { declaredOutputs, type Reading, touchedBetween } from '../inputs/fingerprints.ts';
import { looseLink } from './links.ts';
import { type Made, missingOutput } from './made.ts';

/** A passed execution. */
export interface Passed {
  readonly stage: Stage;
  /** What it read: when its fingerprint was looked up, when its command started, and when it ended. */
  readonly prepared: Reading | undefined;
  readonly reading: Reading | undefined;
  readonly again: Reading | undefined;
  readonly made: Made;
  /** What it made, and what it was given, by content. */
  readonly outputs: CollectedOutputs;
  readonly given: CollectedOutputs;
  /** What stood there before, and was changed by an attempt that failed. */
  readonly spoilt: string | undefined;
  /** When its command was over, in ms since 1970. */
  readonly endedAtMs: number;
  /** No other stage ran at any time while it ran. */
  readonly alone: boolean;
  readonly tracked: (path: string) => boolean;
  readonly isOthersFolder: (folder: string) => boolean;
}

/** The first reason found; nothing where the result may be stored. */
export function obstacleOf(root: string, passed: Passed): NotStored | undefined {
  const { stage, again, made, outputs, given, spoilt, endedAtMs, tracked } = passed;
  return (
    changeOf(passed) ??
    (again?.stage.kind === 'unknown' ? unreadable('inputs', again.stage.because) : undefined) ??
    (spoilt === undefined ? undefined : { kind: 'failed-attempt', path: spoilt }) ??
    missingOutput(root, declaredOutputs(stage), made, tracked) ??
    changedSince(root, made.written, endedAtMs) ??
    emptiedSince(root, made, endedAtMs, passed.isOthersFolder) ??
    unreadableOutput(outputs) ??
    unreadableOutput(given) ??
    looseLink(root, made, tracked)
  );
}

/** What became of what the stage reads between the look at its fingerprint and its end. */
export function changeOf({
  prepared,
  reading,
  again,
  alone,
}: Pick<Passed, 'prepared' | 'reading' | 'again' | 'alone'>): NotStored | undefined {
  if (reading === undefined || again === undefined || reading.stage.kind === 'unknown')
    return undefined;
  const { fingerprint } = reading.stage;
  if (prepared?.stage.kind === 'known' && prepared.stage.fingerprint !== fingerprint) {
    return {
      kind: 'inputs-changed',
      when: 'waiting',
      paths: touchedBetween(prepared.seen, reading.seen),
    };
  }
  const isSame = again.stage.kind === 'known' && again.stage.fingerprint === fingerprint;
  const paths = touchedBetween(reading.seen, again.seen);
  // What only touched its own inputs read them as they are; another may have read something between.
  if (isSame && (alone || paths.length === 0)) return undefined;
  return { kind: 'inputs-changed', when: 'running', paths };
}

/** A file that somebody else wrote after the command was over, before anybody could look. */
function changedSince(
  root: string,
  paths: readonly string[],
  endedAtMs: number,
): NotStored | undefined {
  const path = paths.find(path => {
    const there = lstatSync(join(root, path), { throwIfNoEntry: false });
    return there === undefined || there.ctimeMs > endedAtMs + 1;
  });
  return path === undefined ? undefined : { kind: 'unsettled', path };
}

/** A folder of its own from which somebody else took something away, or put it there, after its end. */
function emptiedSince(
  root: string,
  { files, folders }: Made,
  endedAtMs: number,
  isOthersFolder: (folder: string) => boolean,
): NotStored | undefined {
  const path = [...new Set([...files.map(parentOf), ...folders])].find(folder => {
    const there = lstatSync(join(root, folder), { throwIfNoEntry: false });
    return !isOthersFolder(folder) && (there === undefined || there.mtimeMs > endedAtMs + 1);
  });
  return path === undefined ? undefined : { kind: 'unsettled', path };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function unreadable(what: 'inputs' | 'outputs', because: UnreadPart): NotStored {
  return { kind: 'unreadable', what, because };
}

function unreadableOutput(read: CollectedOutputs | undefined): NotStored | undefined {
  if (read?.kind !== 'unreadable') return undefined;
  return unreadable('outputs', { kind: 'file', file: read.unreadable });
}
