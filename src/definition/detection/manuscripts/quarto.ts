/** Projects and texts of Quarto, R Markdown and bookdown → stages of their own commands. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import { commandOf } from '../model/commands.ts';
import { oneOf, R_FILES, rootFamily, withoutContained } from '../model/families.ts';
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
  within,
  withoutExtension,
} from '../model/observed.ts';
import { scriptKey } from '../scripts/stage.ts';
import { type ChunkFiles, filesOfChunks, withTakenIn } from './chunks.ts';
import { formatsOf, frontMatter, mapping } from './front-matter.ts';
import { datedNotes, picturesOf, takenInputs } from './included.ts';

const MOST_TEXTS = 20;

/** A stage for each project, which renders all texts in it. */
export function quartoProjects(observed: Observed, context: DetectionContext): Found {
  const projects = projectFiles(observed).filter(file => driverOf(file, context) === undefined);
  return {
    ...NOTHING,
    stages: projects.map(file => projectStage(observed, file, context)),
    summaries: projects.map(file => ({ kind: 'document', tool: toolOf(file), file })),
    drivers: projects.map(file => ({
      file,
      runs: other => isProjectText(folderOf(file), other),
      runsTests: false,
    })),
  };
}

/** A stage for each standalone text. */
export function quartoTexts(observed: Observed, context: DetectionContext): Found {
  const folders = projectFiles(observed).map(folderOf);
  const inProject = (file: string) =>
    folders.some(folder => folder === '' || file.startsWith(`${folder}/`));
  const texts = observed.files
    .filter(file => /\.(?:qmd|rmd)$/i.test(file) && !isResult(file) && !inProject(file))
    .filter(file => frontMatter(observed.text(file) ?? '') !== undefined)
    .filter(file => driverOf(file, context) === undefined && !isStage(file, context))
    .filter(file => !/^(?:README|index)\.rmd$/i.test(baseOf(file)) && !ASIDE.test(file));
  // A part of another text is rendered with that.
  const parts = new Set(texts.flatMap(file => withTakenIn(observed, file).slice(1)));
  const own = texts.filter(file => !parts.has(file)).slice(0, MOST_TEXTS);
  return {
    ...NOTHING,
    stages: own.map(file => textStage(observed, file, context)),
    summaries: own.map(file => ({ kind: 'document', tool: toolOf(file), file })),
  };
}

/** Texts about something else; vignettes are built with their package. */
const ASIDE = /(?:^|\/)(?:vignettes|inst|tests?|examples?|tutorials?|_extensions)\//;

function projectFiles(observed: Observed): readonly string[] {
  return observed.files.filter(
    file =>
      /(?:^|\/)_(?:quarto|bookdown)\.ya?ml$/.test(file) && !isResult(file) && !ASIDE.test(file),
  );
}

function isStage(file: string, { found }: DetectionContext): boolean {
  return found.stages.some(({ key }) => key === scriptKey(file));
}

function isProjectText(folder: string, file: string): boolean {
  return /\.(?:qmd|rmd|md|ipynb)$/i.test(file) && (folder === '' || file.startsWith(`${folder}/`));
}

function toolOf(file: string): string {
  if (/_bookdown\.ya?ml$/.test(file)) return 'bookdown';
  return /\.rmd$/i.test(file) ? 'rmarkdown' : 'quarto';
}

/** Where a project's kind puts what it makes. */
const OUTPUT_FOLDERS: Readonly<Record<string, string>> = {
  book: '_book',
  website: '_site',
  manuscript: '_manuscript',
};

function projectStage(observed: Observed, file: string, context: DetectionContext): FoundStage {
  const folder = folderOf(file);
  const settings = mapping(observed.text(file) ?? '') ?? {};
  const project = (settings.project ?? {}) as Readonly<Record<string, unknown>>;
  const isBookdown = toolOf(file) === 'bookdown';
  const set = isBookdown ? settings.output_dir : project['output-dir'];
  const kind = isBookdown ? 'book' : String(project.type ?? 'default');
  const output = typeof set === 'string' ? set.replace(/\/+$/, '') : OUTPUT_FOLDERS[kind];
  const texts = observed
    .filesBelow(folder)
    .filter(one => /\.(?:qmd|rmd|md|ipynb)$/i.test(one) && !isResult(one));
  const made =
    output === undefined
      ? texts
          .filter(one => /\.qmd$/i.test(one))
          .flatMap(one => rendered(observed, one, settings.format))
      : [within(folder, output)];
  const { written, ...rest } = common(observed, folder, texts, context);
  const freezes = observed.hasFolder(within(folder, '_freeze'));
  return {
    ...rest,
    key: `document:${file}`,
    name: folder === '' ? 'Render' : `Render ${folder}`,
    run: isBookdown
      ? `Rscript -e ${'\'bookdown::render_book("index.Rmd")\''}`
      : commandOf(['quarto', 'render', ...(folder === '' ? [] : [folder])]),
    ...(isBookdown && folder !== '' ? { workingDirectory: folder } : {}),
    made: { kind: 'known', outputs: [...made, ...written.filter(path => !isIn(path, made))] },
    ...(freezes ? { cache: { name: 'quarto', paths: [within(folder, '_freeze')] } } : {}),
  };
}

