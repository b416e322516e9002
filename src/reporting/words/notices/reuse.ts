/** The words for notices about reuse and caches. */
import type { ReuseNotice, StrayWrites } from '../../../record/facts/notice/reuse.ts';
import { cacheNoticeWords } from '../facts/cache.ts';
import { layerNoticeWords } from '../facts/layer.ts';
import { notStoredWords, pathWords } from '../facts/not-stored.ts';
import type { Catalogue } from './catalogue.ts';

export const REUSE_NOTICES: Catalogue<ReuseNotice> = {
  'result-not-stored': ({ stage, why }) =>
    `${stage} will run again next time, its result was not stored: ${notStoredWords(why)}`,
  'result-not-used': cacheNoticeWords,
  'stray-writes': strayWords,
  'shared-outputs': ({ stages, paths }) =>
    `${stages.join(' and ')} both wrote ${pathWords(paths)}: neither is reused until only one of them does`,
  'tracked-changed': ({ writers, paths }) => {
    const are = paths.length === 1 ? 'a tracked file' : 'tracked files';
    return `${writers.join(' or ')} changed ${pathWords(paths)}, ${are} that no stage declares: declare it under \`outputs\`, or write elsewhere`;
  },
  'cache-not-restored': cacheNoticeWords,
  'cache-not-saved': cacheNoticeWords,
  'layer-not-restored': layerNoticeWords,
  'layer-not-kept': layerNoticeWords,
  'layer-without': layerNoticeWords,
};

/** Stray writes, and what to do about them. */
function strayWords(notice: StrayWrites): string {
  const { what, writers, other } = notice;
  const files = pathWords(notice.paths);
  const who = writers.join(' or ');
  switch (what) {
    case 'own-input':
      return `${who} wrote its own input ${files}: it is not reused while it does that`;
    case 'race':
      return `${who} wrote ${files}, an input of ${other}, which does not need it: add it to the \`needs\` of ${other}`;
    case 'undeclared':
      return `${who} wrote ${files}, an input of ${other}, without declaring it: ${remedy(notice)}`;
    case 'others-output':
      return `${who} changed ${files}, an output of ${other}: let ${other} alone write there; ${notReused(writers)}`;
  }
}

function remedy({ writers, other, isNeeded }: StrayWrites): string {
  const need = isNeeded ? '' : ` and the stage to the \`needs\` of ${other}`;
  return `add it to its \`outputs\`${need}, or write elsewhere; ${notReused(writers)}`;
}

function notReused(writers: readonly string[]): string {
  return writers.length === 1
    ? `${writers[0]} is not reused until then`
    : 'none of them is reused until then';
}
