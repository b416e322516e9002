/** What a run says about results that are not stored, and about files written where they should not be. */
import type { Stage } from '../../pipeline/types.ts';
import type { NotStored } from '../../record/facts/not-stored.ts';
import type { SaveFault } from '../../record/facts/store-fault.ts';
import type { UnreadPart } from '../../record/facts/unreadable-file.ts';
import { listWords } from '../../record/text.ts';
import type { ChangedTracked } from '../watch/tracked-watch.ts';
import type { StrayWrite } from '../watch/write-watch.ts';

const PATHS_SHOWN = 3;

/** The words for faults of files and stores, which a report has. */
export interface FaultWords {
  unread(part: UnreadPart): string;
  save(fault: SaveFault): string;
}

/** Why a result was not stored, after `not stored: `. */
export function notStoredWords(reason: NotStored, words: FaultWords): string {
  switch (reason.kind) {
    case 'inputs-changed': {
      const what = reason.paths.length === 0 ? 'what it reads' : pathWords(reason.paths);
      return reason.when === 'waiting'
        ? `${what} changed before it started`
        : `${what} changed while it ran`;
    }
    case 'own-inputs':
      return `it wrote its own input ${pathWords(reason.paths)}`;
    case 'undeclared-writes':
      return `${pathWords(reason.paths)} changed while it ran, and it does not declare that; see the notices`;
    case 'shared-outputs':
      return `${listWords(reason.stages, PATHS_SHOWN)} also wrote ${pathWords(reason.paths)}`;
    case 'overwritten':
      return `${listWords(reason.stages, PATHS_SHOWN)} changed ${pathWords(reason.paths)}, which it had made`;
    case 'missing-output':
      return reason.foreign === undefined
        ? `it passed without making \`${reason.pattern}\`, one of its outputs`
        : `${reason.foreign} was there before and its command did not write it; delete it once, or put its folder into a cache of the stage`;
    case 'link':
      return `${reason.path} is a link to ${reason.target}, which is not among its outputs; declare what it leads to`;
    case 'unreadable':
      return `its ${reason.what} could not be read: ${words.unread(reason.because)}`;
    case 'unsettled':
      return `${reason.path} changed after its command had ended`;
    case 'failed-attempt':
      return `an attempt that failed changed ${reason.path}, which was there before, so the last one did not start from the same`;
    case 'store':
      return words.save(reason.because);
  }
}

/** The notice that a stage's result was not stored. */
export function notStoredNotice(stageId: string, reason: NotStored, words: FaultWords): string {
  return `${stageId} will run again next time, its result was not stored: ${notStoredWords(reason, words)}`;
}

/** Stray writes in sentences with what to do about them, one for each pair of stages. */
export function strayWords(writes: readonly StrayWrite[]): readonly string[] {
  return groupBy(writes, ({ kind, other, writers }) =>
    JSON.stringify([kind, other.id, writers.map(({ id }) => id)]),
  ).map(([, group]) => groupWords(group));
}

/** Items that have the same key, in the order in which keys come first. */
function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly [string, [T, ...T[]]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups];
}

/** Files of the repository that stages changed without declaring it, one sentence for each writer. */
export function changedTrackedWords(changed: readonly ChangedTracked[]): readonly string[] {
  const byWriter = groupBy(changed, ({ writers }) => writers.map(({ id }) => id).join(' or '));
  return byWriter.map(([who, files]) => {
    const paths = pathWords(files.map(({ path }) => path));
    const are = files.length === 1 ? 'is a tracked file' : 'are tracked files';
    return `${who} changed ${paths}: ${are} that no stage declares. Declare it under \`outputs\`, or write elsewhere`;
  });
}

/** Two stages wrote the same files in one run. */
export function sharedWords(first: string, second: string, paths: readonly string[]): string {
  return `${first} and ${second} both wrote ${pathWords(paths)}: neither is reused until only one of them does`;
}

function groupWords(group: readonly [StrayWrite, ...StrayWrite[]]): string {
  const [{ kind, other, writers }] = group;
  const files = pathWords(group.map(({ path }) => path));
  const who = writers.map(({ id }) => id).join(' or ');
  switch (kind) {
    case 'own-input':
      return `${who} wrote its own input ${files}: it is not reused while it does that`;
    case 'race':
      return `${who} wrote ${files}, an input of ${other.id}, which does not need it: add it to the \`needs\` of ${other.id}`;
    case 'undeclared':
      return `${who} wrote ${files}, an input of ${other.id}, without declaring it: ${remedy(other, writers)}`;
    case 'others-output':
      return `${who} changed ${files}, an output of ${other.id}: let ${other.id} alone write there; ${notReused(writers)}`;
  }
}

function remedy(reader: Stage, writers: readonly Stage[]): string {
  const [writer] = writers;
  const isNeeded = writer !== undefined && reader.needs.includes(writer.id);
  const need = isNeeded ? '' : ` and the stage to the \`needs\` of ${reader.id}`;
  return `add it to its \`outputs\`${need}, or write elsewhere; ${notReused(writers)}`;
}

function notReused(writers: readonly Stage[]): string {
  return writers.length === 1
    ? `${writers[0]?.id} is not reused until then`
    : 'none of them is reused until then';
}

function pathWords(paths: readonly string[]): string {
  return listWords(paths, PATHS_SHOWN);
}
