/** Which part of a fingerprint changed, in words. */
import type { FileState, FingerprintParts, NeedState } from './fingerprint.ts';

/**
 * Every part in which two fingerprints differ, each as a phrase; none where the fingerprints are
 * equal. Names and paths stand in them as they are: whoever shows them escapes them.
 */
export function explainDifference(
  before: FingerprintParts,
  after: FingerprintParts,
): readonly string[] {
  return [
    ...changed('the command', before.command, after.command),
    ...changed('the shell', before.shell, after.shell),
    ...between('the working directory', before.workingDirectory, after.workingDirectory),
    ...between('the platform', before.platform, after.platform),
    ...files('input', before.inputs, after.inputs),
    ...patterns(before.outputs, after.outputs),
    ...environment(before.environment, after.environment),
    ...values('the version of', before.tools, after.tools),
    ...needs(before.needs, after.needs),
    ...values('the model for', before.models, after.models),
  ];
}

/** That a thing changed, where its values need not or must not be shown. */
export function changed<T>(what: string, before: T, after: T): readonly string[] {
  return before === after ? [] : [`${what} changed`];
}

/** That a thing changed, with both values. */
export function between(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${what} changed from ${before} to ${after}`];
}

/** What was added, removed and changed between two sets of files. */
export function files(
  what: string,
  before: readonly FileState[],
  after: readonly FileState[],
): readonly string[] {
  return compare(
    new Map(before.map(file => [file.path, file])),
    new Map(after.map(file => [file.path, file])),
    path => `${what} ${path}`,
    fileChange,
  );
}

function fileChange(name: string, before: FileState, after: FileState): readonly string[] {
  if (before.kind === 'link' && after.kind === 'link') {
    return before.target === after.target
      ? changed(`what ${name} leads to`, before.hash, after.hash)
      : [`${name} leads elsewhere`];
  }
  if (before.kind === 'file' && after.kind === 'file') {
    const mode = after.executable ? 'became executable' : 'is no longer executable';
    return [
      ...changed(name, before.hash, after.hash),
      ...(before.executable === after.executable ? [] : [`${name} ${mode}`]),
    ];
  }
  return [`${name} became a ${after.kind}`];
}

function patterns(before: readonly string[], after: readonly string[]): readonly string[] {
  return compare(
    new Map(before.map(pattern => [pattern, pattern])),
    new Map(after.map(pattern => [pattern, pattern])),
    pattern => `declared output ${pattern}`,
    () => [],
  );
}

function environment(
  before: FingerprintParts['environment'],
  after: FingerprintParts['environment'],
): readonly string[] {
  return compare(
    new Map(Object.entries(before)),
    new Map(Object.entries(after)),
    name => `environment variable ${name}`,
    changed,
  );
}

/** What was added, removed and changed between two sets of named values. */
export function values(
  what: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return compare(
    new Map(Object.entries(before)),
    new Map(Object.entries(after)),
    name => `${what} ${name}`,
    between,
  );
}

function needs(before: readonly NeedState[], after: readonly NeedState[]): readonly string[] {
  return compare(
    new Map(before.map(need => [need.stage, need])),
    new Map(after.map(need => [need.stage, need])),
    stage => `needed stage ${stage}`,
    (name, old, now) => {
      if (old.kind === 'outputs' && now.kind === 'outputs') {
        return files(`${name}'s output`, old.files, now.files);
      }
      if (old.kind === 'fingerprint' && now.kind === 'fingerprint') {
        return changed(`what decides the result of ${name}`, old.fingerprint, now.fingerprint);
      }
      return [`${name} ${now.kind === 'outputs' ? 'now has outputs' : 'has no outputs any more'}`];
    },
  );
}

/** What was added, taken away and changed between two maps, sorted by key. */
function compare<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  nameOf: (key: string) => string,
  change: (name: string, before: T, after: T) => readonly string[],
): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap(key => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === undefined) return [`${nameOf(key)} was added`];
    if (now === undefined) return [`${nameOf(key)} was removed`];
    return change(nameOf(key), old, now);
  });
}
