/**
 * What stages have left below a root, from run to run: what a stage made in earlier executions, or a
 * reuse put there for it, is its own to remove; what anybody else wrote is not.
 *
 *     .stagetime/made/<pipeline>/<stage>.json    what the stage made last
 *     .stagetime/made/<pipeline>/alive           its time is when a run was last seen to be alive
 *
 * A file counts as the stage's for as long as its signature is what was written down. The signature
 * holds what only this machine's file system can give, so that a list which came with a checkout
 * names nothing.
 */
import { hash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { faultOfPath } from '../../caching/files/paths.ts';
import { type StoredOutput, storedOutputSchema } from '../../caching/results/stage-result.ts';
import { type NotStored, notStoredSchema } from '../../record/facts/stage/not-stored.ts';
import type { StatSignature } from '../files/stat-signature.ts';

const path = v.pipe(
  v.string(),
  v.check(
    value => faultOfPath(value) === undefined && !/(^|\/)\.(git|stagetime)(\/|$)/i.test(value),
  ),
);
const files = v.record(path, v.string());
const folders = v.array(path);

const entrySchema = v.object({
  schema: v.literal(1),
  /** The folder that it was written to: in a copy of it, the user put everything where it stands. */
  home: v.string(),
  /** Who put it there: the stage's command, or a stored result that stood for running it. */
  by: v.picklist(['execution', 'reuse']),
  files,
  folders,
  /** What stood where it wrote, of the files that stay there because git tracks them. */
  over: v.exactOptional(v.array(storedOutputSchema)),
  /** What was there before an execution that has not ended: all else is what it makes. */
  open: v.exactOptional(v.object({ patterns: v.array(v.string()), files, folders })),
  /** Why its last result was not stored. */
  notStored: v.exactOptional(notStoredSchema),
  /** Of the last of its stored results that stood here. */
  fingerprint: v.exactOptional(v.string()),
});

/** What a stage has left, by path. */
export interface LedgerEntry {
  readonly by: 'execution' | 'reuse';
  readonly files: Readonly<Record<string, StatSignature>>;
  readonly folders: readonly string[];
  readonly over?: readonly StoredOutput[];
  readonly open?: {
    /** Of what it writes. */
    readonly patterns: readonly string[];
    readonly files: Readonly<Record<string, StatSignature>>;
    readonly folders: readonly string[];
  };
  readonly notStored?: NotStored;
  readonly fingerprint?: string;
}

/** The entries of one pipeline's stages below one root. */
export interface Ledger {
  of(stageId: string): LedgerEntry | undefined;
  /** Keeps the entry; where it cannot be written, the next run takes what is there for somebody else's. */
  keep(stageId: string, entry: LedgerEntry): void;
  /** When a run was last seen to be alive before this one, in ms since 1970; 0 where none was. */
  readonly lastAliveMs: number;
  /** Says that this run is alive. */
  beat(): void;
}

/** Reads the ledger below a root when it is first asked. */
export function openLedger(root: string, pipelineId: string): Ledger {
  const folder = join(root, '.stagetime', 'made', hash('sha256', pipelineId).slice(0, 16));
  const alive = join(folder, 'alive');
  const known = new Map<string, LedgerEntry | undefined>();
  const lastAliveMs = statSync(alive, { throwIfNoEntry: false })?.mtimeMs ?? 0;

  function load(stageId: string): LedgerEntry | undefined {
    try {
      const text = readFileSync(join(folder, `${stageId}.json`), 'utf8');
      const parsed = v.safeParse(entrySchema, JSON.parse(text));
      return parsed.success && parsed.output.home === home() ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  function home(): string {
    return String(statSync(folder, { bigint: true }).ino);
  }

  function write(name: string, textOf: () => string): void {
    const file = join(folder, name);
    const draft = `${file}.${process.pid}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(draft, textOf());
      renameSync(draft, file);
    } catch {
      // Said where it matters: what is not written down is not removed, and does not count.
    }
  }

  return {
    lastAliveMs,
    of(stageId) {
      if (!known.has(stageId)) known.set(stageId, load(stageId));
      return known.get(stageId);
    },
    keep(stageId, entry) {
      known.set(stageId, entry);
      write(`${stageId}.json`, () => JSON.stringify({ schema: 1, home: home(), ...entry }));
    },
    beat() {
      const now = new Date();
      try {
        utimesSync(alive, now, now);
      } catch {
        write('alive', () => '');
      }
    },
  };
}
