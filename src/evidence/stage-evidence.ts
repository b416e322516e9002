/** All evidence of one stage: what to look at, and whether this run of the stage has written it. */
import { stat } from 'node:fs/promises';
import type { FoundEvidence, LatexNumbers } from '../record/evidence.ts';

/** Where a stage's evidence is; absolute paths. */
export interface EvidencePlaces {
  /** JUnit XML that its tests write. */
  readonly junit?: string | undefined;
  /** The log that LaTeX writes. */
  readonly latexLog?: string | undefined;
  /** Whether the stage's own output tells of LaTeX's passes. */
  readonly isLatex: boolean;
}

/** To be read when the stage's command is over; `stageLog` holds its output. Never rejects. */
export type ReadEvidence = (stageLog: string | undefined) => Promise<FoundEvidence>;

/**
 * Looks at what stands at the places before the stage's command starts: what is still the same
 * afterwards tells of an earlier run.
 */
export async function expectEvidence(places: EvidencePlaces): Promise<ReadEvidence> {
  const [junitBefore, latexBefore] = await Promise.all([
    identityOf(places.junit),
    identityOf(places.latexLog),
  ]);
  return async stageLog => {
    const [tests, latex] = await Promise.all([
      findTests(places.junit, junitBefore),
      findLatex(places, latexBefore, stageLog).catch(() => undefined),
    ]);
    const evidence = { ...tests.evidence, ...(latex !== undefined && { latex }) };
    return {
      ...(Object.keys(evidence).length > 0 && { evidence }),
      problems: tests.problems,
    };
  };
}

async function findTests(
  file: string | undefined,
  before: string | undefined,
): Promise<FoundEvidence> {
  if (file === undefined) return { problems: [] };
  const now = await identityOf(file);
  if (now === undefined || now === before) {
    const problems = ['this run did not write it: let the command do so (pytest: `--junitxml`)'];
    return { problems };
  }
  const { readJunit } = await import('./junit.ts');
  const result = await readJunit(file);
  return result.kind === 'read'
    ? { evidence: { tests: result.tests }, problems: [] }
    : { problems: [result.reason] };
}

async function findLatex(
  { latexLog, isLatex }: EvidencePlaces,
  before: string | undefined,
  stageLog: string | undefined,
): Promise<LatexNumbers | undefined> {
  if ((!isLatex && latexLog === undefined) || stageLog === undefined) return undefined;
  const { readLatexLog, readPasses } = await import('./latex.ts');
  const passes = await readPasses(stageLog);
  const now = await identityOf(latexLog);
  // latexmk with nothing to do leaves no new log, which is no problem.
  const isNew = latexLog !== undefined && now !== undefined && now !== before;
  if (!isNew && !passes.usesLatexmk && passes.passes.length === 0) return undefined;
  return { ...passes, ...(isNew && (await readLatexLog(latexLog))) };
}

/** Differs as soon as the file is written again; undefined where there is no file. */
async function identityOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':');
}
