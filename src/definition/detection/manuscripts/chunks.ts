/** What the code in texts of Quarto, R Markdown and knitr reads and makes. */
import type { FoundStage } from '../model/found.ts';
import { meets } from '../model/meets.ts';
import type { Observed } from '../model/observed.ts';
import { textsTakenIn } from '../scripts/code/literate.ts';
import { asPatterns } from '../scripts/code/packages.ts';
import { sourceOf } from '../scripts/code/source.ts';
import { scriptFiles } from '../scripts/files.ts';

/** What the code of texts adds to the stage that renders them. */
export interface ChunkFiles
  extends Pick<FoundStage, 'inputs' | 'reads' | 'lacks' | 'maybe' | 'unseen'> {
  /** Files that the code writes. */
  readonly written: readonly string[];
}

/** A text with all that it takes in, itself first; a text of another project is none of its own. */
export function withTakenIn(observed: Observed, file: string): readonly string[] {
  const seen = new Set([file]);
  // Grows while it is walked through.
  for (const one of seen)
    for (const found of textsTakenIn(observed, one, observed.text(one) ?? '')) seen.add(found);
  return [...seen];
}

/** Looks at the code of each text, as it runs where the text is. */
export function filesOfChunks(observed: Observed, texts: readonly string[]): ChunkFiles {
  const files = texts.filter(hasCode(observed)).map(text => {
    const taken = withTakenIn(observed, text).filter(one => one !== text && !/\.ipynb$/.test(one));
    return scriptFiles(observed, text, taken);
  });
  const own = new Set(texts);
  const written = [...new Set(files.flatMap(one => one.written))];
  const isOwn = (path: string) => written.some(output => meets(output, path));
  const code = files.flatMap(one => one.sources).filter(file => !own.has(file));
  const unseen = [
    ...new Set([
      ...files.flatMap(one => one.unseen),
      ...(files.some(one => one.loose.length > 0) ? (['writes'] as const) : []),
    ]),
  ];
  return {
    inputs: [
      ...asPatterns(observed, [...new Set(code)]),
      ...files.flatMap(one => one.existing).map(path => path.replace(/\/$/, '')),
    ],
    reads: files.flatMap(one => [...one.missing, ...one.existing, ...one.named]),
    lacks: files.flatMap(one => one.lacks).filter(path => !isOwn(path)),
    maybe: [],
    ...(unseen.length > 0 ? { unseen } : {}),
    written,
  };
}

/** Notebooks of a project of Quarto are shown as they are, and not run. */
function hasCode(observed: Observed): (file: string) => boolean {
  return file => /\.(?:qmd|rmd|rnw)$/i.test(file) && sourceOf(observed, file)?.text.trim() !== '';
}
