import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FileState,
  type FingerprintParts,
  fingerprintOf,
  hashEnvironment,
  type NeedState,
} from '../../src/pipeline/fingerprint.ts';
import { type Difference, differencesBetween } from '../../src/pipeline/fingerprint-difference.ts';

const file = (path: string, hash = 'aa', executable = false): FileState => ({
  kind: 'file',
  path,
  executable,
  hash,
});
const link = (path: string, target: string, hash?: string): FileState =>
  hash === undefined ? { kind: 'link', path, target } : { kind: 'link', path, target, hash };
const outputsOf = (stage: string, ...files: readonly FileState[]): NeedState => ({
  stage,
  kind: 'outputs',
  files,
});

const base: FingerprintParts = {
  command: 'python3 plot.py',
  shell: null,
  workingDirectory: '.',
  platform: 'linux-x64',
  inputs: [file('plot.py'), file('run.sh', 'bb', true), link('data.csv', '../data.csv', 'cc')],
  outputs: ['figures/*.pdf'],
  environment: hashEnvironment({ SEED: '1', TOKEN: 'secret' }),
  tools: { python3: 'Python 3.12.1' },
  needs: [
    outputsOf('analysis', file('output/data.csv')),
    { stage: 'setup', kind: 'fingerprint', fingerprint: 'ff' },
  ],
  models: { default: 'llama3' },
};

/** Everything that may influence a result, changed one at a time; and the fact. */
const CHANGES: readonly (readonly [Difference, Partial<FingerprintParts>])[] = [
  [{ kind: 'value', of: 'command', change: 'changed' }, { command: 'python3 plot.py --all' }],
  [{ kind: 'value', of: 'shell', change: 'changed' }, { shell: 'bash' }],
  [
    { kind: 'value', of: 'working-directory', change: 'changed', before: '.', after: 'sub' },
    { workingDirectory: 'sub' },
  ],
  [
    {
      kind: 'value',
      of: 'platform',
      change: 'changed',
      before: 'linux-x64',
      after: 'darwin-arm64',
    },
    { platform: 'darwin-arm64' },
  ],
  [
    { kind: 'file', path: 'plot.py', change: 'content' },
    { inputs: [file('plot.py', 'a0'), ...base.inputs.slice(1)] },
  ],
  [
    { kind: 'file', path: 'plot.py', change: 'executable' },
    { inputs: [file('plot.py', 'aa', true), ...base.inputs.slice(1)] },
  ],
  [
    { kind: 'file', path: 'run.sh', change: 'not-executable' },
    { inputs: base.inputs.map(state => (state.path === 'run.sh' ? file('run.sh', 'bb') : state)) },
  ],
  [
    { kind: 'file', path: 'more.py', change: 'added' },
    { inputs: [...base.inputs, file('more.py')] },
  ],
  [{ kind: 'file', path: 'data.csv', change: 'removed' }, { inputs: base.inputs.slice(0, 2) }],
  [
    { kind: 'file', path: 'Plot.py', change: 'added' },
    { inputs: [file('Plot.py'), ...base.inputs.slice(1)] },
  ],
  [
    { kind: 'file', path: 'data.csv', change: 'target' },
    { inputs: [...base.inputs.slice(0, 2), link('data.csv', 'x', 'cc')] },
  ],
  [
    { kind: 'file', path: 'data.csv', change: 'behind-link' },
    { inputs: [...base.inputs.slice(0, 2), link('data.csv', '../data.csv', 'c0')] },
  ],
  [
    { kind: 'file', path: 'data.csv', change: 'became-file' },
    { inputs: [...base.inputs.slice(0, 2), file('data.csv', 'cc')] },
  ],
  [
    { kind: 'value', of: 'output-pattern', name: 'figures/*.svg', change: 'added' },
    { outputs: ['figures/*.pdf', 'figures/*.svg'] },
  ],
  [
    { kind: 'value', of: 'variable', name: 'SEED', change: 'changed' },
    { environment: hashEnvironment({ SEED: '2', TOKEN: 'secret' }) },
  ],
  [
    { kind: 'value', of: 'variable', name: 'SEED', change: 'changed' },
    { environment: hashEnvironment({ SEED: undefined, TOKEN: 'secret' }) },
  ],
  [
    { kind: 'value', of: 'variable', name: 'SEED', change: 'removed' },
    { environment: hashEnvironment({ TOKEN: 'secret' }) },
  ],
  [
    {
      kind: 'value',
      of: 'tool-version',
      name: 'python3',
      change: 'changed',
      before: 'Python 3.12.1',
      after: 'Python 3.13.0',
    },
    { tools: { python3: 'Python 3.13.0' } },
  ],
  [
    { kind: 'value', of: 'tool-version', name: 'latexmk', change: 'added' },
    { tools: { ...base.tools, latexmk: '4.80' } },
  ],
  [
    { kind: 'file', path: 'output/data.csv', outputOf: 'analysis', change: 'content' },
    { needs: [outputsOf('analysis', file('output/data.csv', 'a0')), ...base.needs.slice(1)] },
  ],
  [
    { kind: 'file', path: 'output/new.csv', outputOf: 'analysis', change: 'added' },
    {
      needs: [
        outputsOf('analysis', file('output/data.csv'), file('output/new.csv')),
        ...base.needs.slice(1),
      ],
    },
  ],
  [
    { kind: 'need', stage: 'setup', change: 'causes' },
    {
      needs: [
        ...base.needs.slice(0, 1),
        { stage: 'setup', kind: 'fingerprint', fingerprint: 'f0' },
      ],
    },
  ],
  [
    { kind: 'need', stage: 'setup', change: 'got-outputs' },
    { needs: [...base.needs.slice(0, 1), outputsOf('setup')] },
  ],
  [{ kind: 'need', stage: 'setup', change: 'removed' }, { needs: base.needs.slice(0, 1) }],
  [
    {
      kind: 'value',
      of: 'model',
      name: 'default',
      change: 'changed',
      before: 'llama3',
      after: 'llama4',
    },
    { models: { default: 'llama4' } },
  ],
];

