import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FileState,
  type FingerprintParts,
  fingerprintOf,
  hashEnvironment,
  type NeedState,
} from '../../src/pipeline/fingerprint.ts';
import { explainDifference } from '../../src/pipeline/fingerprint-difference.ts';

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

/** Everything that may influence a result, changed one at a time; and how that is said. */
const CHANGES: readonly (readonly [string, Partial<FingerprintParts>])[] = [
  ['the command changed', { command: 'python3 plot.py --all' }],
  ['the shell changed', { shell: 'bash' }],
  ['the working directory changed from . to sub', { workingDirectory: 'sub' }],
  ['the platform changed from linux-x64 to darwin-arm64', { platform: 'darwin-arm64' }],
  ['input plot.py changed', { inputs: [file('plot.py', 'a0'), ...base.inputs.slice(1)] }],
  [
    'input plot.py became executable',
    { inputs: [file('plot.py', 'aa', true), ...base.inputs.slice(1)] },
  ],
  [
    'input run.sh is no longer executable',
    { inputs: base.inputs.map(state => (state.path === 'run.sh' ? file('run.sh', 'bb') : state)) },
  ],
  ['input more.py was added', { inputs: [...base.inputs, file('more.py')] }],
  ['input data.csv was removed', { inputs: base.inputs.slice(0, 2) }],
  ['input Plot.py was added', { inputs: [file('Plot.py'), ...base.inputs.slice(1)] }],
  [
    'input data.csv leads elsewhere',
    { inputs: [...base.inputs.slice(0, 2), link('data.csv', 'x', 'cc')] },
  ],
  [
    'what input data.csv leads to changed',
    { inputs: [...base.inputs.slice(0, 2), link('data.csv', '../data.csv', 'c0')] },
  ],
  [
    'input data.csv became a file',
    { inputs: [...base.inputs.slice(0, 2), file('data.csv', 'cc')] },
  ],
  ['declared output figures/*.svg was added', { outputs: ['figures/*.pdf', 'figures/*.svg'] }],
  [
    'environment variable SEED changed',
    { environment: hashEnvironment({ SEED: '2', TOKEN: 'secret' }) },
  ],
  [
    'environment variable SEED changed',
    { environment: hashEnvironment({ SEED: undefined, TOKEN: 'secret' }) },
  ],
  ['environment variable SEED was removed', { environment: hashEnvironment({ TOKEN: 'secret' }) }],
  [
    'the version of python3 changed from Python 3.12.1 to Python 3.13.0',
    { tools: { python3: 'Python 3.13.0' } },
  ],
  ['the version of latexmk was added', { tools: { ...base.tools, latexmk: '4.80' } }],
  [
    "needed stage analysis's output output/data.csv changed",
    { needs: [outputsOf('analysis', file('output/data.csv', 'a0')), ...base.needs.slice(1)] },
  ],
  [
    "needed stage analysis's output output/new.csv was added",
    {
      needs: [
        outputsOf('analysis', file('output/data.csv'), file('output/new.csv')),
        ...base.needs.slice(1),
      ],
    },
  ],
  [
    'what decides the result of needed stage setup changed',
    {
      needs: [
        ...base.needs.slice(0, 1),
        { stage: 'setup', kind: 'fingerprint', fingerprint: 'f0' },
      ],
    },
  ],
  [
    'needed stage setup now has outputs',
    { needs: [...base.needs.slice(0, 1), outputsOf('setup')] },
  ],
  ['needed stage setup was removed', { needs: base.needs.slice(0, 1) }],
  ['the model for default changed from llama3 to llama4', { models: { default: 'llama4' } }],
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

  it.each(CHANGES)('changes when %s', (_, change) => {
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
        const same = explainDifference(one, other).length === 0;
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

describe('explainDifference', () => {
  it('says nothing where nothing differs', () => {
    expect(explainDifference(base, shuffled(base))).toEqual([]);
  });

  it.each(CHANGES)('says: %s', (words, change) => {
    expect(explainDifference(base, { ...base, ...change })).toContain(words);
  });

  it('says all that differs, each once', () => {
    expect(explainDifference(base, { ...base, command: 'x', models: {} })).toEqual([
      'the command changed',
      'the model for default was removed',
    ]);
  });
});
