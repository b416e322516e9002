/** Projects and texts of Quarto, R Markdown and bookdown → stages of their own commands. */
import { commandOf } from '../model/commands.ts';
import { oneOf, R_FILES, rootFamily } from '../model/families.ts';
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
    .filter(file => !/^(?:README|index)\.rmd$/i.test(baseOf(file)) && !ASIDE.test(file))
    .slice(0, MOST_TEXTS);
  return {
    ...NOTHING,
    stages: texts.map(file => textStage(observed, file, context)),
    summaries: texts.map(file => ({ kind: 'document', tool: toolOf(file), file })),
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
  const freezes = observed.hasFolder(within(folder, '_freeze'));
  return {
    ...common(observed, folder, texts, context),
    key: `document:${file}`,
    name: folder === '' ? 'Render' : `Render ${folder}`,
    run: isBookdown
      ? `Rscript -e ${'\'bookdown::render_book("index.Rmd")\''}`
      : commandOf(['quarto', 'render', ...(folder === '' ? [] : [folder])]),
    ...(isBookdown && folder !== '' ? { workingDirectory: folder } : {}),
    made: { kind: 'known', outputs: made },
    ...(freezes ? { cache: { name: 'quarto', paths: [within(folder, '_freeze')] } } : {}),
  };
}

function textStage(observed: Observed, file: string, context: DetectionContext): FoundStage {
  const isMarkdown = toolOf(file) === 'rmarkdown';
  return {
    ...common(observed, folderOf(file), [file], context),
    key: `document:${file}`,
    name: `Render ${baseOf(file)}`,
    run: isMarkdown
      ? `Rscript -e ${commandOf([`rmarkdown::render("${file}")`])}`
      : commandOf(['quarto', 'render', file]),
    made: { kind: 'known', outputs: rendered(observed, file, undefined) },
  };
}

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/pdf|latex|beamer|typst/, 'pdf'],
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
  const formats = own.length > 0 ? own : formatsOf(ofProject);
  const endings = formats.flatMap(
    format => ENDINGS.find(([pattern]) => pattern.test(format))?.[1] ?? [],
  );
  const distinct = [...new Set(endings.length === 0 ? ['html'] : endings)];
  return distinct.map(ending => `${withoutExtension(file)}.${ending}`);
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
): Omit<FoundStage, 'key' | 'name' | 'run' | 'made'> {
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
  return {
    requires: [...(isQuarto ? ['quarto'] : []), ...(hasR ? ['Rscript'] : [])],
    usesPython,
    after: [],
    inputs: [
      ...new Set([
        ...besideTexts(folder, texts, beside),
        ...takenInputs(pictures.filter(observed.hasFile), found, []),
        ...(usesPython ? python.inputs : []),
        ...(hasR ? rootFamily(observed, R_FILES) : []),
      ]),
    ],
    reads: [],
    wants: pictures.map(picture => [picture]),
    readsAreKnown: true,
    notes: datedNotes([code]),
  };
}
