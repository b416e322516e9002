/** The files that a folder's documents take in, whichever tool builds them. */
import { folderOf, isResult, type Observed, resolveIn } from '../model/observed.ts';
import { texDocuments } from './tex.ts';

const MOST_TEXTS = 500;

/** Pictures and tables of all documents, there or not; each with all that it may mean. */
export function includedFiles(observed: Observed): readonly (readonly string[])[] {
  const texts = observed.files
    .filter(file => /\.(?:md|qmd|rmd)$/i.test(file) && !isResult(file))
    .slice(0, MOST_TEXTS);
  return [
    ...texDocuments(observed)
      .filter(({ file }) => !isResult(file))
      .flatMap(document => document.included),
    ...texts.flatMap(file => picturesOf(observed, file).map(picture => [picture])),
  ];
}

/** The pictures of a text in Markdown, as files of the project. */
export function picturesOf(observed: Observed, file: string): readonly string[] {
  const text = observed.text(file) ?? '';
  const named = [
    ...text.matchAll(/!\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g),
    ...text.matchAll(/<img\b[^>]*\bsrc\s*=\s*["']([^"']+)["']/gi),
    ...text.matchAll(/\\includegraphics\*?(?:\[[^\]]*\])?\{([^}]+)\}/g),
  ].map(([, name = '']) => name);
  return [...new Set(named)]
    .filter(name => !/^[a-z]+:|[#?{]/i.test(name))
    .flatMap(name => resolveIn(folderOf(file), name) ?? []);
}
