/** The words for what became of the layer of a setup. */
import type {
  LayerNotice,
  LayerNotKept,
  LayerNotRestored,
  LayerNumbers,
} from '../../../record/facts/layer.ts';
import type { StageRecord } from '../../../record/run-record.ts';
import { counted, listWords } from '../../../record/text.ts';
import { formatBytes, formatDuration } from '../../../record/units.ts';
import { pathWords } from './not-stored.ts';
import { storeFaultWords } from './store-fault.ts';

/** The layer that was put in place instead of running a setup. */
export function layerOf({ setup }: StageRecord): LayerNumbers | undefined {
  return setup?.kind === 'layer' ? setup.layer : undefined;
}

/** What that took, in ms. */
export function layerMs(layer: LayerNumbers | undefined): number {
  return layer === undefined ? 0 : layer.transferMs + layer.placeMs;
}

/** `21155 files, 206 MB`. */
export function layerWords({ entries, contentBytes }: LayerNumbers): string {
  return `${counted(entries, 'file')}, ${formatBytes(contentBytes)}`;
}

/** What was lost, and what it costs. */
export function layerNoticeWords(notice: LayerNotice): string {
  switch (notice.kind) {
    case 'layer-not-restored':
      return `${notice.stage} had to run, its layer was not restored: ${notRestoredWords(notice.because)}`;
    case 'layer-not-kept':
      return `${notice.stage} will run again next time, its layer was not stored: ${notKeptWords(notice.because)}`;
    case 'layer-without':
      return `the layer of ${notice.stage} is stored without ${pathWords(notice.paths)}, which may hold secrets`;
  }
}

type NotDone = Extract<LayerNotRestored, LayerNotKept>;

function notRestoredWords(because: LayerNotRestored): string {
  switch (because.kind) {
    case 'store':
      return storeFaultWords(because.because);
    case 'forbidden':
      return `it would change ${because.path}, which no layer may change`;
    case 'other-machine':
      return `this machine differs from the one where it was made: ${pathWords(because.paths)}`;
    case 'other-file-system':
      return `${because.path} is on a file system of its own`;
    case 'no-space':
      return `it needs ${formatBytes(because.neededBytes)} of disk space, and ${formatBytes(because.freeBytes)} are free`;
    case 'swapped':
      return `${because.path} was replaced while it was being restored`;
    case 'unsettled':
      return `${pathWords(because.paths)} could not be put back; the command repairs that`;
    case 'silent':
      return `${listWords(because.tools, TOOLS_NAMED)} did not answer`;
    default:
      return notDoneWords(because);
  }
}

const TOOLS_NAMED = 5;

function notKeptWords(because: LayerNotKept): string {
  switch (because.kind) {
    case 'unknown-machine':
      return 'neither a runner image nor a list of packages says what this machine is';
    case 'clock-stepped':
      return `the clock was set by ${formatDuration(Math.abs(because.byMs))} meanwhile`;
    case 'changed-meanwhile':
      return `${because.path} was still being changed after the command ended`;
    case 'outside':
      return `its command also changed ${pathWords(because.paths)}, which no layer holds: let it write below /usr/local or /opt`;
    case 'too-large':
      return `it takes ${formatBytes(because.bytes)}, more than ${formatBytes(because.maxBytes)}`;
    case 'store':
      return storeFaultWords(because.because);
    default:
      return notDoneWords(because);
  }
}

function notDoneWords(because: NotDone): string {
  switch (because.kind) {
    case 'no-root':
      return 'it takes root rights, and `sudo` needs a password or is missing';
    case 'not-here':
      return because.missing === 'linux' ? 'only Linux has layers' : '/proc is not mounted';
    case 'needs-program':
      return `${because.program} is missing`;
    case 'busy':
      return 'another setup of this machine was being stored or restored';
    case 'failed':
      return because.said;
  }
}
