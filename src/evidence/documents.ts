/** Which files are the documents that a stage makes, by what its definition says. */
import { matches, startDescent } from '../pipeline/patterns/descent.ts';
import { isLiteral, normalForm } from '../pipeline/patterns/patterns.ts';
import { DOCUMENT_TOOLS, programsIn } from '../pipeline/programs.ts';
import type { CacheDefinition, Stage } from '../pipeline/types.ts';
import { formatOf } from './formats.ts';

/** Whether a stage runs LaTeX: it names LaTeX's log, or keeps LaTeX's files in a cache. */
export function runsLatex(
  { evidence, caches }: Pick<Stage, 'evidence' | 'caches'>,
  defined: readonly CacheDefinition[],
): boolean {
  const isOfLatex = (name: string) =>
    defined.some(cache => cache.name === name && cache.preset === 'latex');
  return caches.some(isOfLatex) || latexLogOf({ evidence }) !== undefined;
}

/**
 * The PDFs that stand for what the stage made, relative to the pipeline's root: those that it names among its
 * outputs, else the one beside LaTeX's log. The one that the log is of comes first: its pages are known.
 * Of a reused stage only outputs were put in place: `restored`.
 */
export function documentsOf(
  stage: Pick<Stage, 'run' | 'evidence' | 'caches' | 'outputs' | 'requires'>,
  defined: readonly CacheDefinition[],
  { restored = false }: { readonly restored?: boolean } = {},
): readonly string[] {
  if (!makesDocuments(stage) && !runsLatex(stage, defined)) return [];
  const named = stage.outputs.filter(isLiteral).map(normalForm).filter(isPdf);
  const logged = latexLogOf(stage)?.replace(/\.log$/i, '.pdf');
  if (logged === undefined || !isPdf(logged)) return named;
  // A single one is the document of the log, wherever the command put it.
  if (named.length === 1) return named;
  const first = named.find(file => nameOf(file) === nameOf(logged)) ?? logged;
  const isOutput = startDescent(stage.outputs);
  return [first, ...named.filter(file => file !== first)].filter(
    file => !restored || matches(isOutput, file),
  );
}

/** Whether it says so by what it requires, or by its command. */
function makesDocuments({ run, requires }: Pick<Stage, 'run' | 'requires'>): boolean {
  const programs = [...requires.map(({ name }) => name), ...programsIn(run)];
  return programs.some(name => DOCUMENT_TOOLS.has(name));
}

function latexLogOf({ evidence }: Pick<Stage, 'evidence'>): string | undefined {
  return evidence.find(({ source }) => formatOf(source)?.gives === 'latex')?.file;
}

function isPdf(file: string): boolean {
  return /\.pdf$/i.test(file);
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
