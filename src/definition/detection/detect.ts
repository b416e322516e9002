/**
 * A folder without a definition → the text of one that fits it, the same that `stagetime init` writes. One
 * detector for each kind of thing; symbolic links are not followed, and the search is bounded.
 */
import type { DefinitionProblem } from '../document/problems.ts';
import { assemble } from './assemble.ts';
import { includedFiles } from './manuscripts/included.ts';
import { knitrDocuments } from './manuscripts/knitr.ts';
import { latexDocuments } from './manuscripts/latex.ts';
import { markdownDocuments } from './manuscripts/markdown.ts';
import { quartoProjects, quartoTexts, textStage } from './manuscripts/quarto.ts';
import {
  type DetectionContext,
  type Detector,
  type Found,
  NOTHING,
  type PythonRunner,
  together,
} from './model/found.ts';
import { type Observed, observeFolder } from './model/observed.ts';
import { pythonOf } from './model/python.ts';
import { namedScripts, scriptsAnywhere } from './scripts/named.ts';
import { notebooks } from './scripts/notebooks.ts';
import { numberedScripts } from './scripts/numbered.ts';
import { detectTemplate } from './template/detector.ts';
import { pytestSuite } from './testing/pytest.ts';
import { leftOutLines, mainSource, refusalProblems, whatWasFound } from './words.ts';
import { dvcPipelines } from './workflows/dvc.ts';
import { makefiles } from './workflows/make.ts';
import { showyourworkPapers } from './workflows/showyourwork.ts';
import { snakefiles } from './workflows/snakemake.ts';

/** What a folder holds to make a pipeline from. */
export type Detection =
  /** With what was seen, and why it did not become a stage. */
  | { readonly kind: 'nothing'; readonly leftOut: readonly string[] }
  | { readonly kind: 'invalid'; readonly problems: readonly DefinitionProblem[] }
  | {
      readonly kind: 'detected';
      /** The definition, as YAML. */
      readonly text: string;
      /** What it was made from, in words. */
      readonly what: string;
      /** The file or folder that tells most of it, relative to the folder. */
      readonly from: string;
      /** What was seen and left out, and why; the text says it, too. */
      readonly leftOut: readonly string[];
      /** What stages make, as lines of a `.gitignore`. */
      readonly ignore: readonly string[];
    };

/** What the user says beforehand. */
export interface DetectOptions {
  /** Of several projects of the template, the one that is meant. */
  readonly project?: string | undefined;
  /** With what makes a machine ready for the stages. */
  readonly setups?: boolean;
}

/**
 * Without a template, this is looked for: whole workflows first, since they run the rest themselves; then the
 * scripts, which make what documents take in.
 */
const WORKS: readonly Detector[] = [
  showyourworkPapers,
  snakefiles,
  dvcPipelines,
  makefiles,
  quartoProjects,
  numberedScripts,
  namedScripts,
  notebooks,
  knitrDocuments,
  latexDocuments,
  quartoTexts,
  markdownDocuments,
];

/** A template's pipeline, else all that the detectors find. */
export async function detectDefinition(
  root: string,
  { project, setups = false }: DetectOptions = {},
): Promise<Detection> {
  const observed = await observeFolder(root);
  const python = pythonOf(observed);
  const template = detectTemplate(observed, python, project);
  if (template.kind === 'invalid' || template.kind === 'which-project') {
    return { kind: 'invalid', problems: refusalProblems(template) };
  }
  const found = template.kind === 'found' ? template.found : detectAll(observed, python);
  if (found.stages.length === 0) {
    const others = found.leftOut.filter(({ kind }) => kind !== 'unordered');
    return { kind: 'nothing', leftOut: leftOutLines([...others, ...scriptsAnywhere(observed)]) };
  }
  const leftOut = leftOutLines(found.leftOut);
  const { text, ignore } = assemble(found, observed, python, { setups });
  return {
    kind: 'detected',
    text,
    what: whatWasFound(found),
    from: mainSource(found),
    leftOut,
    ignore,
  };
}

function detectAll(observed: Observed, python: PythonRunner): Found {
  const wanted = includedFiles(observed);
  const contextOf = (found: Found): DetectionContext => ({
    python,
    found,
    wanted,
    render: file => textStage(observed, file, contextOf(found)),
  });
  const works = WORKS.reduce(
    (found, detect) => together([found, detect(observed, contextOf(found))]),
    NOTHING,
  );
  // Looked for last, as a script may run them; written first, as a failing test is what to know first.
  return together([pytestSuite(observed, contextOf(works)), works]);
}
