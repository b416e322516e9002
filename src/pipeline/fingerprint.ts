/**
 * The fingerprint of a stage: the hash of what decides its result. Two stages with the same
 * fingerprint are taken to have the same result, so everything that may influence one is a part.
 */
import { createHash } from 'node:crypto';

/** Raised when the same parts are to be hashed in another way, or mean something else. */
const VERSION = 3;

/** A file by its content, a link by what it says, or an empty folder. Paths are relative to the root, with `/`. */
export type FileState =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly executable: boolean;
      /** SHA-256 of the content, hex. */
      readonly hash: string;
    }
  | {
      readonly kind: 'link';
      readonly path: string;
      readonly target: string;
      /** Of what the link leads to, where that is to count. */
      readonly hash?: string;
    }
  /** A folder without files, which a needed stage made for others to write to. */
  | { readonly kind: 'folder'; readonly path: string };

/** What a needed stage contributes: what it made, or how it came about where it made nothing. */
export type NeedState =
  | { readonly stage: string; readonly kind: 'outputs'; readonly files: readonly FileState[] }
  | { readonly stage: string; readonly kind: 'fingerprint'; readonly fingerprint: string };

/** Everything that decides a stage's result, already gathered; the order of lists does not matter. */
export interface FingerprintParts {
  readonly command: string;
  readonly shell: string | null;
  readonly workingDirectory: string;
  /** Operating system and architecture: a result for one may be wrong on the other. */
  readonly platform: string;
  readonly inputs: readonly FileState[];
  /** Patterns of outputs and evidence as given: a result without a new one would be incomplete. */
  readonly outputs: readonly string[];
  /** Values by name, as `hashEnvironment` hides them. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** What `--version` of each requirement prints, by the requirement as written. */
  readonly tools: Readonly<Record<string, string>>;
  readonly needs: readonly NeedState[];
  readonly models: Readonly<Record<string, string>>;
}

/** SHA-256 in hex over the parts in canonical form. */
export function fingerprintOf(parts: FingerprintParts): string {
  // JSON keeps neighbours apart whatever they contain, so that no two sets of parts read the same.
  return sha256InParts([
    'stagetime fingerprint',
    VERSION,
    parts.command,
    parts.shell,
    parts.workingDirectory,
    parts.platform,
    filesInOrder(parts.inputs),
    [...new Set(parts.outputs)].sort(),
    entriesInOrder(parts.environment),
    entriesInOrder(parts.tools),
    sortedBy(parts.needs, ({ stage }) => stage).map(needInOrder),
    entriesInOrder(parts.models),
  ]);
}

/**
 * The environment as a part: values may be secrets and parts are kept, so only their hashes count.
 * A variable that is not set (`undefined`) differs from an empty one.
 */
export function hashEnvironment(
  values: Readonly<Record<string, string | undefined>>,
): FingerprintParts['environment'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === undefined ? null : sha256([name, value]),
    ]),
  );
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** The hash of the same JSON, without all of it in memory: a list of files may be long. */
function sha256InParts(values: readonly unknown[]): string {
  const sum = createHash('sha256');
  const addList = (list: readonly unknown[], add: (item: unknown) => void): void => {
    sum.update('[');
    list.forEach((item, i) => {
      if (i > 0) sum.update(',');
      add(item);
    });
    sum.update(']');
  };
  const addJson = (item: unknown): void => void sum.update(JSON.stringify(item));
  addList(values, value => (Array.isArray(value) ? addList(value, addJson) : addJson(value)));
  return sum.digest('hex');
}

function needInOrder(need: NeedState): unknown {
  return need.kind === 'outputs'
    ? [need.stage, need.kind, filesInOrder(need.files)]
    : [need.stage, need.kind, need.fingerprint];
}

/** Files in an order and a form that are the same for the same files. */
export function filesInOrder(files: readonly FileState[]): unknown {
  return sortedBy(files, ({ path }) => path).map(partsOfFile);
}

function partsOfFile(file: FileState): readonly unknown[] {
  switch (file.kind) {
    case 'file':
      return [file.path, file.kind, file.executable, file.hash];
    case 'link':
      return [file.path, file.kind, file.target, file.hash ?? null];
    case 'folder':
      return [file.path, file.kind];
  }
}

/** Values by name, in an order that is the same for the same values. */
export function entriesInOrder<T>(
  values: Readonly<Record<string, T>>,
): readonly (readonly [string, T])[] {
  return sortedBy(Object.entries(values), ([name]) => name);
}

/** Sorted by code units, never by locale. */
function sortedBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}
