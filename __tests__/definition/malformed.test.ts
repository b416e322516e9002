import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, problemsOf } from './helpers.ts';

const stage = (keys: string) => `stages:\n  build:\n    run: make\n    ${keys}\n`;
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((name, i) => {
    const aliases = Array(9).fill(`*${'abcdefgh'[i]}`).join(', ');
    return `${name}: &${name} [${aliases}]`;
  }),
].join('\n');
const ring = Array.from(
  { length: 1000 },
  (_, i) => `  s${i}: { run: a, needs: s${(i + 1) % 1000} }`,
);

/** Each: how it is indented, the definition, and the one problem that this is. */
const INDENTED: readonly (readonly [string, string, string])[] = [
  [
    'keys of a stage beside it',
    'stages:\n  a:\n  run: x\n  inputs: [b]\n',
    '3:3: error: `run` is not indented under `a`, which is empty',
  ],
  [
    'keys of a cache beside it',
    'caches:\n  latex:\n  preset: latex\nstages:\n  a: { run: x, caches: latex }\n',
    '3:3: error: `preset` is not indented under `latex`, which is empty',
  ],
  [
    'stages beside `stages`',
    'name: p\nstages:\na:\n  run: x\nb:\n  run: y\n',
    '3:1: error: `a` is not indented under `stages`, which is empty',
  ],
  [
    'a stage within another',
    'stages:\n  a:\n    run: x\n    b:\n      run: y\n      inputs: [c]\n',
    '4:5: error: `b` is indented under `a`, where it cannot be',
  ],
  [
    'a stage that is indented as far as the keys of another',
    'stages:\n  a:\n    run: x\n    analysis:\n    run: y\n    inputs: [c]\n',
    '4:5: error: `analysis` is indented under `a`, where it cannot be',
  ],
  [
    '`stages` within `caches`',
    'caches:\n  latex: { preset: latex, paths: [b] }\n  stages:\n    a: { run: x }\n',
    '3:3: error: `stages` is indented under `caches`, where it cannot be',
  ],
  [
    '`caches` within `stages`',
    'stages:\n  a: { run: x }\n  caches:\n    latex: { preset: latex, paths: [b] }\n',
    '3:3: error: `caches` is indented under `stages`, where it cannot be',
  ],
  [
    'a key that is indented further than the one before it',
    'stages:\n  a:\n    run: make\n      inputs: [b]\n      outputs: [c]\n',
    '4:7: error: this line is indented further than the one before it',
  ],
  [
    'a key that is indented less',
    'stages:\n  a:\n    run: make\n   inputs: [b]\n  c:\n    run: x\n',
    '4:1: error: not valid YAML: All mapping items must start at the same column',
  ],
  [
    'a text of several lines that is not indented',
    'stages:\n  a:\n    run: |\n    make\n    make all\n    inputs: [b]\n',
    '4:5: error: the text of the line before it, which ends with `|` or `>`, is not indented',
  ],
];

