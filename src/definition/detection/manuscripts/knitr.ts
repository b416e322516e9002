/** Documents of LaTeX with code of R in them → stages of knitr, or of Sweave. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import { commandOf } from '../model/commands.ts';
import { oneOf, R_FILES, rootFamily, TEX_ENDINGS, withoutContained } from '../model/families.ts';
import {
  coveredBy,
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
  isBuilt,
  type Observed,
  within,
  withoutExtension,
} from '../model/observed.ts';
import { filesOfChunks, withTakenIn } from './chunks.ts';
import { engineOf } from './engine.ts';
import { datedNotes, takenInputs } from './included.ts';
import { readDocument } from './tex.ts';

/** Texts about something else; vignettes are built with their package. */
const ASIDE = /(?:^|\/)(?:vignettes|inst|tests?|examples?|templates?|archive|old)\//;
const MOST_DOCUMENTS = 20;

/** A stage for each document. */
export function knitrDocuments(observed: Observed, context: DetectionContext): Found {
  const all = observed.files.filter(
    file => /\.rnw$/i.test(file) && !isBuilt(file) && !ASIDE.test(file),
  );
  const parts = new Set(all.flatMap(file => withTakenIn(observed, file).slice(1)));
  const documents = all.filter(
    file => !parts.has(file) && /\\begin\s*\{document\}/.test(observed.text(file) ?? ''),
  );
  const own = documents
    .filter(file => driverOf(file, context) === undefined)
    .slice(0, MOST_DOCUMENTS);
  return {
    ...NOTHING,
    stages: own.map(file => documentStage(observed, context, file)),
    leftOut: documents.flatMap(file => coveredBy(file, context) ?? []),
    summaries: own.map(file => ({ kind: 'document', tool: 'knitr', file })),
  };
}

function documentStage(observed: Observed, { found }: DetectionContext, file: string): FoundStage {
  const folder = folderOf(file);
  const texts = withTakenIn(observed, file);
  const document = readDocument(observed, file);
  const [program = 'pdflatex'] = engineOf(document, observed.text(file) ?? '').programs;
  const { inputs, written, ...chunks } = filesOfChunks(observed, texts);
  const outputs = [`${withoutExtension(file)}.pdf`, ...written];
  const command = commandOfDocument(document.text, baseOf(file), program);
  const own = within(folder, `**/*.${oneOf([extensionOf(file).slice(1), ...TEX_ENDINGS])}`);
  const isOwn = startDescent([own]);
  const pictures = document.included.filter(
    choices => !choices.some(choice => written.includes(choice)),
  );
  const there = pictures.flatMap(choices => choices.find(observed.hasFile) ?? []);
  return {
    key: `document:${file}`,
    name: `Render ${baseOf(file)}`,
    run: command,
    ...(folder === '' ? {} : { workingDirectory: folder }),
    requires: [command.split(' ')[0] ?? 'Rscript', program],
    after: [],
    inputs: withoutContained([
      own,
      ...[...texts, ...document.sources, ...document.bibliographies, ...inputs].filter(
        one => !matches(isOwn, one),
      ),
      ...takenInputs(observed, there, found, outputs),
      ...rootFamily(observed, R_FILES),
    ]),
    ...chunks,
    wants: pictures.filter(choices => !/^figures?\//.test(choices[0] ?? '')),
    readsAreKnown: true,
    made: { kind: 'known', outputs },
    notes: datedNotes([document.text]),
  };
}

/** Sweave where the document says so, else knitr. */
function commandOfDocument(text: string, file: string, program: string): string {
  const isSweave = /\\SweaveOpts\b|\{Sweave\}/.test(text) && !/\bknitr\b|\bopts_chunk\b/.test(text);
  if (isSweave) return commandOf(['R', 'CMD', 'Sweave', '--pdf', file]);
  const compiler = program === 'pdflatex' ? '' : `, compiler = "${program}"`;
  return commandOf(['Rscript', '-e', `knitr::knit2pdf("${file}"${compiler})`]);
}
