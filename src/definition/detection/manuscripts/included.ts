/** The files that a folder's documents take in, whichever tool builds them. */

import { oneOf } from '../model/families.ts';
import type { Found, Note } from '../model/found.ts';
import { meets } from '../model/meets.ts';
import {
  besidePattern,
  extensionOf,
  folderOf,
  isResult,
  type Observed,
  resolveIn,
  within,
} from '../model/observed.ts';
import { pictureTargets } from './pictures.ts';
import { texDocuments } from './tex.ts';

const MOST_TEXTS = 500;

/** Pictures and tables of all documents, there or not; each with all that it may mean. */
export function includedFiles(observed: Observed): readonly (readonly string[])[] {
  const texts = observed.files
    .filter(file => /\.(?:md|qmd|rmd)$/i.test(file) && !isResult(file) && !isAbout(file))
    .slice(0, MOST_TEXTS);
  return [
    ...texDocuments(observed)
      .filter(({ file }) => !isResult(file))
      .flatMap(document => document.included),
    ...texts.flatMap(file => picturesOf(observed, file).map(picture => [picture])),
  ];
}

/** Texts about the project, such as its README: their pictures show it, and are no results that somebody waits for. */
function isAbout(file: string): boolean {
  return /(?:^|\/)(?:(?:docs?|\.github|examples?)\/|[A-Z][A-Z_-]+\.md$)/.test(file);
}

/** The pictures of a text in Markdown, as files of the project. */
export function picturesOf(observed: Observed, file: string): readonly string[] {
  return pictureTargets(observed.text(file) ?? '').flatMap(
    target => resolveIn(folderOf(file), target) ?? [],
  );
}

/** Endings of what documents take in as pictures. */
const PICTURES = ['pdf', 'png', 'jpg', 'jpeg', 'eps', 'svg', 'tikz', 'pgf', 'tex'];

/** Whether a file is one that documents take in as a picture, by its ending. */
export function isPicture(file: string): boolean {
  return PICTURES.includes(extensionOf(file).slice(1).toLowerCase());
}

/**
 * Files that a document takes in, as patterns: pictures by their folder, so that one of another ending counts when
 * it is added. What stages make beside them, or the document itself, is left out: it counts by being made.
 */
export function takenInputs(
  observed: Observed,
  files: readonly string[],
  { stages }: Found,
  own: readonly string[],
): readonly string[] {
  const made = [
    ...own,
    ...stages.flatMap(stage => [
      ...(stage.made.kind === 'known' ? stage.made.outputs : []),
      ...(stage.maybe ?? []),
    ]),
  ];
  const isMade = (pattern: string) =>
    made.some(output => meets(output, pattern) || pattern.startsWith(`${output}/`));
  const patterns = files.flatMap((file): readonly string[] => {
    if (!isPicture(file)) return [besidePattern(file)];
    const folder = folderOf(file);
    const endings = PICTURES.filter(ending => !isMade(within(folder, `*.${ending}`)));
    const isCovered = endings.includes(extensionOf(file).slice(1));
    // A pattern without a match fails its stage: what may come later is written where one of it is there.
    const isThere = observed
      .filesIn(folder)
      .some(other => endings.includes(extensionOf(other).slice(1).toLowerCase()));
    const beside = isThere ? [within(folder, `*.${oneOf(endings)}`)] : [];
    return isCovered || made.some(output => meets(output, file)) ? beside : [...beside, file];
  });
  return [...new Set(patterns)];
}

/** What a reader should know of a document that prints the day; TeX's texts without their comments. */
export function datedNotes(texts: readonly string[]): readonly Note[] {
  return texts.some(text => /\\(?:DTM)?[tT]oday(?![A-Za-z])/.test(text)) ? [{ kind: 'dated' }] : [];
}
