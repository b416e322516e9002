/** Documents of LaTeX → stages of latexmk. */
import { countBy } from '../../../util/numbers.ts';
import { commandOf, shellWord } from '../model/commands.ts';
import { oneOf, TEX_ENDINGS } from '../model/families.ts';
import {
  coveredBy,
  type DetectionContext,
  driverOf,
  type Found,
  type FoundStage,
  type LeftOut,
  NOTHING,
  type Note,
} from '../model/found.ts';
import {
  baseOf,
  besidePattern,
  extensionOf,
  folderOf,
  isBuilt,
  type Observed,
  within,
  withoutExtension,
} from '../model/observed.ts';
import { type Engine, engineOf, type RcSettings, readLatexmkrc } from './engine.ts';
import { datedNotes, isPicture, takenInputs } from './included.ts';
import { classesOf, latexmkrcIn, madeFrom, type TexDocument, texDocuments } from './tex.ts';

const MOST_DOCUMENTS = 20;

/** Folders whose documents are examples or tests of something else. */
const ASIDE = /^(?:tests?|examples?|templates?|archive|old|vendor|third_party|docs?\/examples?)\//i;

/** A stage for each document. */
export function latexDocuments(observed: Observed, context: DetectionContext): Found {
  const all = texDocuments(observed);
  const results = all.filter(({ file }) => isBuilt(file));
  const aside = all.filter(({ file }) => !isBuilt(file) && ASIDE.test(file));
  const own = all.filter(({ file }) => !isBuilt(file) && !ASIDE.test(file));
  const built = own.filter(({ file }) => driverOf(file, context) === undefined);
  const documents = built.slice(0, MOST_DOCUMENTS);
  const leftOut: LeftOut[] = [
    ...observed.files.flatMap((file): readonly LeftOut[] => {
      const source = /\.tex$/.test(file) ? madeFrom(observed, file) : undefined;
      return source === undefined ? [] : [{ kind: 'made', file, source }];
    }),
    ...resultFolders(results),
    ...aside.map(({ file }): LeftOut => ({ kind: 'aside', file })),
    ...own.flatMap(({ file }) => coveredBy(file, context) ?? []),
    ...(built.length > documents.length
      ? [{ kind: 'too-many', what: 'documents of LaTeX', kept: documents.length } as const]
      : []),
  ];
  const stages = documents.map(document => documentStage(observed, context, document, documents));
  return {
    ...NOTHING,
    stages,
    leftOut,
    summaries: documents.map(({ file }) => ({ kind: 'document', tool: 'latexmk', file })),
  };
}

function resultFolders(documents: readonly TexDocument[]): readonly LeftOut[] {
  const counts = countBy(documents, ({ file }) => folderOf(file));
  return [...counts].map(([folder, count]) => ({ kind: 'results', folder, documents: count }));
}

function documentStage(
  observed: Observed,
  { found }: DetectionContext,
  document: TexDocument,
  documents: readonly TexDocument[],
): FoundStage {
  const { file } = document;
  const folder = folderOf(file);
  const name = baseOf(withoutExtension(file));
  const own = latexmkrcIn(observed, folder);
  const root = folder === '' ? undefined : latexmkrcIn(observed, '');
  const rcFile = own ?? root;
  const rc = rcFile === undefined ? undefined : readLatexmkrc(observed.text(rcFile) ?? '');
  // With settings at the root latexmk is started there, since it looks for them where it is started.
  const workingDirectory = own === undefined && root !== undefined ? '' : folder;
  const engine = engineOf(document, observed.text(file) ?? '');
  const alone = documents.filter(other => folderOf(other.file) === folder).length === 1;
  const place = outputFolder(rc, alone ? 'build' : `build/${name}`);
  const built = withinFolder(folder, place.folder);
  const fromRun = withinFolder(workingDirectory === folder ? '' : folder, place.folder);
  const outputs = [withinFolder(built, `${name}.pdf`)];
  const logs = rc?.auxDir === undefined || rc.auxDir === place.folder;
  const words = [
    'latexmk',
    ...(workingDirectory === folder ? [] : ['-cd']),
    ...(rc?.programs === undefined ? engine.options : []),
    ...(needsShell(document) ? ['-shell-escape'] : []),
    ...(place.isSet ? [] : [`-outdir=${place.folder}`]),
    '-interaction=nonstopmode',
    '-halt-on-error',
    workingDirectory === folder ? baseOf(file) : file,
  ];
  const notes: Note[] = [
    ...(rc?.programs === undefined || rcFile === undefined
      ? []
      : [{ kind: 'engine-from-rc', file: rcFile } as const]),
    { kind: 'after-failure' },
    ...datedNotes([document.text]),
  ];
  return {
    key: `document:${file}`,
    idWords:
      documents.length === 1 ? 'render' : `render ${titleOf(withoutExtension(file), documents)}`,
    name: documents.length === 1 ? `Render ${baseOf(file)}` : `Render ${titleOf(file, documents)}`,
    run: `${commandOf(words)} || ${clearing(withinFolder(fromRun, name))}`,
    ...(workingDirectory === '' ? {} : { workingDirectory }),
    requires: ['latexmk', ...programsOf(document, rc, engine)],
    after: [],
    inputs: [
      ...new Set([
        ...sourcesOf(observed, document),
        ...takenInputs(observed, picturesOf(observed, document), found, outputs),
        ...(rcFile === undefined ? [] : [rcFile]),
      ]),
    ],
    reads: [],
    wants: document.included,
    readsAreKnown: true,
    loads: loadedBy(document),
    made: { kind: 'known', outputs },
    ...(place.folder === '.'
      ? {}
      : { cache: { name: 'latex', preset: 'latex', paths: [cachePath(built, alone)] } }),
    ...(logs ? { evidence: { 'latex-log': withinFolder(built, `${name}.log`) } } : {}),
    notes,
  };
}

