/** What will stand where a stage reads when the stages before it are over: for a dry run. */
import { posix } from 'node:path';
import type { Collected, CollectedFile } from '../../caching/files/hash-files.ts';
import { parentsOf } from '../../caching/files/paths.ts';
import type { StoredResult } from '../../caching/results/stage-result.ts';
import type { FileState, FingerprintParts, NeedState } from '../../pipeline/fingerprint.ts';
import type { Stage } from '../../pipeline/types.ts';
import { matcherOf } from '../files/patterns.ts';
import { hollowFolders, type Standing, standingAt } from '../files/standing.ts';
import {
  countingFilter,
  type FingerprintSources,
  inputFilter,
  inputPaths,
} from '../inputs/fingerprints.ts';
import type { Leftovers } from './leftovers.ts';

/** A stage of which it is known what will become of it. */
export interface Earlier {
  readonly stage: Stage;
  /** What decides its result; nothing where that cannot be known yet. */
  readonly fingerprint: () => Promise<string | undefined>;
  /** What stands for running it; absent where it runs. */
  readonly result?: StoredResult | undefined;
}

/** What stands there, less what earlier executions left, with what the stages before will make. */
export class ForeseenFiles {
  readonly #sources: FingerprintSources;
  /** What earlier executions left and goes before it is made again: by path, the ids of whose it is. */
  readonly #left = new Map<string, string[]>();

  constructor(sources: FingerprintSources) {
    this.#sources = sources;
  }

  /** A stage that is to run or to be reused will not leave there what earlier executions of it left. */
  goes({ id }: Stage, { files, folders }: Leftovers): void {
    for (const path of [...files, ...folders]) {
      this.#left.set(path, [...(this.#left.get(path) ?? []), id]);
    }
  }

  /** Whether an earlier execution of another stage left it, so that it goes. */
  isLeftByOthers(path: string, { id }: Stage): boolean {
    return this.#left.get(path)?.some(other => other !== id) === true;
  }

  /** The stage's inputs; of a stage that runs, what it made when the result was made that it is compared with. */
  async inputsOf(
    stage: Stage,
    earlier: readonly Earlier[],
    former: FingerprintParts | undefined,
  ): Promise<
    { readonly kind: 'known'; readonly files: readonly FileState[] } | Exclude<Collected, Found>
  > {
    const { root, pipeline, states } = this.#sources;
    const paths = await inputPaths(root, stage, pipeline, states);
    const present = await states.collect(paths.filter(path => !this.isLeftByOthers(path, stage)));
    if (present.kind === 'unreadable') return present;
    const [matches, isInput] = [matcherOf(stage.inputs), inputFilter(stage, pipeline)];
    const coming = comingFrom(earlier, former?.inputs ?? []).filter(
      ({ kind, path }) => kind !== 'folder' && matches(path) && isInput(path),
    );
    return { kind: 'known', files: merged(present.files, followed(coming, former?.inputs)) };
  }

  /** What a needed stage will mean; as for that result where it runs. */
  async needOf(
    { stage: need, result, fingerprint }: Earlier,
    earlier: readonly Earlier[],
    former: FingerprintParts | undefined,
  ): Promise<NeedState | undefined> {
    const before = former?.needs.find(one => one.stage === need.id);
    const counts = countingFilter(need);
    if (counts === undefined) {
      const own = result?.fingerprint ?? (await fingerprint());
      return own === undefined
        ? undefined
        : { stage: need.id, kind: 'fingerprint', fingerprint: own };
    }
    const { root, states } = this.#sources;
    const standing = await standingAt(root, need.outputs);
    const stays = (path: string) => !this.#left.has(path);
    const present = await states.collect(
      [...standing.files.keys()].filter(path => counts(path) && stays(path)),
    );
    if (present.kind === 'unreadable') return before;
    const then = before?.kind === 'outputs' ? before.files : [];
    // Others may write into its folder, too.
    const coming = followed(
      comingFrom(earlier, then).filter(({ path }) => counts(path)),
      then,
    );
    const files = merged(present.files, coming);
    const folders = hollow(standing, need, files, stays).filter(counts);
    const hollows = folders.map((path): FileState => ({ kind: 'folder', path }));
    return { stage: need.id, kind: 'outputs', files: merged(files, hollows) };
  }
}

type Found = Extract<Collected, { kind: 'collected' }>;

/**
 * What stages make: what is stored of those that are reused, which is known, over what is expected of those
 * that run, where two may write the same file.
 */
function comingFrom(earlier: readonly Earlier[], then: readonly FileState[]): readonly FileState[] {
  const expected = earlier.filter(({ result }) => result === undefined);
  return [
    ...expected.flatMap(({ stage }) => madeBefore(stage, then)),
    ...earlier.flatMap(({ result }) => result?.outputs ?? []),
  ];
}

/** Of what was read then, what a stage that will run made. */
function madeBefore(stage: Stage, then: readonly FileState[]): readonly FileState[] {
  const isMade = matcherOf(stage.outputs);
  return then.filter(({ path }) => isMade(path));
}

/**
 * Links with what they will lead to, which a stored result does not say: a file that will be put in place
 * with them, or what it was then.
 */
function followed(
  coming: readonly FileState[],
  then: readonly FileState[] = [],
): readonly FileState[] {
  const byPath = new Map(coming.map(file => [file.path, file]));
  const known = new Map(then.map(file => [file.path, file]));
  return coming.map(file => {
    if (file.kind !== 'link' || file.hash !== undefined) return file;
    const behind = byPath.get(posix.join(posix.dirname(file.path), file.target));
    if (behind?.kind === 'file') return { ...file, hash: behind.hash };
    const before = known.get(file.path);
    return before?.kind === 'link' && before.target === file.target ? before : file;
  });
}

function merged(
  files: readonly (FileState | CollectedFile)[],
  over: readonly FileState[],
): readonly FileState[] {
  return [...new Map([...files, ...over].map(file => [file.path, file])).values()];
}

/** Folders that will hold nothing. */
function hollow(
  { files, folders }: Standing,
  need: Stage,
  there: readonly FileState[],
  stays: (path: string) => boolean,
): readonly string[] {
  const filled = new Set(there.flatMap(({ path }) => [...parentsOf(path), path]));
  const left = new Map([...files].filter(([path]) => stays(path)));
  return hollowFolders({ files: left, folders }, need.outputs).filter(
    folder => stays(folder) && !filled.has(folder),
  );
}