/** Each: what is wrong, the definition, and a problem with its place, as it is printed. */
const MALFORMED: readonly (readonly [string, string | Uint8Array, string])[] = [
  // Not the text of one YAML mapping
  [
    'an empty file',
    '',
    '1:1: error: the definition must be a mapping with the key `stages`, not nothing',
  ],
  ['only comments', '# later\n', '1:1: error: the definition must be'],
  [
    'a list at the root',
    '- run: make\n',
    '1:1: error: the definition must be a mapping with the key `stages`, not a list',
  ],
  [
    'a text at the root',
    'make all\n',
    '1:1: error: the definition must be a mapping with the key `stages`, not "make all"',
  ],
  [
    'a tab as indentation',
    'stages:\n\tbuild:\n',
    '2:1: error: not valid YAML: Tabs are not allowed',
  ],
  [
    'a bracket left open',
    'stages:\n  build: { run: make\n',
    '2:10: error: the `{` here is not closed',
  ],
  [
    'a list left open',
    'stages:\n  build:\n    run: make\n    inputs: [a, b\n  test: { run: make }\n',
    '4:13: error: the `[` here is not closed',
  ],
  [
    'a quote left open',
    'stages:\n  build:\n    run: "make\n',
    '4:1: error: not valid YAML: Missing closing "quote',
  ],
  [
    'a colon in plain text',
    'stages:\n  build:\n    run: echo a: b\n',
    '3:10: error: not valid YAML: Nested mappings',
  ],
  [
    'two documents',
    'stages:\n  a: { run: x }\n---\nstages: {}\n',
    '3:1: error: a second document in the file',
  ],
  [
    'an unknown directive',
    '%FOO bar\n---\nstages: { a: { run: x } }\n',
    '1:1: error: not valid YAML: Unknown directive',
  ],
  ['a tag', 'stages: !!set { a: { run: x } }\n', '1:9: error: not valid YAML: Unresolved tag'],
  ['a NUL byte', 'stages:\n  a:\n    run: x\0y\n', '3:11: error: a NUL byte in the text'],
  [
    'a NUL by escape',
    'stages:\n  a:\n    run: "x\\0y"\n',
    '3:10: error: a NUL character in a text',
  ],
  [
    'an escape character',
    'stages:\n  \x1b[31ma: { run: x }\n',
    '2:3: error: a control character (U+001B) in the text',
  ],
  [
    'UTF-16',
    Buffer.from('\ufeffstages: {}\n', 'utf16le'),
    '1:1: error: the file is not UTF-8 text',
  ],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from('stages:\n  é�'), Buffer.from([0xc3, 0x28])]),
    '2:5: error: the file is not UTF-8 text',
  ],
  [
    'ten megabytes',
    Buffer.alloc(10_000_000, 'a'),
    '1:1: error: the file has 10000000 bytes, and a definition at most 1000000',
  ],
  [
    '10,000 levels of lists',
    `stages: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
    '1:58: error: nested deeper than 50 levels',
  ],
  [
    'half a million open brackets',
    '['.repeat(500_000),
    '1:51: error: nested deeper than 50 levels',
  ],
  [
    '900 levels of mappings',
    Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    '51:52: error: nested deeper than 50 levels',
  ],
  ['an alias bomb', bomb, '6:8: error: aliases expand to more than 100000 values'],
  [
    'an alias of itself',
    'stages: &s\n  a: *s\n',
    '2:6: error: the alias `*s` stands inside the value it repeats',
  ],
  [
    'an alias without anchor',
    'stages:\n  a: *none\n',
    '2:6: error: the alias `*none` has no anchor before it',
  ],
  [
    'a merge of a text',
    'stages:\n  a:\n    <<: x\n    run: x\n',
    '3:9: error: `<<` takes in mappings',
  ],
  [
    'a key that is a list',
    'stages:\n  ? [a, b]\n  : { run: x }\n',
    '2:5: error: a key that is not text',
  ],
  [
    'an id given twice',
    'stages:\n  a: { run: x }\n  b: { run: x }\n  a: { run: y }\n',
    '4:3: error: the key `a` stands here twice',
  ],
  [
    'a key given twice',
    'stages:\n  a:\n    run: x\n    run: y\n',
    '4:5: error: the key `run` stands here twice',
  ],
  // Unknown keys on each level
  [
    'an unknown key at the top',
    'stage:\n  a: { run: x }\nstages:\n  a: { run: x }\n',
    '1:1: error: unknown key `stage`',
  ],
  ['an unknown key of a stage', stage('need: [a]'), '4:5: error: unknown key `need`'],
  ['an inherited name as key', stage('toString: 1'), '4:5: error: unknown key `toString`'],
  [
    'an unknown key of a cache',
    `caches:\n  c: { preset: llm, pathes: x }\n${stage('tags: a')}`,
    '2:21: error: unknown key `pathes`',
  ],
  [
    'an unknown key of evidence',
    stage('evidence: { junit-xml: a.xml }'),
    '4:17: error: unknown key `junit-xml`',
  ],
  [
    'an unknown key of the marks',
    `bottleneck: { above: 10s }\n${stage('tags: a')}`,
    '1:15: error: unknown key `above`',
  ],
  [
    'an unknown key of an acknowledgement',
    stage('acknowledge: { until: 2026-01-01, reason: r, by: me }'),
    '4:50: error: unknown key `by`',
  ],
  // Stages that are none
  ['no stages', 'name: x\n', '1:1: error: `stages` is missing'],
  [
    'stages without a value',
    'stages:\n',
    '1:1: error: `stages` must be a mapping of ids to stages, not nothing',
  ],
  [
    'an empty mapping of stages',
    'stages: {}\n',
    '1:9: error: `stages` must be a mapping with at least one stage',
  ],
  [
    'a list of stages',
    'stages:\n  - run: make\n',
    '2:3: error: `stages` must be a mapping of ids to stages, not a list',
  ],
  [
    'a stage without a value',
    'stages:\n  build:\n',
    '2:3: error: `build` must be a mapping with keys of a stage, not nothing',
  ],
  [
    'a stage that is a text',
    'stages:\n  build: make\n',
    '2:10: error: `build` must be a mapping with keys of a stage, not "make"',
  ],
  [
    'a stage that is a list',
    'stages:\n  build: [make]\n',
    '2:10: error: `build` must be a mapping with keys of a stage, not a list',
  ],
  [
    'the id __proto__',
    'stages:\n  __proto__: { run: x }\n',
    '2:3: error: `__proto__` is a reserved name',
  ],
  [
    'the id constructor',
    'stages:\n  constructor: { run: x }\n',
    '2:3: error: `constructor` is a reserved name',
  ],
  [
    'an id with a space',
    'stages:\n  my stage: { run: x }\n',
    '2:3: error: the name `my stage` must be text made of letters',
  ],
  [
    'an id with a slash',
    'stages:\n  ../../etc: { run: x }\n',
    '2:3: error: the name `../../etc` must be',
  ],
  [
    'an id of 101 characters',
    `stages:\n  ${'a'.repeat(101)}: { run: x }\n`,
    '2:3: error: the name `aaa',
  ],
  [
    'ids that differ in capitals',
    'stages:\n  Render: { run: x }\n  render: { run: x }\n',
    '3:3: error: the ids `render` and `Render` differ in nothing but capital letters',
  ],
  // Values of the wrong type
  ['no command', 'stages:\n  build:\n    needs: []\n', '2:3: error: `run` is missing in `build`'],
  [
    'a command that is a number',
    'stages:\n  build:\n    run: 42\n',
    '3:10: error: `run` must be text of 1 to 100000 characters, not 42',
  ],
  [
    'a command that is a list',
    'stages:\n  build:\n    run: [make, all]\n',
    '3:10: error: `run` must be text of 1 to 100000 characters, not a list',
  ],
  ['an empty command', 'stages:\n  build:\n    run: ""\n', '3:10: error: `run` must be text of 1'],
  ['a blank command', 'stages:\n  build:\n    run: "  "\n', '3:10: error: `run` has no command'],
  [
    'a name that is nothing',
    stage('name:'),
    '4:5: error: `name` must be text of 1 to 10000 characters, not nothing',
  ],
  [
    'needs that are a mapping',
    stage('needs: { a: b }'),
    '4:12: error: `needs` must be the id of a stage or a list of ids, not a mapping',
  ],
  [
    'a need that is a number',
    stage('needs: [a, 1]'),
    '4:16: error: an item of `needs` must be text made of letters',
  ],
  [
    'retries in words',
    stage('retries: many'),
    '4:14: error: `retries` must be a whole number from 0 to 10, not "many"',
  ],
  [
    'retries in part',
    stage('retries: 1.5'),
    '4:14: error: `retries` must be a whole number from 0 to 10, not 1.5',
  ],
  [
    'a weight of 0',
    stage('weight: 0'),
    '4:13: error: `weight` must be a whole number from 1 to 1000, not 0',
  ],
  [
    'a negative timeout',
    stage('timeout-minutes: -1'),
    '4:22: error: `timeout-minutes` must be a number of minutes over 0, at most 10080, not -1',
  ],
  [
    'an endless timeout',
    stage('timeout-minutes: .inf'),
    '4:22: error: `timeout-minutes` must be a number of minutes over 0, at most 10080, not .inf',
  ],
  [
    'a timeout that is no number',
    stage('timeout-minutes: .nan'),
    '4:22: error: `timeout-minutes` must be a number of minutes',
  ],
  [
    'an exit code of 0',
    stage('skip-exit-code: 0'),
    '4:21: error: `skip-exit-code` must be a whole number from 1 to 255, not 0',
  ],
  [
    'a duration without unit',
    stage('budget: 90'),
    '4:13: error: `budget` must be a duration like `90s`, `2m` or `1h30m`, not 90',
  ],
  [
    'a duration in words',
    stage('budget: ninety seconds'),
    '4:13: error: `budget` must be a duration',
  ],
  [
    'a duration the wrong way round',
    stage('budget: 30m1h'),
    '4:13: error: `budget` must be a duration',
  ],
  ['a budget of nothing', stage('budget: 0s'), '4:13: error: `budget` must be longer than 0s'],
  [
    'a truth value of YAML 1.1',
    stage('continue-on-error: yes'),
    '4:24: error: `continue-on-error` must be `true` or `false`, not "yes"',
  ],
  [
    'an unknown way to confirm',
    stage('confirm: pair'),
    '4:14: error: `confirm` must be `off`, `auto`, `rerun` or `paired`, not "pair"',
  ],
  [
    'an unknown shell',
    stage('shell: fish'),
    '4:12: error: `shell` must be `bash`, `sh`, `python`, `pwsh` or a command with `{0}`',
  ],
  [
    'an unknown kind of tool',
    stage('requires: "ruby:rake"'),
    '4:15: error: `requires` must be the name of an executable',
  ],
  [
    'no slots at all',
    `concurrency: 0\n${stage('tags: a')}`,
    '1:14: error: `concurrency` must be a whole number from 1 to 1000, not 0',
  ],
  [
    'an environment that is a list',
    stage('env: [A=1]'),
    '4:10: error: `env` must be a mapping of names to values, not a list',
  ],
  [
    'a variable with a hyphen',
    stage('env: { A-B: 1 }'),
    '4:12: error: the name `A-B` must be a name of letters',
  ],
  [
    'a variable that is a list',
    stage('env: { A: [1] }'),
    '4:15: error: `A` must be text, a number, `true`, `false` or nothing, not a list',
  ],
  [
    'a variable that YAML would change',
    stage('env: { VERSION: 1.10 }'),
    '4:21: error: YAML reads the value of `VERSION` as the number 1.1',
  ],
  [
    'a day that is none',
    stage('acknowledge: { until: 2026-02-30, reason: r }'),
    '4:27: error: there is no day 2026-02-30',
  ],
  [
    'a share over 100 percent',
    `bottleneck: { share: 120 }\n${stage('tags: a')}`,
    '1:22: error: `share` must be a number of percent from 0 to 100, not 120',
  ],
  // What does not fit together
  [
    'an unknown need',
    'stages:\n  setup: { run: x }\n  build:\n    run: x\n    needs: [setup, seutp]\n',
    '5:20: error: the stage `build` needs `seutp`, which is not in `stages`',
  ],
  [
    'a stage that needs itself',
    stage('needs: build'),
    '4:12: error: the stage `build` needs itself',
  ],
  [
    'a circle',
    'stages:\n  a: { run: x, needs: [c] }\n  b: { run: x, needs: [a] }\n  c: { run: x, needs: [b] }\n',
    '2:24: error: circular dependency: a → c → b → a',
  ],
  [
    'a circle of 1,000 stages',
    `stages:\n${ring.join('\n')}\n`,
    '2:24: error: circular dependency: s0 → s1 → s2 → s3 → s4 → s5 → … → s996 → s997 → s998 → s999 → s0',
  ],
  [
    'an unknown cache',
    stage('caches: [latex]'),
    '4:14: error: the stage `build` uses the cache `latex`, which is not in `caches`',
  ],
  [
    'a cache of nothing',
    `caches:\n  c: { key: v1 }\n${stage('caches: c')}`,
    '2:3: error: the cache `c` has nothing to keep',
  ],
  [
    'a latex cache that does not say what to keep',
    `caches:\n  c: { preset: latex }\n${stage('caches: c')}`,
    '2:3: error: the cache `c` has nothing to keep',
  ],
  [
    'caches that some file systems take for one',
    `caches:\n  c: { paths: a }\n  C: { paths: b }\n${stage('caches: c')}`,
    '3:3: error: the names `C` and `c` differ in nothing but capital letters',
  ],
  [
    'a pattern where a cache needs a name',
    `caches:\n  c: { paths: "build/*.pdf" }\n${stage('caches: c')}`,
    '2:15: error: `build/*.pdf` is a pattern, and a cache keeps files and folders by name',
  ],
  [
    'a cache of everything',
    `caches:\n  c: { paths: ./ }\n${stage('caches: c')}`,
    '2:15: error: a cache cannot keep the whole folder of the pipeline',
  ],
  [
    "a cache of git's own folder",
    `caches:\n  c: { paths: ./.git/hooks }\n${stage('caches: c')}`,
    '2:15: error: `./.git/hooks` does not belong to the pipeline',
  ],
  [
    'two caches of one folder',
    `caches:\n  a: { paths: build/ }\n  b: { paths: [x, build/latex] }\n${stage('caches: a')}`,
    '3:19: error: `build/latex` is kept by the cache `a` too',
  ],
  [
    'a proxy of another cache',
    `caches:\n  c: { preset: latex, paths: b, proxy: true }\n${stage('caches: c')}`,
    '2:40: error: only a cache with `preset: llm` has a proxy',
  ],
  [
    'prices without a proxy',
    `caches:\n  c: { preset: llm, prices: {} }\n${stage('caches: c')}`,
    '2:21: error: `prices` is for a cache with `proxy: true`',
  ],
  [
    'a price that is none',
    `caches:\n  c: { preset: llm, proxy: true, prices: { gpt: { input: -1, output: 2 } } }\n${stage('caches: c')}`,
    '2:58: error: `input` must be a number from 0 on, not -1',
  ],
  [
    'half a price',
    `caches:\n  c: { preset: llm, proxy: true, prices: { gpt: { input: 1 } } }\n${stage('caches: c')}`,
    '2:44: error: `output` is missing in `gpt`',
  ],
  [
    'no regular expression',
    `caches:\n  c: { preset: llm, proxy: true, ignore: ["[0-9]+", "(day"] }\n${stage('caches: c')}`,
    '2:53: error: `(day` is not a regular expression',
  ],
  [
    'a command for Ollama as one text',
    `caches:\n  c: { preset: llm, proxy: true, ollama: ollama serve }\n${stage('caches: c')}`,
    '2:42: error: `ollama` must be `true`, `false` or the words of a command',
  ],
  [
    'two caches that stand in for Ollama',
    `caches:\n  a: { preset: llm, paths: x, proxy: true, ollama: true }\n  b: { preset: llm, paths: y, proxy: true, ollama: true }\n${stage('caches: a')}`,
    '3:52: error: the cache `a` already serves as Ollama',
  ],
  [
    'a stage with two proxies',
    `caches:\n  a: { preset: llm, paths: x, proxy: true }\n  b: { preset: llm, paths: y, proxy: true }\n${stage('caches: [a, b]')}`,
    '7:17: error: the stage `build` uses the proxies of both `a` and `b`',
  ],
  [
    'a shell without a program',
    stage('shell: "{0} x"'),
    '4:12: error: the shell `{0} x` is not known',
  ],
  [
    'a shell whose script is nowhere by itself',
    stage('shell: "run-{0}"'),
    '4:12: error: the shell `run-{0}` is not known',
  ],
  [
    'a model in two places',
    stage('models: { default: a }\n    env: { LLM_MODEL: b }'),
    '5:12: error: both `models` and `env` of the stage `build` say which model is used',
  ],
  [
    'a stage that asks models and is to run again',
    `caches:\n  c: { preset: llm }\n${stage('caches: c\n    confirm: rerun')}`,
    '7:14: error: the stage `build` asks models, and is never run again',
  ],
  [
    'the same output twice',
    'stages:\n  a: { run: x, outputs: [out/a.txt] }\n  b: { run: x, outputs: [./out/a.txt] }\n',
    '3:26: error: `./out/a.txt` is written by the stage `a` too',
  ],
  [
    'evidence that another stage writes',
    'stages:\n  a: { run: x, outputs: j.xml }\n  b: { run: x, evidence: { junit: j.xml } }\n',
    '3:35: error: `j.xml` is written by the stage `a` too',
  ],
  [
    'an absolute path',
    stage('inputs: [/etc/passwd]'),
    '4:14: error: the path `/etc/passwd` is absolute',
  ],
  [
    'a path of a Windows drive',
    stage('outputs: ["C:\\\\x"]'),
    '4:15: error: the path `C:\\x` is absolute',
  ],
  [
    'a path out of the folder',
    stage('outputs: [out/../../x]'),
    "4:15: error: the path `out/../../x` leaves the pipeline's folder",
  ],
  [
    'a path out of the folder in braces',
    stage('inputs: ["{..,src}/*.py"]'),
    '4:14: error: the path `{..,src}/*.py` leaves',
  ],
  [
    'an exclusion out of the folder',
    stage('inputs: ["!../x"]'),
    '4:14: error: the path `!../x` leaves',
  ],
  [
    'a working directory above',
    stage('working-directory: ..'),
    '4:24: error: the path `..` leaves',
  ],
  [
    'evidence above',
    stage('evidence: { latex-log: ../a.log }'),
    '4:28: error: the path `../a.log` leaves',
  ],
  [
    'a cache in the home folder',
    `caches:\n  c: { paths: [~/.cache] }\n${stage('caches: c')}`,
    '2:16: error: the path `~/.cache` is in the home folder',
  ],
  [
    'a former id that is still there',
    'stages:\n  a: { run: x }\n  b: { run: x, was: a }\n',
    '3:21: error: `a` is still the id of a stage, so `b` cannot have been it',
  ],
  [
    'a former id of two',
    'stages:\n  a: { run: x, was: c }\n  b: { run: x, was: c }\n',
    '3:21: error: `c` is the former id of the stage `a` already',
  ],
  [
    'reuse without inputs',
    stage('if-changed: true'),
    '4:17: error: `if-changed: true` without `inputs`',
  ],
  [
    'two files about the tests of one stage',
    stage('evidence: { tap: a.tap, junit: a.xml }'),
    "4:17: error: `junit` and `tap` both have numbers of the stage's tests",
  ],
  [
    'a pattern where numbers are read from one file',
    stage('evidence: { junit: "output/*.xml" }'),
    '4:24: error: `output/*.xml` is a pattern, and numbers are read from one file',
  ],
  [
    'unstable parts of no outputs',
    stage('unstable: a.svg'),
    '4:15: error: `unstable` without `outputs`',
  ],
];

