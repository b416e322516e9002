import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../src/evidence/readers.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

async function read(tap: string | Buffer, stageMs = 60_000) {
  const file = join(temporaryFolder(), 'tests.tap');
  writeFileSync(file, tap);
  return readFile({ source: 'tap', file, stageMs });
}

/** The numbers of a file that has to be whole. */
async function testsOf(tap: string | Buffer) {
  const result = await read(tap);
  expect(result).toMatchObject({ kind: 'read', problems: [] });
  return result.kind === 'read' ? result.numbers.tests : undefined;
}

/** Names of tests that all failed, as they are shown. */
async function namesOf(tap: string) {
  const tests = await testsOf(tap);
  return tests?.failures?.map(({ name }) => name);
}

/** What the only failed test of a file says. */
async function failureOf(lines: string) {
  const tests = await testsOf(`1..1\nnot ok 1 - a\n${lines}`);
  return tests?.failures;
}

describe('tests in TAP', () => {
  it('are those that node ran, and a suite is none of them', async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'a.test.mjs'),
      `import test, { describe, it } from 'node:test';
import assert from 'node:assert';
test('quick', () => {});
test('odd # one', () => assert.equal(1, 2, 'one is not two'));
describe('suite', () => {
  it('slow', () => new Promise(done => setTimeout(done, 60)));
  it.skip('later', () => {});
  it.todo('some day');
  describe('deep', () => { it('leaf', () => { throw new Error('boom\\nand more'); }); });
});
test('parent', async t => { await t.test('child', () => {}); throw new Error('afterwards'); });
`,
    );
    const { stdout } = spawnSync(
      process.execPath,
      ['--test', '--test-reporter=tap', 'a.test.mjs'],
      { cwd: folder, env: { PATH: process.env.PATH } },
    );
    const tests = await testsOf(stdout);
    expect(tests).toMatchObject({
      // quick, odd, slow, later, some day, leaf, child; and parent, which failed by itself.
      total: 8,
      failed: 3,
      skipped: 2,
      failures: [
        { name: 'odd # one', message: 'one is not two', line: 4 },
        { name: 'leaf', message: 'boom', line: 9 },
        { name: 'parent', message: 'afterwards', line: 11 },
      ],
    });
    expect(tests?.failures?.[0]?.file).toMatch(/a\.test\.mjs$/);
    // What waits 60 ms takes no less, however busy the machine is.
    const slow = tests?.slowest.find(({ name }) => name === 'slow');
    expect(slow?.durationMs).toBeGreaterThanOrEqual(50);
  });

  it.skipIf(!requireTool('perl').available)("are those of Perl's Test::More", async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 't.t'),
      `use Test::More;
ok(1, 'first');
is(1, 2, 'not # equal');
subtest 'group' => sub { plan tests => 2; ok(1, 'in'); subtest 'deeper' => sub { ok(0, 'same'); done_testing; }; };
subtest 'other' => sub { ok(0, 'same'); done_testing; };
SKIP: { skip 'no net', 1; ok(1); }
TODO: { local $TODO = 'later'; ok(0, 'todo'); }
ok(1);
done_testing;
`,
    );
    const { stdout } = spawnSync('sh', ['-c', 'perl t.t 2>&1'], { cwd: folder });
    expect(await testsOf(stdout)).toMatchObject({
      total: 8,
      failed: 3,
      skipped: 2,
      failures: [
        { name: 'not # equal', message: "Failed test 'not # equal'", file: 't.t', line: 3 },
        { name: 'group › deeper › same', file: 't.t', line: 4 },
        { name: 'other › same', file: 't.t', line: 5 },
      ],
    });
  });

  it('are those of bats, with the place in the comment', async () => {
    const tap = `1..3
ok 1 addition
not ok 2 sums of more
# (in test file test/sums.bats, line 12)
#   \`[ "$result" -eq 5 ]' failed
ok 3 later # skip no network
`;
    expect(await testsOf(tap)).toMatchObject({
      total: 3,
      failed: 1,
      skipped: 1,
      failures: [
        {
          name: 'sums of more',
          message: '`[ "$result" -eq 5 ]\' failed',
          file: 'test/sums.bats',
          line: 12,
        },
      ],
    });
  });

  it('are assertions with tape: the same words are another one each time', async () => {
    const tap = `TAP version 13
# timing
ok 1 should be equal
ok 2 should be equal
not ok 3 should be equal
  ---
    operator: equal
    expected: |-
      error: 'no message'
      at: /nowhere.js:1:1
    actual: 107
    at: Test.<anonymous> (/project/timing.js:12:5)
    stack: |-
      Error: should be equal
  ...

1..3
# tests 3
`;
    expect(await testsOf(tap)).toMatchObject({
      total: 3,
      failed: 1,
      failures: [{ name: 'should be equal', file: '/project/timing.js', line: 12 }],
    });
  });

  it('are those of node-tap, whose subtests come in braces', async () => {
    const tap = `TAP version 14
# Subtest: streamed
    ok 1 - one # time=12.5ms
    1..1
ok 1 - streamed # time=20ms
not ok 2 - buffered # time=30ms {
    ok 1 - two # time=5ms
    not ok 2 - three
      ---
      at:
        fileName: test/three.js
        lineNumber: 9
      ...
    1..2
}
not ok 3 - by itself # time=7ms {
    ok 1 - four
    1..1
}
ok 4 - plain
1..4
`;
    expect(await testsOf(tap)).toMatchObject({
      total: 6,
      failed: 2,
      durationMs: 13 + 5 + 7,
      failures: [{ name: 'three', file: 'test/three.js', line: 9 }, { name: 'by itself' }],
    });
  });

  it('have their suite in their names only where that tells them apart', async () => {
    const subtest = (name: string) =>
      `# Subtest: ${name}\n    not ok 1 - same\n    1..1\nnot ok 1 - ${name}\n`;
    expect(await namesOf(`1..2\n${subtest('a')}${subtest('b')}`)).toEqual(['a › same', 'b › same']);
    // As Test::More did before its version 1.3: named where the subtests stand.
    const within = (name: string) =>
      `    # Subtest: ${name}\n    ok 1 - x\n        # Subtest: deep\n        not ok 1 - same\n        1..1\n    not ok 2 - deep\n    1..2\nnot ok 1 - ${name}\n`;
    expect(await namesOf(`1..2\n${within('a')}${within('b')}`)).toEqual([
      'a › deep › same',
      'b › deep › same',
    ]);
    const other = '    # Subtest: a\n    not ok 1 - x\n    not ok 2 - x\n    1..2\nnot ok 1 - a\n';
    expect(await namesOf(`1..1\n${other}`)).toEqual(['x', 'x (2)']);
  });

  it.each([
    ['ok', 'test 1'],
    ['ok 7', 'test 7'],
    ['ok - it works', 'it works'],
    ['ok 1 -it works', '-it works'],
    ['ok 1 2 of 3', '2 of 3'],
    ['ok 1 - C\\# is \\\\ #5', 'C# is \\ #5'],
    ['ok 1 - 12 # time=3s', '12'],
    ['ok 1 - ends {', 'ends'],
  ])('are named by `%s`', async (line, name) => {
    expect(await namesOf(`1..1\nnot ${line}\n`)).toEqual([name]);
  });

  it('that are skipped or to be done have not failed', async () => {
    const tap =
      '1..5\nok 1 # SKIP\nnot ok 2 - a # TODO later\nok 3 # Skipped: b\nok 4 # todo\nok 5 # skipper\n';
    expect(await testsOf(tap)).toMatchObject({ total: 5, failed: 0, skipped: 5 });
    expect(await testsOf('1..1\nnot ok 1 - a \\# SKIP\n')).toMatchObject({ failed: 1, skipped: 0 });
  });

  it('may all be left out', async () => {
    expect(await testsOf('1..0 # SKIP no compiler\n')).toMatchObject({ total: 0 });
  });

  it('stand between lines that are anything', async () => {
    const tap =
      '\ufeffTAP version 14\r\npragma +strict\r\nhello\r\nok 1 - a\r\n  ok 9\r\nokay\r\n1..1\r\n';
    expect(await testsOf(tap)).toMatchObject({ total: 1 });
    expect(await testsOf(Buffer.from(`\ufeff${tap}`, 'utf16le'))).toMatchObject({ total: 1 });
  });
});

