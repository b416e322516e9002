/** The sources of LaTeX documents: what they include, and what that says about the tools that build them. */
import {
  folderOf,
  type Observed,
  remembered,
  resolveIn,
  within,
  withoutExtension,
} from '../model/observed.ts';

/** A document with all that is taken into it from the project. */
export interface TexDocument {
  /** The file that is built. */
  readonly file: string;
  /** Files of TeX that are read for it, itself first. */
  readonly sources: readonly string[];
  /** Their texts without comments. */
  readonly text: string;
  /** The packages that they load. */
  readonly packages: ReadonlySet<string>;
  /** The bibliographies that they name and that are there. */
  readonly bibliographies: readonly string[];
  /** Pictures and other files that it takes in, there or not; of those without an ending, all that they may mean. */
  readonly included: readonly (readonly string[])[];
  /** Whether it takes in pictures of which the names are put together of what nobody knows. */
  readonly hidesPictures: boolean;
}

const MOST_SOURCES = 300;
const DEEPEST = 5;

/** Text without comments; `\%` does not start one. */
function withoutComments(text: string): string {
  return text.replace(/(?<!\\)((?:\\\\)*)%[^\n]*/g, '$1');
}

/** The documents of a folder: files with `\begin{document}` that are not part of another one. */
export const texDocuments = remembered((observed): readonly TexDocument[] => {
  // TeX takes other characters in file names for markup.
  const files = observed.files.filter(
    file =>
      /^(?:[^/]*\/)*[A-Za-z0-9][\w.-]*\.(?:tex|ltx)$/.test(file) &&
      madeFrom(observed, file) === undefined &&
      file.split('/').length <= DEEPEST,
  );
  const begins = files.filter(file => {
    const text = observed.text(file);
    if (text === undefined || !text.includes('\\begin')) return false;
    const code = withoutVerbatim(withoutComments(text));
    return (
      /\\begin\s*\{document\}/.test(code) && !/^(?:subfiles|standalone)$/.test(classOf(code) ?? '')
    );
  });
  const documents = begins.map(file => readDocument(observed, file));
  // The body of a document may be in a file of its own, below one that has the class.
  const heads = files
    .filter(
      file =>
        !begins.includes(file) && classOf(withoutComments(observed.text(file) ?? '')) !== undefined,
    )
    .map(file => readDocument(observed, file))
    .filter(({ sources }) => sources.some(source => begins.includes(source)));
  const parts = new Set([...documents, ...heads].flatMap(({ sources }) => sources.slice(1)));
  return [...documents, ...heads].filter(({ file }) => !parts.has(file));
});

/** The text beside a document of LaTeX that another tool makes it from. */
export function madeFrom(observed: Observed, file: string): string | undefined {
  return ['qmd', 'Rmd', 'rmd', 'Rnw', 'rnw', 'Rtex']
    .map(ending => `${withoutExtension(file)}.${ending}`)
    .find(observed.hasFile);
}

function withoutVerbatim(text: string): string {
  return text.replace(/\\begin\{(verbatim|lstlisting|minted)\*?\}[\s\S]*?\\end\{\1\*?\}/g, '');
}

/** The name of a document's class. */
export function classOf(code: string): string | undefined {
  return /\\documentclass\s*(?:\[[^\]]*\])?\s*\{\s*([^}]*?)\s*\}/.exec(code)?.[1];
}

/** Reads a document with all that is taken into it. */
export function readDocument(observed: Observed, file: string): TexDocument {
  const folder = folderOf(file);
  const sources = new Set([file]);
  const texts: string[] = [];
  // Grows while it is walked through.
  for (const source of sources) {
    if (texts.length >= MOST_SOURCES) break;
    const text = withoutComments(observed.text(source) ?? '');
    texts.push(text);
    for (const found of sourcesIn(observed, text, folder, folderOf(source))) sources.add(found);
  }
  const text = texts.join('\n');
  return {
    file,
    sources: [...sources],
    text,
    packages: packagesOf(text),
    bibliographies: bibliographiesOf(text, folder).filter(observed.hasFile),
    ...includedFiles(text, folder),
  };
}

/** Commands that take in files of TeX; names are relative to the document, or for some to the file. */
function sourcesIn(
  observed: Observed,
  text: string,
  folder: string,
  own: string,
): readonly string[] {
  const inputs = matches(
    text,
    /\\(?:input|include|subfile|InputIfFileExists|subfileinclude)\s*\{\s*"?([^}"]+?)"?\s*\}/g,
  );
  const bare = matches(text, /\\input\s+([\w./-]+)/g);
  const imported = [
    ...text.matchAll(/\\(?:sub)?(?:import|inputfrom|includefrom)\*?\s*\{([^}]*)\}\s*\{([^}]*)\}/g),
  ].map(
    ([, path = '', name = '']) => `${path}${path === '' || path.endsWith('/') ? '' : '/'}${name}`,
  );
  const styles = [...packagesOf(text)].map(name => `${name}.sty`);
  const classes = classesOf(text).map(name => `${name}.cls`);
  return [...inputs, ...bare, ...imported, ...styles, ...classes].flatMap(name =>
    [folder, own]
      .flatMap(place => [resolveIn(place, name), resolveIn(place, `${name}.tex`)])
      .filter(
        path =>
          path !== undefined &&
          observed.hasFile(path) &&
          /\.(?:tex|ltx|sty|cls|def|cfg|tikz|pgf)$/.test(path),
      )
      .slice(0, 1)
      .map(String),
  );
}

