import { describe, expect, it } from 'vitest';
import { pipelineOf, problemsOf, stageOf } from './helpers.ts';

const stage = (keys: string) => `stages:\n  build:\n    run: make\n    ${keys}\n`;

/** Stages in which the first is on one line each. */
const stages = (...written: readonly string[]) =>
  `stages:\n${written.map((keys, index) => `  s${index}: { run: x, ${keys} }\n`).join('')}`;

describe('a list that only excludes', () => {
  it.each([
    ['inputs', '"!*.md"', '4:13'],
    ['inputs', '["!notes/**", "!*.md"]', '4:13'],
    ['outputs', '["!x"]', '4:14'],
    ['unstable', '["!x"]\n    outputs: [y]', '4:15'],
  ])('is refused as `%s: %s`', (key, written, place) => {
    const [problem] = problemsOf(stage(`${key}: ${written}`));
    expect(problem).toContain(`stagetime.yml:${place}: error: \`${key}\` only excludes`);
    expect(problem).toContain('remedy: add what `!');
  });

  it('is refused among the inputs of a cache and as evidence too', () => {
    const cache = 'caches:\n  c: { paths: a, inputs: ["!b"] }\n';
    expect(problemsOf(`${cache}${stage('caches: c')}`)[0]).toContain('2:26: error: `inputs` only');
    const [evidence] = problemsOf(stage('evidence: { junit: "!j.xml" }'));
    expect(evidence).toContain('4:24: error: `!j.xml` excludes a file');
  });

  it('says how a file is named that begins so', () => {
    expect(problemsOf(stage('inputs: ["!important.txt"]'))[0]).toContain('`./!important.txt`');
    expect(stageOf('inputs: ["./!important.txt", "!*.md"]').inputs).toEqual([
      './!important.txt',
      '!*.md',
    ]);
  });
});

describe('a place that only a shell knows', () => {
  it.each([
    ['inputs: "$HOME/data"', '`$HOME`'],
    ['outputs: ["$<HOME>/x"]', '`$<HOME>`'],
    ['inputs: ["data/$<USER>/*.csv"]', '`$<USER>`'],
    ['inputs: [a, "!$HOME/x"]', '`$HOME`'],
    ['working-directory: "%USERPROFILE%/x"', '`%USERPROFILE%`'],
    ['inputs: ["$env:TEMP/x"]', '`$env:TEMP`'],
    ['evidence: { junit: "$RUNNER_TEMP/j.xml" }', '`$RUNNER_TEMP`'],
  ])('is refused: %s', (keys, variable) => {
    const inBraces = (text: string) => text.replaceAll('<', '{').replaceAll('>', '}');
    const [problem] = problemsOf(stage(inBraces(keys)));
    expect(problem).toContain(`holds the variable ${inBraces(variable)}`);
  });

  it('is refused in a cache, where it is kept and where its key is made from', () => {
    const cache = 'caches:\n  c: { paths: ["$HOME/.cache/pip"], inputs: ["~ann/lock"] }\n';
    const [paths, inputs] = problemsOf(`${cache}${stage('caches: c')}`);
    expect(paths).toContain('2:16: error: the path `$HOME/.cache/pip` holds the variable `$HOME`');
    expect(inputs).toContain("the path `~ann/lock` is in a user's home folder");
  });

  it('is a name like others where it is one', () => {
    const names = ['$lib/a.ts', './$HOME/x', './~ann/x', '~$draft.docx', '100%', 'a$B/c', '~x'];
    expect(problemsOf(stage(`inputs: ${JSON.stringify(names)}`))).toEqual([]);
  });
});

it('a path is normalised when the definition is read', () => {
  const [read] = pipelineOf(
    'caches:\n  c: { paths: [./a//b/], inputs: [.//x/., x] }\n' +
      stage(
        'inputs: [in//a/, "./in/a", "!./in/./b", .]\n    outputs: [out/./o.txt, "./out//**"]\n    unstable: ["out//o.txt"]\n    evidence: { junit: .//j.xml }\n    caches: c',
      ),
  ).stages;
  expect(read).toMatchObject({
    inputs: ['in/a', '!in/b', '.'],
    outputs: ['out/o.txt', 'out/**'],
    unstable: ['out/o.txt'],
    evidence: [{ source: 'junit', file: 'j.xml' }],
  });
});

