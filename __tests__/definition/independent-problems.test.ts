/** All that is wrong with a definition is said at once, and nothing that only follows from something else. */
import { describe, expect, it } from 'vitest';
import { problemsOf } from './helpers.ts';

/** Line and message of each problem. */
function told(definition: string): readonly string[] {
  return problemsOf(definition).map(problem => {
    const [, line = '', message = ''] =
      /^stagetime\.yml:(\d+):\d+: error: (.*)\n/.exec(problem) ?? [];
    return `${line}: ${message}`;
  });
}

describe('what is wrong with the keys does not hide what is wrong between them', () => {
  it('an unknown key, a wrong type, an unknown need, a cycle and an output of two', () => {
    const definition = `stages:
  setup:
    run: make setup
    desciption: gets the tools
  fit:
    run: make fit
    needs: [stup]
    retries: many
    outputs: [out/fit.csv]
  plot:
    run: make plot
    needs: [paper, fit]
    outputs: [out/fit.csv]
  paper:
    run: make paper
    needs: [plot]
    caches: [latx]
caches:
  latex: { preset: latex, paths: [build] }
`;
    expect(told(definition)).toEqual([
      '4: unknown key `desciption`',
      '7: the stage `fit` needs `stup`, which is not in `stages`',
      '8: `retries` must be a whole number from 0 to 10, not "many"',
      '12: circular dependency: plot → paper → plot',
      '13: `out/fit.csv` is written by the stage `fit` too',
      '17: the stage `paper` uses the cache `latx`, which is not in `caches`',
    ]);
  });

  it('every wrong item of a list, and each of those that are right at its own place', () => {
    const definition = `stages:
  a:
    run: x
    needs:
      - 1
      - b
      - 2
      - nowhere
    inputs:
      - 7
      - /etc/passwd
`;
    expect(told(definition).map(line => line.slice(0, 48))).toEqual([
      '5: an item of `needs` must be text made of lette',
      '6: the stage `a` needs `b`, which is not in `sta',
      '7: an item of `needs` must be text made of lette',
      '8: the stage `a` needs `nowhere`, which is not i',
      '10: an item of `inputs` must be text of 1 to 100',
      '11: the path `/etc/passwd` is absolute',
    ]);
  });

  it('of setups and of stages', () => {
    const definition = `setup:
  tex: { run: x, needs: nowhere }
  a: { run: x, needs: b }
  b: { run: x, needs: a, retires: 1 }
stages:
  fit: { run: x, needs: [tx, tex] }
`;
    expect(told(definition)).toEqual([
      '2: the setup `tex` needs `nowhere`, which is not in `setup`',
      '3: circular dependency: a → b → a',
      '4: unknown key `retires`',
      '6: the stage `fit` needs `tx`, which is not in `stages` or `setup`',
    ]);
  });

  it('cycles that have nothing to do with each other', () => {
    const ring = (a: string, b: string) =>
      `  ${a}: { run: x, needs: ${b} }\n  ${b}: { run: x, needs: ${a} }\n`;
    expect(told(`stages:\n${ring('a', 'b')}${ring('c', 'd')}`)).toEqual([
      '2: circular dependency: a → b → a',
      '4: circular dependency: c → d → c',
    ]);
  });

  it('beside an entry that is indented wrongly', () => {
    const definition = `stages:
  a:
  run: x
  b:
    run: y
    needs: [a, nowhere]
    retires: 2
  c:
    run: z
    d:
      run: w
  e:
    run: v
    needs: [d]
`;
    expect(told(definition)).toEqual([
      '3: `run` is not indented under `a`, which is empty',
      '6: the stage `b` needs `nowhere`, which is not in `stages`',
      '7: unknown key `retires`',
      '10: `d` is indented under `c`, where it cannot be',
    ]);
  });

  it('beside a matrix that makes too many stages', () => {
    const values = Array.from({ length: 300 }, (_, i) => i).join(', ');
    const definition = `stages:
  doc: { run: 'make \${{ matrix.n }}', matrix: { n: [${values}] } }
  all: { run: x, needs: [doc-7, nowhere] }
`;
    expect(told(definition)).toEqual([
      '2: the matrix makes 300 stages, more than 256',
      '3: the stage `all` needs `nowhere`, which is not in `stages`',
    ]);
  });
});