const PICTURES = ['.pdf', '.png', '.jpg', '.jpeg', '.eps', '.svg'];

/** Texts that a document gives names to: `\newcommand{\figures}{../figures}`. */
function macrosOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [
      ...text.matchAll(
        /\\(?:(?:re)?newcommand\*?|def|providecommand\*?)\s*\{?\\([A-Za-z]+)\}?\s*\{([^{}#\\]*)\}/g,
      ),
    ].map(([, name = '', value = '']) => [name, value]),
  );
}

function includedFiles(
  source: string,
  folder: string,
): Pick<TexDocument, 'included' | 'hidesPictures'> {
  const macros = macrosOf(source);
  const text =
    macros.size === 0
      ? source
      : source.replace(
          /(\\(?:graphicspath|include\w*|input|adjincludegraphics|plotone)\b[^{}\n]*\{)([^}\n]*)/g,
          (_, command: string, name: string) =>
            command +
            name.replace(
              /\\([A-Za-z]+)(?:\{\}|\s)?/g,
              (all, macro: string) => macros.get(macro) ?? all,
            ),
        );
  const paths = [
    '',
    ...matches(text, /\\graphicspath\s*\{((?:\s*\{[^}]*\})+)\s*\}/g).flatMap(list =>
      matches(list, /\{([^}]*)\}/g),
    ),
  ];
  const pictures = matches(
    text,
    /\\(?:includegraphics|includesvg|includepdf|adjincludegraphics|plotone)\*?\s*(?:\[[^\]]*\]\s*){0,2}\{\s*"?([^}"]+?)"?\s*\}/g,
  );
  const two = [...text.matchAll(/\\plottwo\s*\{([^}]*)\}\s*\{([^}]*)\}/g)].flatMap(
    ([, a = '', b = '']) => [a, b],
  );
  const listings = matches(
    text,
    /\\(?:lstinputlisting|verbatiminput|VerbatimInput|csvautotabular|csvreader|DTLloaddb|pgfplotstabletypeset|pgfplotstableread|inputminted\s*\{[^}]*\})\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g,
  );
  const tables = matches(text, /\btable\s*(?:\[[^\]]*\])?\s*\{([^}\s]+\.(?:csv|dat|txt|tsv))\}/g);
  const inputs = matches(text, /\\(?:input|include)\s*\{\s*"?([^}"]+?)"?\s*\}/g);
  const known = (name: string) => !/[\\#{}$]/.test(name) && name.trim() !== '';
  const places = (name: string, endings: readonly string[]) =>
    endings.flatMap(ending =>
      paths.flatMap(
        path =>
          resolveIn(
            folder,
            `${path}${path === '' || path.endsWith('/') ? '' : '/'}${name}${ending}`,
          ) ?? [],
      ),
    );
  const hasEnding = (name: string) => /\.(?:pdf|png|jpe?g|eps|ps|svg|pgf|tikz)$/i.test(name);
  const included = [
    ...[...pictures, ...two]
      .filter(known)
      .map(name => places(name, hasEnding(name) ? [''] : PICTURES)),
    ...[...listings, ...tables].filter(known).map(name => [resolveIn(folder, name) ?? '']),
    ...inputs
      .filter(known)
      .map(name => [
        ...(/\.\w+$/.test(name) ? [resolveIn(folder, name) ?? ''] : []),
        resolveIn(folder, `${name}.tex`) ?? '',
      ]),
  ]
    .map(choices => choices.filter(path => path !== ''))
    .filter(choices => choices.length > 0);
  return { included, hidesPictures: !pictures.every(known) };
}

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(match => match[1] ?? '');
}

function splitList(list: string): readonly string[] {
  return list
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

/** The class of a document, and what that is made of. */
export function classesOf(text: string): readonly string[] {
  return matches(
    text,
    /\\(?:documentclass|LoadClass(?:WithOptions)?)\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g,
  ).map(name => name.trim());
}

function packagesOf(text: string): ReadonlySet<string> {
  return new Set(
    matches(text, /\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g).flatMap(
      splitList,
    ),
  );
}

function bibliographiesOf(text: string, folder: string): readonly string[] {
  const names = [
    ...matches(text, /\\bibliography\s*\{([^}]*)\}/g)
      .flatMap(splitList)
      .map(name => `${name}.bib`),
    ...matches(text, /\\addbibresource\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/g),
  ];
  return names.flatMap(name => resolveIn(folder, name.replace(/\.bib\.bib$/, '.bib')) ?? []);
}

/** Settings of latexmk that stand where it is started. */
export function latexmkrcIn(observed: Observed, folder: string): string | undefined {
  return ['.latexmkrc', 'latexmkrc'].map(name => within(folder, name)).find(observed.hasFile);
}
