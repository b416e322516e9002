/** All evidence of one stage: what to look at, and whether this run of the stage has written it. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceFile } from '../pipeline/types.ts';
import { enginePasses, type FoundEvidence } from '../record/evidence.ts';
import type { EvidenceProblem } from '../record/facts/stage/evidence-problem.ts';
import { formatOf } from './formats.ts';
import type { Passes } from './latex/passes.ts';
import type { Numbers } from './port/parser.ts';
import type { Read } from './readers.ts';

/** Where a stage's evidence is. */
export interface EvidencePlaces {
  /** The pipeline's root, absolute. */
  readonly root: string;
  readonly files: readonly EvidenceFile[];
  /** Whether what the stage prints tells of LaTeX's passes. */
  readonly printsPasses: boolean;
}

/**
 * To be read when the stage's command is over: `stageLog` holds its output, and `stageMs` is how long
 * it took. Never rejects.
 */
export type ReadEvidence = (
  stageLog: string | undefined,
  stageMs: number | undefined,
) => Promise<FoundEvidence>;

/**
 * Looks at what stands at the places before the stage's command starts: what is still the same
 * afterwards tells of an earlier run.
 */
export async function expectEvidence(
  { root, files, printsPasses }: EvidencePlaces,
  read: Read,
): Promise<ReadEvidence> {
  const expected = await Promise.all(
    files.map(async ({ source, file }) => {
      const place = join(root, file);
      return { source, path: file, place, before: await identityOf(place) };
    }),
  );
  return async (stageLog, stageMs) => {
    const [{ passes, problems }, ...written] = await Promise.all([
      readPrinted(printsPasses ? stageLog : undefined, read),
      ...expected.map(file => readWritten(file, stageMs, read)),
    ]);
    const numbers: Partial<Numbers> = Object.assign({}, ...written.map(one => one.numbers));
    const isExpected = (problem: EvidenceProblem) =>
      enginePasses(passes) > 0 || !isAbsentDocument(problem);
    // What a log says itself is not said once more for having been printed too.
    const isNews = ({ problem }: EvidenceProblem) =>
      problem.kind !== 'lacks-files' || numbers.latex === undefined;
    return {
      ...together(numbers, passes),
      problems: [
        ...problems.filter(isNews),
        ...written.flatMap(one => one.problems).filter(isExpected),
      ],
    };
  };
}

/** What files of a stored result say, whoever ran the stage that made it; files that say nothing are no news. */
export async function restoredEvidence(
  { root, files }: Pick<EvidencePlaces, 'root' | 'files'>,
  read: Read,
): Promise<FoundEvidence> {
  const found = await Promise.all(
    files.map(({ source, file: path }) =>
      readWritten({ source, path, place: join(root, path), before: undefined }, undefined, read),
    ),
  );
  const numbers: Partial<Numbers> = Object.assign({}, ...found.map(one => one.numbers));
  const problems = found.flatMap(one => one.problems);
  return {
    ...together(numbers, NO_PASSES),
    problems: problems.filter(({ problem }) => problem.kind === 'lacks-files'),
  };
}

/** A file of evidence, and what it was before the stage started. */
interface ExpectedFile {
  readonly source: string;
  readonly path: string;
  /** Absolute. */
  readonly place: string;
  readonly before: string | undefined;
}

interface Found {
  readonly numbers: Partial<Numbers>;
  readonly problems: readonly EvidenceProblem[];
}

async function readWritten(
  { source, path, place, before }: ExpectedFile,
  stageMs: number | undefined,
  read: Read,
): Promise<Found> {
  const now = await identityOf(place);
  const isStale = now !== undefined && now === before;
  const result = isStale
    ? ({ kind: 'unreadable', problem: { kind: 'stale' } } as const)
    : await read({ kind: 'file', source, file: place, stageMs }).catch(failed);
  return result.kind === 'unreadable'
    ? { numbers: {}, problems: [{ source, path, problem: result.problem }] }
    : {
        numbers: result.numbers,
        problems: result.problems.map(problem => ({ source, path, problem })),
      };
}

const NO_PASSES: Passes = { passes: [], usesLatexmk: false };

/** LaTeX's passes, from what the stage printed: no file that the definition names. */
async function readPrinted(
  stageLog: string | undefined,
  read: Read,
): Promise<{ readonly passes: Passes } & Pick<Found, 'problems'>> {
  if (stageLog === undefined) return { passes: NO_PASSES, problems: [] };
  return read({ kind: 'output', file: stageLog }).then(
    ({ lacks, ...passes }) => ({
      passes,
      problems: lacks === undefined ? [] : [{ source: 'output', problem: lacks }],
    }),
    error => ({
      passes: NO_PASSES,
      problems: [{ source: 'output', problem: failed(error).problem }],
    }),
  );
}

function failed({ message }: Error) {
  return { kind: 'unreadable', problem: { kind: 'system', message } } as const;
}

/** What the files say of a document goes before what was printed of it. */
function together(
  { tests, latex: document }: Partial<Numbers>,
  printed: Passes,
): Pick<FoundEvidence, 'evidence'> {
  const hasLatex = document !== undefined || printed.passes.length > 0 || printed.usesLatexmk;
  const evidence = {
    ...(tests !== undefined && { tests }),
    ...(hasLatex && { latex: { ...printed, ...document } }),
  };
  return Object.keys(evidence).length > 0 ? { evidence } : {};
}

/** A document that was up to date leaves no new log: that is a problem only where an engine ran. */
function isAbsentDocument({ source, problem }: EvidenceProblem): boolean {
  const isAbsent = problem.kind === 'missing' || problem.kind === 'stale';
  return isAbsent && formatOf(source)?.gives === 'latex';
}

/** Differs as soon as the file is written again; undefined where there is no file. */
async function identityOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':');
}
