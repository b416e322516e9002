/** All evidence of one stage: what to look at, and whether this run of the stage has written it. */
import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { enginePasses, type FoundEvidence } from '../record/evidence.ts';

/** Where a stage's evidence is; absolute paths. */
export interface EvidencePlaces {
  /** What the paths are shown relative to. */
  readonly root: string;
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
      findLatex(places, latexBefore, stageLog).catch(
        (error: Error): FoundEvidence => ({ problems: [error.message] }),
      ),
    ]);
    const evidence = { ...tests.evidence, ...latex.evidence };
    return {
      ...(Object.keys(evidence).length > 0 && { evidence }),
      problems: [
        ...tests.problems.map(problem => `no test times from ${shown(places.junit)}: ${problem}`),
        ...latex.problems.map(problem => `nothing of ${shown(places.latexLog)}: ${problem}`),
      ],
    };
  };

  function shown(file: string | undefined): string {
    return file === undefined ? 'its output' : relative(places.root, file);
  }
}

async function findTests(
  file: string | undefined,
  before: string | undefined,
): Promise<FoundEvidence> {
  if (file === undefined) return { problems: [] };
  const now = await identityOf(file);
  if (now === undefined) {
    return { problems: ['there is no such file: let the command write it (pytest: `--junitxml`)'] };
  }
  if (now === before) {
    return { problems: ['an earlier run wrote it: let the command do so (pytest: `--junitxml`)'] };
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
): Promise<FoundEvidence> {
  if ((!isLatex && latexLog === undefined) || stageLog === undefined) return { problems: [] };
  const { readLatexLog, readPasses } = await import('./latex.ts');
  const passes = await readPasses(stageLog);
  const now = await identityOf(latexLog);
  // latexmk with nothing to do leaves no new log, which is no problem.
  const isNew = latexLog !== undefined && now !== undefined && now !== before;
  const log = isNew ? await readLatexLog(latexLog) : undefined;
  const hasRun = passes.passes.length > 0;
  const evidence = { latex: { ...passes, ...(log?.kind === 'read' && log.numbers) } };
  return {
    ...((hasRun || passes.usesLatexmk || log?.kind === 'read') && { evidence }),
    problems: [
      ...(latexLog !== undefined && enginePasses(passes) > 0 && !isNew
        ? ['LaTeX ran and did not write it']
        : []),
      ...(log?.kind === 'unreadable' ? [log.reason] : []),
    ],
  };
}

/** Differs as soon as the file is written again; undefined where there is no file. */
async function identityOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':');
}