describe('a diagnostic', () => {
  it.each([
    ["  ---\n  message: 'it''s wrong'\n  ...\n", { message: "it's wrong" }],
    ['  ---\n  message: "a \\"b\\""\n  ...\n', { message: 'a "b"' }],
    ['  ---\n  error: |-\n\n    first: 1\n    second\n  ...\n', { message: 'first: 1' }],
    ['  ---\n  location: file:///p/a.js:3:1\n  ...\n', { file: '/p/a.js', line: 3 }],
    ['  ---\n  file: t/a.t\n  line: 7\n  ...\n', { file: 't/a.t', line: 7 }],
    ['#   at t/a.t line 7.\n', { file: 't/a.t', line: 7 }],
  ])('of %j is read', async (lines, failure) => {
    expect(await failureOf(lines)).toEqual([{ name: 'a', ...failure }]);
  });

  it('that is not closed ends where tests go on', async () => {
    const tests = await testsOf('1..2\nok 1 - a\n  ---\n  duration_ms: 5\n    ok 9\nok 2 - b\n');
    expect(tests).toMatchObject({ total: 2, durationMs: 5 });
  });

  it('holds no tests, whatever stands in it', async () => {
    const tap =
      '1..1\n    ok 1 - in\n      ---\n      stack: |-\n        ok 1 - no\n      ...\nok 1 - out\n';
    expect(await testsOf(tap)).toMatchObject({ total: 1 });
  });

  it('of a time that cannot be is said', async () => {
    const tap =
      '1..3\nok 1\n  ---\n  duration_ms: 900000\n  ...\nok 2\n  ---\n  duration_ms: -1\n  ...\nok 3\n';
    expect(await read(tap, 1_000)).toMatchObject({
      numbers: { tests: { total: 3, durationMs: 0 } },
      problems: [
        {
          kind: 'times-left-out',
          times: { tooLong: 1, longestMs: 900_000, unreadable: 1 },
          stageMs: 1_000,
        },
      ],
    });
  });
});