describe('a malformed definition is refused with place and remedy', () => {
  it.each(MALFORMED)('%s', (_, definition, expected) => {
    const problems = problemsOf(definition);
    expect(problems.join('\n')).toContain(`stagetime.yml:${expected}`);
    for (const problem of problems) expect(problem).toMatch(/\n {2}remedy: \S/);
  });

  it.each(INDENTED)('as one problem: %s', (_, definition, expected) => {
    const problems = problemsOf(definition);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`stagetime.yml:${expected}`);
    expect(problems[0]).toMatch(/\n {2}remedy: \S/);
  });

  it.each([
    ['stages called as keys of one are', 'stages:\n  run: { run: a }\n  inputs: { run: b }\n'],
    ['a stage called as a key of the file is', 'stages:\n  caches: { run: a }\n'],
  ])('but not %s', (_, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  it('with all its problems at once, in reading order', () => {
    const definition = [
      'stages:',
      '  setup:',
      '    run: true',
      '    retires: 2',
      '    timeout: 5',
      '  build:',
      '    run: make',
      '    needs: [setup]',
      '    retries: many',
      'concurency: 4',
      '',
    ].join('\n');
    expect(problemsOf(definition)).toEqual([
      'stagetime.yml:3:10: error: `run` must be text of 1 to 100000 characters, not true\n  remedy: put it in quotes: `run: "true"`',
      'stagetime.yml:4:5: error: unknown key `retires`\n  remedy: did you mean `retries`?',
      'stagetime.yml:5:5: error: unknown key `timeout`\n  remedy: did you mean `timeout-minutes`?',
      'stagetime.yml:9:14: error: `retries` must be a whole number from 0 to 10, not "many"\n  remedy: write a whole number from 0 to 10',
      'stagetime.yml:10:1: error: unknown key `concurency`\n  remedy: did you mean `concurrency`?',
    ]);
  });

  it.each([
    [
      'a misspelling',
      'stages:\n  setup: { run: x }\n  b: { run: x, needs: stup }',
      'did you mean `setup`?',
    ],
    ['another tool’s word', stage('depends_on: [a]'), 'did you mean `needs`?'],
    ['another tool’s spelling', stage('workingDirectory: a'), 'did you mean `working-directory`?'],
    ['nothing near', stage('zzzzzzzz: a'), 'remove it; known here: name, run, matrix, needs,'],
    ['a version number', stage('name: 1.10'), 'put it in quotes: `name: "1.10"`'],
    ['a number as a duration', stage('budget: 90'), 'add the unit, as in `budget: 90s`'],
    ['a number in quotes', stage('retries: "3"'), 'write the number without quotes'],
    ['yes', stage('continue-on-error: yes'), 'write `true`'],
    ['off', stage('if-changed: off'), 'write `false`'],
    ['a value left out', stage('budget:'), 'give it a value, or remove the key'],
    ['a near choice', stage('confirm: re-run'), 'did you mean `rerun`?'],
  ])('and a remedy that fits: %s', (_, definition, remedy) => {
    expect(problemsOf(definition)[0]).toContain(`remedy: ${remedy}`);
  });

  it('and a hostile one does not run through the terminal, nor fill it', () => {
    const hostile = `stages:\n  a:\n    run: x\n    "\\e]0;pwned\\a\\u202e": 1\n`;
    expect(problemsOf(hostile)[0]).toContain('unknown key `\\u001b]0;pwned\\u0007\\u202e`');
    const long = `stages:\n  a: { run: x }\n${'k'.repeat(1000)}: 1\n`;
    expect(problemsOf(long)[0]?.length).toBeLessThan(300);
    const many = Array.from({ length: 10_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(problemsOf(many)).toHaveLength(100);
  });
});

describe('whatever a file holds', () => {
  const isLoadedOrLocated = (definition: string | Uint8Array) => {
    const parsed = parse(definition);
    if (parsed.ok) return expect(parsed.pipeline.stages.length).toBeGreaterThan(0);
    const bytes = Buffer.from(definition);
    const lines = bytes.toString('utf8').split('\n');
    expect(parsed.problems.length).toBeGreaterThan(0);
    for (const { line, column, message, remedy } of parsed.problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
      expect(message).not.toBe('');
      expect(remedy).not.toBe('');
    }
  };

  it('bytes are loaded or refused in place', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isLoadedOrLocated));
  });

  it('text is loaded or refused in place', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), isLoadedOrLocated));
  });

  it('text of a definition’s own words is loaded or refused in place', () => {
    const words = [
      ...[
        'stages',
        'run',
        'needs',
        'env',
        'caches',
        'outputs',
        'a',
        'b',
        '__proto__',
        '<<',
        '1.10',
      ],
      ...[
        ':',
        ': ',
        '\n',
        '\n  ',
        '\n    ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '&a ',
        '*a',
        '? ',
        '!!str ',
      ],
      ...[
        '"',
        "'",
        '|\n',
        '>\n',
        '#',
        '\t',
        '---\n',
        '...\n',
        '%',
        '\r\n',
        '\r',
        '\ufeff',
        'é',
        '😀',
        '\0',
      ],
    ];
    const text = fc
      .array(fc.constantFrom(...words), { maxLength: 40 })
      .map(parts => parts.join(''));
    fc.assert(fc.property(text, isLoadedOrLocated), { numRuns: 1000 });
  });

  it('any JSON under known keys is loaded or refused in place', () => {
    const keys = [
      'run',
      'needs',
      'requires',
      'env',
      'evidence',
      'budget',
      'models',
      'acknowledge',
      'tags',
    ];
    const stage = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    const definition = fc.record({
      stages: fc.dictionary(fc.string(), fc.oneof(stage, fc.jsonValue())),
    });
    fc.assert(fc.property(definition, value => isLoadedOrLocated(JSON.stringify(value, null, 1))));
  });
});
