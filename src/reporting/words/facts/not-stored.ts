/** The words for why the result of a stage that passed is not stored. */
import type { NotStored } from '../../../record/facts/stage/not-stored.ts';
import { listWords } from '../../../record/text.ts';
import { storeFaultWords } from './store-fault.ts';
import { unreadPartWords } from './unreadable-file.ts';

const SHOWN = 3;

/** After `not stored: `. */
export function notStoredWords(reason: NotStored): string {
  switch (reason.kind) {
    case 'inputs-changed': {
      const what = reason.paths.length === 0 ? 'its inputs' : pathWords(reason.paths);
      return reason.when === 'waiting'
        ? `${what} changed before it started`
        : `${what} changed while it ran`;
    }
    case 'own-inputs':
      return `it wrote its own input ${pathWords(reason.paths)}`;
    case 'undeclared-writes':
      return `${pathWords(reason.paths)} changed while it ran, and it does not declare that; see the notices`;
    case 'shared-outputs':
      return `${listWords(reason.stages, SHOWN)} also wrote ${pathWords(reason.paths)}`;
    case 'overwritten':
      return `${listWords(reason.stages, SHOWN)} changed ${pathWords(reason.paths)}, which it had made`;
    case 'missing-output':
      return reason.foreign === undefined
        ? `it passed without making \`${reason.pattern}\`, one of its outputs`
        : `${reason.foreign} was there before and its command did not write it; delete it once, or put its folder into a cache of the stage`;
    case 'link':
      return `${reason.path} is a link to ${reason.target}, which is not among its outputs; declare what it leads to`;
    case 'unreadable':
      return `its ${reason.what} could not be read: ${unreadPartWords(reason.because)}`;
    case 'unsettled':
      return `${reason.path} changed after its command had ended`;
    case 'failed-attempt':
      return `a failed attempt changed ${reason.path}, so the last one did not start from the same files`;
    case 'half-cache':
      return `its cache ${reason.cache} was restored only in part; the next run clears it first`;
    case 'store':
      return storeFaultWords(reason.because);
  }
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function pathWords(paths: readonly string[]): string {
  return listWords(paths, SHOWN);
}