describe('a file of TAP', () => {
  it.each([
    ['breaks off', 'TAP version 13\nok 1\nok 2\n', { kind: 'incomplete', found: 2 }],
    ['holds less than planned', '1..5\nok 1\n', { kind: 'incomplete', found: 1, planned: 5 }],
    [
      'ends within a subtest',
      '1..1\n    ok 1 - a\n    ok 2 - b\n',
      { kind: 'incomplete', found: 0, planned: 1 },
    ],
    [
      'bails out',
      '1..5\nok 1\nBail out!  no\u001b database \nok 2\n',
      { kind: 'incomplete', found: 1, planned: 5, said: 'no[U+001B] database' },
    ],
    [
      'bails out without a word',
      '1..1\nok 1\nBail out!\n',
      { kind: 'incomplete', found: 1, planned: 1 },
    ],
  ])('that %s counts as far as it goes', async (_, tap, problem) => {
    const result = await read(tap);
    expect(result).toMatchObject({ kind: 'read', numbers: { tests: { isTorn: true } } });
    expect(result).toHaveProperty('problems', [problem]);
  });

  it.each([
    ['is nested without an end', `1..1\n${' '.repeat(404)}ok 1\n`, { what: 'depth', limit: 100 }],
    [
      'has tests without an end',
      `1..1\n${'ok\n'.repeat(300_001)}`,
      { what: 'tests', limit: 300_000 },
    ],
  ])('that %s is not counted', async (_, tap, problem) => {
    expect(await read(tap)).toEqual({
      kind: 'unreadable',
      problem: { kind: 'beyond-bounds', ...problem },
    });
  });

  it.each([
    ['prose', 'all is well\nok?\nokay\n'],
    ['only indented', '    ok 1 - a\n    1..1\n'],
    ['HTML', '<html>\n<body>ok</body></html>\n'],
  ])('is not one that is %s', async (_, text) => {
    expect(await read(text)).toEqual({ kind: 'unreadable', problem: { kind: 'other-format' } });
  });
});
