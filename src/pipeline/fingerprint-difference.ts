/** Which part of a fingerprint, or of a cache's key, changed: facts, for which a report has the words. */
import type { FileState, FingerprintParts, NeedState } from './fingerprint.ts';

/** What a value is of that differs; `key-part` for what a cache's key is made from besides. */
export type ValueOf =
  | 'command'
  | 'shell'
  | 'working-directory'
  | 'platform'
  | 'paths'
  | 'own-key'
  | 'output-pattern'
  | 'variable'
  | 'tool-version'
  | 'model'
  | 'key-part';

export type FileChange =
  | 'added'
  | 'removed'
  | 'content'
  | 'executable'
  | 'not-executable'
  /** A link that leads elsewhere. */
  | 'target'
  /** What a link leads to has another content. */
  | 'behind-link'
  | 'became-file'
  | 'became-link'
  | 'became-folder';

/** One part in which two differ. Names and paths are as they are: whoever shows them escapes them. */
export type Difference =
  | {
      readonly kind: 'value';
      readonly of: ValueOf;
      /** Which of several such values. */
      readonly name?: string | undefined;
      readonly change: 'added' | 'removed' | 'changed';
      /** Both, where they may be shown. */
      readonly before?: string | undefined;
      readonly after?: string | undefined;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      /** The needed stage that made it; an input where there is none. */
      readonly outputOf?: string | undefined;
      readonly change: FileChange;
    }
  | {
      readonly kind: 'need';
      readonly stage: string;
      /** `causes`: of a stage without outputs, what decides its result. */
      readonly change: 'added' | 'removed' | 'causes' | 'got-outputs' | 'lost-outputs';
    };

/** Every part in which two fingerprints differ; none where they are equal. */
export function differencesBetween(
  before: FingerprintParts,
  after: FingerprintParts,
): readonly Difference[] {
  return [
    ...hidden('command', before.command, after.command),
    ...hidden('shell', before.shell, after.shell),
    ...shown('working-directory', before.workingDirectory, after.workingDirectory),
    ...shown('platform', before.platform, after.platform),
    ...files(before.inputs, after.inputs),
    ...patterns(before.outputs, after.outputs),
    ...environment(before.environment, after.environment),
    ...values('tool-version', before.tools, after.tools),
    ...needs(before.needs, after.needs),
    ...values('model', before.models, after.models),
  ];
}

/** That a value changed, where both need not or must not be shown. */
export function hidden<T>(of: ValueOf, before: T, after: T, name?: string): readonly Difference[] {
  if (before === after) return [];
  return [{ kind: 'value', of, ...(name !== undefined && { name }), change: 'changed' }];
}

/** That a value changed, with both. */
export function shown(
  of: ValueOf,
  before: string,
  after: string,
  name?: string,
): readonly Difference[] {
  return hidden(of, before, after, name).map(one => ({ ...one, before, after }));
}

/** What was added, removed and changed between two sets of files. */
export function files(
  before: readonly FileState[],
  after: readonly FileState[],
  outputOf?: string,
): readonly Difference[] {
  const changed = (path: string, change: FileChange): Difference => ({
    kind: 'file',
    path,
    ...(outputOf !== undefined && { outputOf }),
    change,
  });
  return compare(byPath(before), byPath(after), changed, (path, old, now) =>
    fileChanges(old, now).map(change => changed(path, change)),
  );
}

function byPath(states: readonly FileState[]): ReadonlyMap<string, FileState> {
  return new Map(states.map(file => [file.path, file]));
}

function fileChanges(before: FileState, after: FileState): readonly FileChange[] {
  if (before.kind === 'link' && after.kind === 'link') {
    if (before.target !== after.target) return ['target'];
    return before.hash === after.hash ? [] : ['behind-link'];
  }
  if (before.kind === 'file' && after.kind === 'file') {
    return [
      ...(before.hash === after.hash ? [] : (['content'] as const)),
      ...(before.executable === after.executable
        ? []
        : [after.executable ? ('executable' as const) : ('not-executable' as const)]),
    ];
  }
  return before.kind === after.kind ? [] : [`became-${after.kind}`];
}

function patterns(before: readonly string[], after: readonly string[]): readonly Difference[] {
  const same = (list: readonly string[]) => new Map(list.map(pattern => [pattern, pattern]));
  return compare(same(before), same(after), keyed('output-pattern'), () => []);
}

function environment(
  before: FingerprintParts['environment'],
  after: FingerprintParts['environment'],
): readonly Difference[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return compare(old, now, keyed('variable'), (name, a, b) => hidden('variable', a, b, name));
}

/** What was added, removed and changed between two sets of named values. */
export function values(
  of: ValueOf,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly Difference[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return compare(old, now, keyed(of), (name, a, b) => shown(of, a, b, name));
}

function keyed(of: ValueOf) {
  return (name: string, change: 'added' | 'removed'): Difference => ({
    kind: 'value',
    of,
    name,
    change,
  });
}

function needs(before: readonly NeedState[], after: readonly NeedState[]): readonly Difference[] {
  const byStage = (states: readonly NeedState[]) => new Map(states.map(one => [one.stage, one]));
  const changed = (
    stage: string,
    change: Extract<Difference, { kind: 'need' }>['change'],
  ): Difference => ({ kind: 'need', stage, change });
  return compare(byStage(before), byStage(after), changed, (stage, old, now) => {
    if (old.kind === 'outputs' && now.kind === 'outputs') return files(old.files, now.files, stage);
    if (old.kind === 'fingerprint' && now.kind === 'fingerprint') {
      return old.fingerprint === now.fingerprint ? [] : [changed(stage, 'causes')];
    }
    return [changed(stage, now.kind === 'outputs' ? 'got-outputs' : 'lost-outputs')];
  });
}

/** What was added, taken away and changed between two maps, sorted by key. */
function compare<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  oneSided: (key: string, change: 'added' | 'removed') => Difference,
  change: (key: string, before: T, after: T) => readonly Difference[],
): readonly Difference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap(key => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === undefined) return [oneSided(key, 'added')];
    if (now === undefined) return [oneSided(key, 'removed')];
    return change(key, old, now);
  });
}
