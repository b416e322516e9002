/** Stage reuse in a run: a stored result stands for running a stage, and what passed is stored. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lookUpResult, storeResult } from '../caching/reuse.ts';
import type { CacheStore } from '../caching/store.ts';
import type { FingerprintParts } from '../pipeline/fingerprint.ts';
import type { Stage } from '../pipeline/types.ts';
import { matchFiles } from './files.ts';
import { declaredOutputs, type Fingerprints } from './fingerprints.ts';
import { isLiteral, matcherOf } from './patterns.ts';

/** What became of the attempt not to run a stage. */
export type Attempt =
  | {
      readonly kind: 'reused';
      readonly fingerprint: string;
      /** What the stage took when it ran, in ms. */
      readonly savedMs: number;
      /** Of the outputs now in place. */
      readonly bytes: number;
    }
  /** It has to run; `fingerprint` where it is known. */
  | { readonly kind: 'run'; readonly fingerprint?: string };

/** Reuse of a run's stages. Faults are notices, and then a stage runs. */
export interface StageReuse {
  /** Puts the stored result of the stage in place, where there is one. */
  attempt(stage: Stage): Promise<Attempt>;
  /** Stores what a stage that passed has made, while others go on. */
  keep(stage: Stage, durationMs: number): void;
  /** When all that is to be stored has been stored. */
  settled(): Promise<void>;
}

export interface ReuseOptions {
  readonly root: string;
  readonly fingerprints: Fingerprints;
  /** Comes when what other runs left behind is there. */
  readonly store: Promise<CacheStore>;
  /** Whether results may be stored. */
  readonly keeps: boolean;
  /** Run every stage, whatever is stored. */
  readonly force: boolean;
  readonly onNotice: (message: string) => void;
}

/** Whether a stage may be reused at all: one without inputs has nothing that says it is the same. */
export function isReusable({ inputs, reuse }: Stage): boolean {
  return reuse && inputs.length > 0;
}

/** Whether what a stage made could be put in place again. */
export type Keepable =
  | { readonly kind: 'outputs'; readonly files: readonly string[] }
  | { readonly kind: 'missing'; readonly pattern: string };

export function createReuse(options: ReuseOptions): StageReuse {
  const { root, fingerprints, onNotice } = options;
  const storing = new Set<Promise<void>>();

  async function attempt(stage: Stage): Promise<Attempt> {
    if (!isReusable(stage)) return { kind: 'run' };
    const own = await fingerprints.of(stage);
    if (own.kind === 'unknown') return { kind: 'run' };
    const { fingerprint } = own;
    if (options.force) return { kind: 'run', fingerprint };
    const store = await options.store;
    const isOutput = matcherOf(declaredOutputs(stage));
    const found = await lookUpResult(store, { stage: stage.id, fingerprint }, isOutput);
    if (found.kind === 'not-found') return { kind: 'run', fingerprint };
    const restored = await found.restore(root);
    if (restored.kind === 'not-restored') {
      onNotice(`stored result of ${stage.id} not used, the stage runs: ${restored.reason}`);
      return { kind: 'run', fingerprint };
    }
    const { durationMs: savedMs, outputs } = found.result;
    const bytes = outputs.reduce((sum, file) => sum + (file.kind === 'file' ? file.size : 0), 0);
    return { kind: 'reused', fingerprint, savedMs, bytes };
  }

  async function store(stage: Stage, durationMs: number): Promise<void> {
    const own = await fingerprints.of(stage);
    if (own.kind === 'unknown') return;
    const { fingerprint, parts } = own;
    const made = await findOutputs(root, stage);
    if (made.kind === 'missing') {
      onNotice(
        `${stage.id} will run again next time: it passed without making \`${made.pattern}\` of its outputs`,
      );
      return;
    }
    const saved = await storeResult(await options.store, root, {
      stage: stage.id,
      fingerprint,
      parts: parts satisfies FingerprintParts,
      durationMs,
      outputs: made.files,
    });
    if (saved.kind === 'not-saved') onNotice(`result of ${stage.id} not stored: ${saved.reason}`);
  }

  return {
    attempt: stage => attempt(stage).catch(() => ({ kind: 'run' })),
    keep(stage, durationMs) {
      if (!options.keeps || !isReusable(stage)) return;
      const stored = store(stage, durationMs)
        .catch((error: Error) => onNotice(`result of ${stage.id} not stored: ${error.message}`))
        .finally(() => storing.delete(stored));
      storing.add(stored);
    },
    async settled() {
      await Promise.all(storing);
    },
  };
}

/** The files that a stage's outputs and evidence name now. */
async function findOutputs(root: string, stage: Stage): Promise<Keepable> {
  for (const pattern of declaredOutputs(stage).filter(isLiteral)) {
    const there = await stat(join(root, pattern)).catch(() => undefined);
    if (there === undefined) return { kind: 'missing', pattern };
  }
  return { kind: 'outputs', files: await matchFiles(root, declaredOutputs(stage)) };
}