/** The stage that renders a text by itself. */
export function textStage(observed: Observed, file: string, context: DetectionContext): FoundStage {
  const isMarkdown = toolOf(file) === 'rmarkdown';
  const texts = withTakenIn(observed, file);
  const { written, ...rest } = common(observed, folderOf(file), texts, context);
  return {
    ...rest,
    key: `document:${file}`,
    name: `Render ${baseOf(file)}`,
    run: isMarkdown
      ? `Rscript -e ${commandOf([`rmarkdown::render("${file}")`])}`
      : commandOf(['quarto', 'render', file]),
    made: {
      kind: 'known',
      outputs: [...new Set([...rendered(observed, file, undefined), ...written])],
    },
  };
}

/** What is in a folder that is an output already. */
function isIn(path: string, folders: readonly string[]): boolean {
  return folders.some(folder => path === folder || path.startsWith(`${folder}/`));
}

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/pdf|latex|beamer|typst|rticles|_article$/, 'pdf'],
  [/docx|word/, 'docx'],
  [/epub/, 'epub'],
  [/pptx|powerpoint/, 'pptx'],
  [/^(?:gfm|markdown|md|github_document|commonmark|hugo)/, 'md'],
  [/html|revealjs|reveal|dashboard/, 'html'],
];

/** What rendering a text leaves beside it: by its own formats, else by the project's, else HTML. */
function rendered(observed: Observed, file: string, ofProject: unknown): readonly string[] {
  const settings = frontMatter(observed.text(file) ?? '') ?? {};
  const own = formatsOf(settings.format ?? settings.output);
  const all = own.length > 0 ? own : formatsOf(ofProject);
  // Of several formats R Markdown makes the first one.
  const formats = /\.rmd$/i.test(file) ? all.slice(0, 1) : all;
  const endings = formats.flatMap(
    format => ENDINGS.find(([pattern]) => pattern.test(format))?.[1] ?? [],
  );
  const distinct = [...new Set(endings.length === 0 ? ['html'] : endings)];
  const stem = withoutExtension(file);
  // A page of Quarto needs the folder beside it, unless all is put into the page.
  const isPage = file.endsWith('.qmd') && distinct.includes('html');
  const isWhole = /^\s*["']?(?:embed-resources|self-contained)["']?:\s*true\b/m;
  const set = [observed.text(file) ?? '', JSON.stringify(ofProject ?? {}, undefined, 1)];
  const hasFolder = isPage && !set.some(text => isWhole.test(text));
  return [...distinct.map(ending => `${stem}.${ending}`), ...(hasFolder ? [`${stem}_files`] : [])];
}

/** Endings of what such texts take in, beside the texts themselves. */
const SOURCES =
  /\.(?:qmd|rmd|md|ipynb|ya?ml|bib|csl|s?css|tex|R|jl|py|lua|csv|tsv|json|png|jpe?g|svg|gif|rds|rda|parquet)$/i;

/** Endings of what such a text may take in from beside it one day. */
const USUAL = ['qmd', 'bib', 'csl', 'lua', 'css', 'scss', 'R', 'py', 'jl'];

/** One pattern for each folder, with the endings that are there, and beside a text the usual ones. */
function besideTexts(
  folder: string,
  texts: readonly string[],
  files: readonly string[],
): readonly string[] {
  const placeOf = (file: string) =>
    folder === '' ? within(folderOf(file), '*') : `${folder}/**/*`;
  const ofTexts = new Set(texts.map(placeOf));
  const places = [...new Set(files.map(placeOf))];
  return places.map(place => {
    const there = files
      .filter(file => placeOf(file) === place)
      .map(file => extensionOf(file).slice(1));
    return `${place}.${oneOf([...there, ...(ofTexts.has(place) ? USUAL : [])])}`;
  });
}

function common(
  observed: Observed,
  folder: string,
  texts: readonly string[],
  { python, found }: DetectionContext,
): Omit<FoundStage, 'key' | 'name' | 'run' | 'made'> & Pick<ChunkFiles, 'written'> {
  const code = texts.map(file => observed.text(file) ?? '').join('\n');
  const hasR = texts.some(file => /\.rmd$/i.test(file)) || /^```+\s*\{r\b/m.test(code);
  const isQuarto = texts.some(file => /\.qmd$/i.test(file)) || !hasR;
  const beside = observed
    .filesBelow(folder)
    .filter(
      file => SOURCES.test(file) && !isResult(file) && !/(?:^|\/)(?:tests?|_freeze)\//.test(file),
    );
  const pictures = texts.flatMap(file => picturesOf(observed, file));
  const usesPython = /^```+\s*\{python\b/m.test(code);
  const { inputs, written, ...chunks } = filesOfChunks(observed, texts);
  const ownInputs = besideTexts(folder, texts, beside);
  const isOwn = startDescent(ownInputs);
  const elsewhere = [...texts, ...inputs].filter(file => !matches(isOwn, file));
  return {
    requires: [...(isQuarto ? ['quarto'] : []), ...(hasR ? ['Rscript'] : [])],
    usesPython,
    after: [],
    inputs: withoutContained([
      ...ownInputs,
      ...elsewhere,
      ...takenInputs(observed, pictures.filter(observed.hasFile), found, []),
      ...(usesPython ? python.inputs : []),
      ...(hasR ? rootFamily(observed, R_FILES) : []),
    ]),
    ...chunks,
    written,
    wants: pictures.filter(picture => !written.includes(picture)).map(picture => [picture]),
    readsAreKnown: true,
    notes: datedNotes([code]),
  };
}
