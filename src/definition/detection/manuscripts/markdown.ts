/** Papers in Markdown → stages of pandoc. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import { commandOf } from '../model/commands.ts';
import { oneOf } from '../model/families.ts';
import {
  type DetectionContext,
  driverOf,
  type Found,
  type FoundStage,
  NOTHING,
} from '../model/found.ts';
import {
  baseOf,
  extensionOf,
  folderOf,
  isResult,
  type Observed,
  resolveIn,
  within,
  withoutExtension,
} from '../model/observed.ts';
import { frontMatter } from './front-matter.ts';
import { datedNotes, picturesOf, takenInputs } from './included.ts';
import { madeFrom } from './tex.ts';

const PAPER_NAMES =
  /^(?:paper|manuscript|article|thesis|report|main|preprint|dissertation)\.(?:md|markdown)$/i;
const CHAPTER_FOLDERS =
  /^(?:manuscript|markdown|paper|chapters?|text|content|book|thesis|article|sections)$/i;
const NUMBERED = /^\d+[A-Za-z]?[._-].*\.(?:md|markdown)$/;
const MOST_CHAPTERS = 200;

/** A stage for each paper: one file with a title, or a folder of numbered chapters. */
export function markdownDocuments(observed: Observed, context: DetectionContext): Found {
  const singles = observed.files.filter(
    file =>
      PAPER_NAMES.test(baseOf(file)) &&
      !isResult(file) &&
      isPaper(observed, file) &&
      madeFrom(observed, file) === undefined,
  );
  const folders = observed.folders.filter(
    folder =>
      CHAPTER_FOLDERS.test(baseOf(folder)) &&
      !isResult(`${folder}/x`) &&
      !/^projects\//.test(folder) &&
      chaptersOf(observed, folder).length > 1,
  );
  const papers = [
    ...singles.map(file => ({ file, parts: [file], name: baseOf(withoutExtension(file)) })),
    ...folders.map(folder => ({
      file: folder,
      parts: chaptersOf(observed, folder),
      name: baseOf(folder),
    })),
  ].filter(({ parts }) => parts.some(part => driverOf(part, context) === undefined));
  return {
    ...NOTHING,
    stages: papers.map(({ file, parts, name }) => paperStage(observed, context, file, parts, name)),
    summaries: papers.map(({ file }) => ({ kind: 'document', tool: 'pandoc', file })),
  };
}

function chaptersOf(observed: Observed, folder: string): readonly string[] {
  return observed
    .filesIn(folder)
    .filter(file => NUMBERED.test(baseOf(file)))
    .toSorted(
      (a, b) => Number.parseInt(baseOf(a), 10) - Number.parseInt(baseOf(b), 10) || (a < b ? -1 : 1),
    )
    .slice(0, MOST_CHAPTERS);
}

/** A page of documentation has no authors and no bibliography. */
function isPaper(observed: Observed, file: string): boolean {
  const settings = frontMatter(observed.text(file) ?? '');
  if (settings === undefined) return false;
  return ['author', 'authors', 'bibliography', 'abstract'].some(key => key in settings);
}

function paperStage(
  observed: Observed,
  { found }: DetectionContext,
  file: string,
  parts: readonly string[],
  name: string,
): FoundStage {
  const folder = folderOf(parts[0] ?? file);
  const settings = parts.map(part => frontMatter(observed.text(part) ?? '') ?? {});
  const cites = settings.some(one => 'bibliography' in one);
  const files = settings.flatMap(one =>
    ['bibliography', 'csl', 'template', 'include-in-header'].flatMap(key => listOf(one[key])),
  );
  const named = files.flatMap(one => {
    const path = resolveIn(folder, one);
    return path !== undefined && observed.hasFile(path) ? [path] : [];
  });
  const pictures = parts.flatMap(part => picturesOf(observed, part));
  const outputs = [within(folder, `build/${name}.pdf`)];
  const words = [
    'pandoc',
    ...(cites ? ['--citeproc'] : []),
    '--pdf-engine=xelatex',
    '-o',
    `build/${name}.pdf`,
    ...parts.map(baseOf),
  ];
  const endings = [...new Set(parts.map(extensionOf))];
  const isChapters = parts.length > 1;
  const own = isChapters ? endings.map(ending => `*${ending}`) : parts.map(baseOf);
  const text = within(folder, oneOf([...own, ...CITED]));
  return {
    key: `document:${file}`,
    name: `Render ${isChapters ? name : baseOf(file)}`,
    run: `mkdir -p build && ${commandOf(words)}`,
    ...(folder === '' ? {} : { workingDirectory: folder }),
    requires: ['pandoc', 'xelatex'],
    after: [],
    inputs: [
      text,
      ...named.filter(one => !matches(startDescent([text]), one)),
      ...takenInputs(observed, pictures.filter(observed.hasFile), found, outputs),
    ],
    reads: [],
    wants: pictures.map(picture => [picture]),
    readsAreKnown: true,
    made: { kind: 'known', outputs },
    notes: datedNotes(parts.map(part => observed.text(part) ?? '')),
  };
}

/** What texts cite from, and how: beside them it counts, whenever it comes. */
const CITED = ['*.bib', '*.csl'];

function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}