const text = fc.string();
const fileStates = fc.uniqueArray(
  fc.oneof(
    fc.record({
      kind: fc.constant('file' as const),
      path: text,
      executable: fc.boolean(),
      hash: text,
    }),
    fc.record({ kind: fc.constant('link' as const), path: text, target: text }),
  ),
  { selector: ({ path }) => path, maxLength: 5 },
);
const record = fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true });
const anyParts: fc.Arbitrary<FingerprintParts> = fc.record({
  command: text,
  shell: fc.option(text),
  workingDirectory: text,
  platform: text,
  inputs: fileStates,
  outputs: fc.uniqueArray(text, { maxLength: 4 }),
  environment: record,
  tools: record,
  needs: fc.uniqueArray(
    fc.oneof(
      fc.record({ stage: text, kind: fc.constant('outputs' as const), files: fileStates }),
      fc.record({ stage: text, kind: fc.constant('fingerprint' as const), fingerprint: text }),
    ),
    { selector: ({ stage }) => stage, maxLength: 3 },
  ),
  models: record,
});

const reversed = (values: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(values).reverse());

/** The same parts in another order. */
function shuffled(parts: FingerprintParts): FingerprintParts {
  return {
    ...parts,
    inputs: [...parts.inputs].reverse(),
    outputs: [...parts.outputs, ...parts.outputs].reverse(),
    environment: reversed(parts.environment),
    tools: reversed(parts.tools) as Record<string, string>,
    needs: parts.needs
      .map(need => (need.kind === 'outputs' ? { ...need, files: [...need.files].reverse() } : need))
      .reverse(),
    models: reversed(parts.models) as Record<string, string>,
  };
}

describe('fingerprintOf', () => {
  it('is the same from one version to the next: stored results hang on it', () => {
    expect(fingerprintOf(base)).toMatchInlineSnapshot(
      `"86e0013d17817bccee28386c83eb0b4d864a73ebf0c0c0c23bdadc6cc474cdd2"`,
    );
  });

  it.each(CHANGES)('changes with %o', (_, change) => {
    expect(fingerprintOf({ ...base, ...change })).not.toBe(fingerprintOf(base));
  });

  it('does not depend on the order in which parts were gathered', () => {
    fc.assert(
      fc.property(anyParts, parts => {
        expect(fingerprintOf(shuffled(parts))).toBe(fingerprintOf(parts));
      }),
    );
  });

  it('is equal for two sets of parts only where nothing differs between them', () => {
    const pairs = fc.oneof(
      fc.tuple(anyParts, anyParts),
      // One part of another set, so that near misses are met too.
      fc
        .tuple(
          anyParts,
          anyParts,
          fc.constantFrom(...(Object.keys(base) as (keyof FingerprintParts)[])),
        )
        .map(([one, other, key]) => [one, { ...one, [key]: other[key] }] as const),
    );
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        const same = differencesBetween(one, other).length === 0;
        expect(fingerprintOf(one) === fingerprintOf(other)).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps neighbouring texts apart', () => {
    const split = (command: string, workingDirectory: string) =>
      fingerprintOf({ ...base, command, workingDirectory });
    expect(split('a', 'bc')).not.toBe(split('ab', 'c'));
    expect(split('a","b', 'c')).not.toBe(split('a', 'b","c'));
  });
});

describe('hashEnvironment', () => {
  it('hides values, and tells a missing one from an empty one', () => {
    const hashed = hashEnvironment({ TOKEN: 'secret', EMPTY: '', MISSING: undefined });
    expect(JSON.stringify(hashed)).not.toContain('secret');
    expect(hashed).toEqual({
      TOKEN: expect.stringMatching(/^[0-9a-f]{64}$/),
      EMPTY: expect.stringMatching(/^[0-9a-f]{64}$/),
      MISSING: null,
    });
  });

  it('does not show that two variables have the same value', () => {
    const { A, B } = hashEnvironment({ A: 'same', B: 'same' });
    expect(A).not.toBe(B);
  });
});

describe('differencesBetween', () => {
  it('says nothing where nothing differs', () => {
    expect(differencesBetween(base, shuffled(base))).toEqual([]);
  });

  it.each(CHANGES)('says: %o', (difference, change) => {
    expect(differencesBetween(base, { ...base, ...change })).toContainEqual(difference);
  });

  it('says all that differs, each once', () => {
    expect(differencesBetween(base, { ...base, command: 'x', models: {} })).toEqual([
      { kind: 'value', of: 'command', change: 'changed' },
      { kind: 'value', of: 'model', name: 'default', change: 'removed' },
    ]);
  });
});