it('braces stand for a number of paths that can be looked for', () => {
  const [problem] = problemsOf(stage('inputs: ["data/{1..5000}.csv"]'));
  expect(problem).toContain('4:14: error: the braces of `data/{1..5000}.csv` stand for more than');
  expect(problemsOf(stage('inputs: ["data/{1..500}.csv"]'))).toEqual([]);
  expect(problemsOf(stage(`inputs: ["${'{a,b}'.repeat(40)}"]`))).toHaveLength(1);
  expect(problemsOf(stage('inputs: [".{.,x}/secret"]'))[0]).toContain("leaves the pipeline's");
});

it('names with signs are no patterns where one file or folder is meant', () => {
  const names = ['+(x)', '@scope', 'a{b}', 'a[1', '(shop)'];
  const cache = `caches:\n  c: { paths: ${JSON.stringify(names)} }\n`;
  expect(problemsOf(`${cache}${stage('caches: c')}`)).toEqual([]);
  expect(problemsOf(stage('evidence: { junit: "out (v2)/{x}.xml" }'))).toEqual([]);
});

describe('outputs of two stages', () => {
  it.each<[string, string, string, string]>([
    [
      'the same path',
      'outputs: out/a',
      'outputs: [x, ./out//a]',
      '3:30: error: `./out//a` is written by the stage `s0` too',
    ],
    [
      'the same path, one after the other',
      'outputs: a',
      'outputs: a, needs: s0',
      '3:26: error: `a` is written by',
    ],
    [
      'the same pattern',
      'outputs: "out/*.pdf"',
      'outputs: "out/*.pdf"',
      '3:26: error: `out/*.pdf` is written by',
    ],
    ['the same folder', 'outputs: out/', 'outputs: out/', '3:26: error: `out/` is written by'],
    [
      'the same evidence',
      'evidence: { junit: j.xml }',
      'evidence: { junit: j.xml }',
      '3:36: error: `j.xml` is written by',
    ],
    [
      "a file in the other's folder",
      'outputs: out',
      'outputs: out/a/b',
      '3:26: error: `out/a/b` is in `out`, which the stage `s0` writes, and neither',
    ],
    [
      "a folder around the other's file",
      'outputs: out/a/b',
      'outputs: out/',
      '3:26: error: `out/a/b`, which the stage `s0` writes, is in `out/`, and neither',
    ],
    [
      'evidence in a folder',
      'outputs: "out/**"',
      'evidence: { junit: out/j.xml }',
      '3:36: error: `out/j.xml` is in `out/**`',
    ],
    [
      'an unstable file',
      'outputs: x, unstable: out/log',
      'outputs: out',
      '3:26: error: `out/log`, which the stage `s0`',
    ],
    ['everything', 'outputs: .', 'outputs: a', '3:26: error: `a` is in `.`'],
  ])('are refused where they are %s', (_, first, second, expected) => {
    const problems = problemsOf(stages(first, second));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`stagetime.yml:${expected}`);
    expect(problems[0]).toMatch(/remedy: .*(let one of the two)/);
  });

  it.each<[string, readonly string[]]>([
    ['one needs the other', ['outputs: out', 'outputs: out/a, needs: s0']],
    [
      'one needs the other through a third',
      ['outputs: out/a', 'needs: s0', 'outputs: out, needs: s1'],
    ],
    ['both have a folder, and one needs the other', ['outputs: out/', 'outputs: out/, needs: s0']],
    [
      'both have a pattern, and one needs the other',
      ['outputs: "out/**/*.pdf"', 'outputs: x', 'outputs: "out/**/*.pdf", needs: s0'],
    ],
    ['patterns only may meet', ['outputs: "out/*.pdf"', 'outputs: "out/a*"', 'outputs: out/x.pdf']],
    ['one excludes what the other writes', ['outputs: [out, "!out/a"]', 'outputs: out/a/b']],
    ['names only begin alike', ['outputs: out', 'outputs: output/a', 'outputs: out.txt']],
    [
      'wide patterns say what is unstable',
      ['outputs: a, unstable: "**/*.log"', 'outputs: b, unstable: "**/*.log"'],
    ],
  ])('are fine where %s', (_, written) => {
    expect(problemsOf(stages(...written))).toEqual([]);
  });

  it('are compared in a moment, however many there are', () => {
    const many = Array.from({ length: 3000 }, (_, n) => `outputs: [out/s${n}/a, out/s${n}/b]`);
    expect(problemsOf(stages(...many))).toEqual([]);
  });
});