/** Each: what could be taken for a second mistake, the definition, and the only problems there are. */
const ALONE: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a need of a stage that cannot be read',
    'stages:\n  a: make\n  b: { run: x, needs: [a] }\n',
    ['2: `a` must be a mapping with keys of a stage, not "make"'],
  ],
  [
    'a need of a stage that is a list',
    'stages:\n  a: [make]\n  b: { run: x, needs: [a] }\n',
    ['2: `a` must be a mapping with keys of a stage, not a list'],
  ],
  [
    'a need of a stage without a command',
    'stages:\n  a: { outputs: [o] }\n  b: { run: x, needs: [a] }\n',
    ['2: `run` is missing in `a`'],
  ],
  [
    'a cache that cannot be read',
    'caches:\n  venv: pytest\nstages:\n  b: { run: x, caches: [venv] }\n',
    ['2: `venv` must be a mapping with keys of a cache, not "pytest"'],
  ],
  [
    'caches that cannot be read',
    'caches: [venv]\nstages:\n  b: { run: x, caches: [venv] }\n',
    ['1: `caches` must be a mapping of names to caches, not a list'],
  ],
  [
    'caches under a misspelt key',
    'cache:\n  venv: { preset: pytest }\nstages:\n  b: { run: x, caches: [venv] }\n',
    ['1: unknown key `cache`'],
  ],
  [
    'a cache whose folder stands under a misspelt key',
    'caches:\n  c: { path: [build] }\nstages:\n  b: { run: x, caches: [c] }\n',
    ['2: unknown key `path`'],
  ],
  [
    'inputs under a misspelt key',
    'stages:\n  b: { run: x, if-changed: true, input: [a] }\n',
    ['2: unknown key `input`'],
  ],
  [
    'inputs under a key that nobody can place',
    'stages:\n  b: { run: x, if-changed: true, zzzzzz: [a] }\n',
    ['2: unknown key `zzzzzz`'],
  ],
  [
    'a need under another tool’s word',
    'stages:\n  a: { run: x, outputs: [out/] }\n  b: { run: x, depends_on: a, outputs: [out/b.txt] }\n',
    ['3: unknown key `depends_on`'],
  ],
  [
    'a need of a need that cannot be read',
    'stages:\n  a: { run: x, outputs: [out/] }\n  m: { run: x, needs: 7 }\n  b: { run: x, needs: m, outputs: [out/b.txt] }\n',
    ['3: `needs` must be the id of a stage or a list of ids, not 7'],
  ],
  [
    'an exclusion that cannot be read',
    'stages:\n  a: { run: x, outputs: [out/, 3] }\n  b: { run: x, outputs: [out/b.txt] }\n',
    ['2: an item of `outputs` must be text of 1 to 1000 characters, not 3'],
  ],
  [
    'a list of which only the exclusion can be read',
    'stages:\n  a: { run: x, inputs: [3, "!a"] }\n',
    ['2: an item of `inputs` must be text of 1 to 1000 characters, not 3'],
  ],
  [
    'a command under a misspelt key',
    'stages:\n  a: { runn: x }\n  b: { script: x }\n',
    ['2: unknown key `runn`', '3: unknown key `script`'],
  ],
  [
    'a need of a setup that cannot be read',
    'setup:\n  tex: apt-get\n  py: { comand: x }\nstages:\n  b: { run: x, needs: [tex, py] }\n',
    [
      '2: `tex` must be a mapping with keys of a setup, not "apt-get"',
      '3: `run` is missing in `py`',
      '3: unknown key `comand`',
    ],
  ],
  [
    'setups under a misspelt key',
    'setups:\n  tex: { run: x }\nstages:\n  b: { run: x, needs: [tex] }\n',
    ['1: unknown key `setups`'],
  ],
  [
    'an alias without an anchor',
    'stages:\n  a: { run: x, needs: *nowhere }\n',
    ['2: the alias `*nowhere` has no anchor before it'],
  ],
  [
    'stages of a matrix that is not one',
    'stages:\n  doc: { run: x, matrix: { n: 3 } }\n  all: { run: x, needs: [doc-3] }\n',
    ['2: `n` must be a list of at least one text or number, not 3'],
  ],
];

describe('what only follows from something else is not said:', () => {
  it.each(ALONE)('%s', (_, definition, expected) => {
    expect(told(definition)).toEqual(expected);
  });

  it('but an unknown key hides nothing where it was meant for another', () => {
    const definition = 'stages:\n  b: { run: x, if-changed: true, retires: 1 }\n';
    expect(told(definition)).toHaveLength(2);
  });
});
