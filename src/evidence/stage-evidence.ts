/** All evidence of one stage: what to look at, and whether this run of the stage has written it. */
import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import {
  enginePasses,
  type LatexNumbers,
  type StageEvidence,
  type TestNumbers,
} from '../record/evidence.ts';
import type {
  EvidenceProblem,
  FileProblem,
  JunitProblem,
  LatexProblem,
} from '../record/facts/stage/evidence-problem.ts';
import type { Read } from './readers.ts';

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

/** What was found, and what was looked for in vain. */
export interface StageFindings {
  /** Absent where there is none. */
  readonly evidence?: StageEvidence;
  readonly problems: readonly EvidenceProblem[];
}

/**
 * To be read when the stage's command is over: `stageLog` holds its output, and `stageMs` is how long
 * it took. Never rejects.
 */
export type ReadEvidence = (
  stageLog: string | undefined,
  stageMs: number | undefined,
) => Promise<StageFindings>;

/**
 * Looks at what stands at the places before the stage's command starts: what is still the same
 * afterwards tells of an earlier run.
 */
export async function expectEvidence(places: EvidencePlaces, read: Read): Promise<ReadEvidence> {
  const [junitBefore, latexBefore] = await Promise.all([
    identityOf(places.junit),
    identityOf(places.latexLog),
  ]);
  return async (stageLog, stageMs) => {
    const [tests, latex] = await Promise.all([
      findTests(places.junit, junitBefore, stageMs, read).catch(asProblem),
      findLatex(places, latexBefore, stageLog, read).catch(asProblem),
    ]);
    const evidence = {
      ...('tests' in tests && { tests: tests.tests }),
      ...('latex' in latex && { latex: latex.latex }),
    };
    return {
      ...(Object.keys(evidence).length > 0 && { evidence }),
      problems: [
        ...tests.problems.map(problem => ({
          source: 'junit' as const,
          path: shown(places.junit) ?? '',
          problem,
        })),
        ...latex.problems.map(problem => ({
          source: 'latex' as const,
          path: shown(places.latexLog),
          problem,
        })),
      ],
    };
  };

  function shown(file: string | undefined): string | undefined {
    return file === undefined ? undefined : relative(places.root, file);
  }
}

function asProblem({ message }: Error): { readonly problems: readonly FileProblem[] } {
  return { problems: [{ kind: 'system', message }] };
}

async function findTests(
  file: string | undefined,
  before: string | undefined,
  stageMs: number | undefined,
  read: Read,
): Promise<{ readonly tests?: TestNumbers; readonly problems: readonly JunitProblem[] }> {
  if (file === undefined) return { problems: [] };
  const now = await identityOf(file);
  if (now !== undefined && now === before) return { problems: [{ kind: 'stale' }] };
  const result = await read({ kind: 'junit', file, stageMs });
  return result.kind === 'read' ? result : { problems: [result.problem] };
}

async function findLatex(
  { latexLog, isLatex }: EvidencePlaces,
  before: string | undefined,
  stageLog: string | undefined,
  read: Read,
): Promise<{ readonly latex?: LatexNumbers; readonly problems: readonly LatexProblem[] }> {
  if ((!isLatex && latexLog === undefined) || stageLog === undefined) return { problems: [] };
  const passes = await read({ kind: 'passes', file: stageLog });
  const now = await identityOf(latexLog);
  // latexmk with nothing to do leaves no new log, which is no problem.
  const isNew = latexLog !== undefined && now !== undefined && now !== before;
  const log = isNew ? await read({ kind: 'latex-log', file: latexLog }) : undefined;
  const hasRun = passes.passes.length > 0;
  const latex = { ...passes, ...(log?.kind === 'read' && log.numbers) };
  return {
    ...((hasRun || passes.usesLatexmk || log?.kind === 'read') && { latex }),
    problems: [
      ...(latexLog !== undefined && enginePasses(passes) > 0 && !isNew
        ? [{ kind: 'not-written' as const }]
        : []),
      ...(log?.kind === 'unreadable' ? [log.problem] : []),
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