/**
 * After a failure latexmk says "Nothing to do" and fails again until a source changes, also when what was
 * missing is there by now. Without its database it begins again.
 */
function clearing(stem: string): string {
  const files = ['fdb_latexmk', 'aux'].map(ending => shellWord(`${stem}.${ending}`));
  return `{ rm -f ${files.join(' ')}; exit 1; }`;
}

function titleOf(file: string, documents: readonly TexDocument[]): string {
  const same = documents.filter(
    other => baseOf(withoutExtension(other.file)) === baseOf(withoutExtension(file)),
  );
  return same.length > 1 ? file : baseOf(file);
}

/** Several documents of a folder share what is kept of them. */
function cachePath(built: string, alone: boolean): string {
  return alone ? built : folderOf(built);
}

/** `.` is the folder itself. */
function withinFolder(folder: string, name: string): string {
  if (folder === '' || folder === '.') return name;
  return name === '.' ? folder : within(folder, name);
}

/** Where latexmk puts what it builds: as a latexmkrc says, else in a folder of its own. */
function outputFolder(
  rc: RcSettings | undefined,
  otherwise: string,
): { readonly folder: string; readonly isSet: boolean } {
  const set = rc?.outDir?.replace(/^\.\/(?=.)/, '').replace(/\/+$/, '');
  const isPlain =
    set !== undefined && /^[\w.-]+(?:\/[\w.-]+)*$/.test(set) && !set.split('/').includes('..');
  return isPlain ? { folder: set, isSet: true } : { folder: otherwise, isSet: false };
}

function needsShell({ text, packages }: TexDocument): boolean {
  return (
    packages.has('minted') ||
    packages.has('svg') ||
    packages.has('pythontex') ||
    /\\tikzexternalize\b/.test(text)
  );
}

function programsOf(
  { text, packages, bibliographies }: TexDocument,
  rc: RcSettings | undefined,
  engine: Engine,
): readonly string[] {
  const isBiblatex = packages.has('biblatex');
  const byBibtex = /backend\s*=\s*bibtex/.test(text);
  return [
    ...(rc?.programs ?? engine.programs),
    ...(bibliographies.length > 0 ? [isBiblatex && !byBibtex ? 'biber' : 'bibtex'] : []),
    ...(packages.has('minted') ? ['pygmentize'] : []),
  ];
}

/** What its folder has is its own. */
function loadedBy({ text, packages, sources }: TexDocument): readonly string[] {
  const own = new Set(sources.map(source => baseOf(withoutExtension(source))));
  return [...classesOf(text), ...packages].filter(name => !own.has(name));
}

/** Whether TeX reads a file, by its ending. */
function isSource(file: string): boolean {
  return isTexEnding(extensionOf(file).toLowerCase());
}

function isTexEnding(ending: string): boolean {
  return TEX_ENDINGS.some(known => ending === `.${known}`);
}

/**
 * By folders and endings rather than by names, so that what is added to a document counts without a change
 * here. What stages make is not among them: it counts by being made.
 */
function sourcesOf(observed: Observed, document: TexDocument): readonly string[] {
  const folder = folderOf(document.file);
  const beside = folder === '' ? observed.filesIn('') : observed.filesBelow(folder);
  const sources = beside.filter(file => isSource(file) && !isBuilt(file));
  const included = document.included
    .flatMap(choices => choices.find(observed.hasFile) ?? [])
    .filter(file => isSource(file) && !isBuilt(file));
  const all = [...sources, ...document.sources, ...document.bibliographies, ...included];
  return all.map(file => {
    if (!isSource(file)) return besidePattern(file);
    const isOwn = folder !== '' && file.startsWith(`${folder}/`);
    // An ending in capitals is another one.
    const ending = isTexEnding(extensionOf(file)) ? `.${oneOf(TEX_ENDINGS)}` : extensionOf(file);
    return isOwn ? `${folder}/**/*${ending}` : within(folderOf(file), `*${ending}`);
  });
}

/** Pictures and other files that it takes in; where the name of one could not be seen, all that may be pictures. */
function picturesOf(
  observed: Observed,
  { included, hidesPictures }: TexDocument,
): readonly string[] {
  const taken = included.flatMap(choices => choices.find(observed.hasFile) ?? []);
  const all = hidesPictures ? observed.files.filter(isPicture) : [];
  return [...taken, ...all].filter(file => !isBuilt(file) && !/\.(?:tex|ltx)$/i.test(file));
}
