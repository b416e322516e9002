import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJunit } from '../../src/evidence/junit.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

function read(xml: string | Buffer) {
  const file = join(temporaryFolder(), 'junit.xml');
  writeFileSync(file, xml);
  return readJunit(file);
}

const suite = (cases: string) =>
  `<testsuites><testsuite name="pytest">${cases}</testsuite></testsuites>`;

/** The numbers of a file that has to be readable. */
async function numbersOf(xml: string) {
  const result = await read(xml);
  if (result.kind !== 'read') throw new Error(result.reason);
  return result.tests;
}

describe('tests in JUnit XML', () => {
  const python = requireTool('python:pytest');

  it.skipIf(!python.available)('are those that pytest ran', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'tests'));
    writeFileSync(
      join(folder, 'tests/test_sums.py'),
      `import time, pytest
def test_quick(): pass
@pytest.mark.parametrize('n', ['a<b', '&', 'é"'])
def test_slow(n): time.sleep(0.05)
def test_wrong(): assert 1 == 2, '\\x1b[31m]]>'
@pytest.mark.skip
def test_later(): pass
@pytest.fixture
def broken():
    yield
    raise RuntimeError('torn down')
def test_twice(broken): pass
`,
    );
    const command = ['-m', 'pytest', 'tests', '--junitxml=out/junit.xml', '-p', 'no:cacheprovider'];
    spawnSync('python3', command, { cwd: folder });
    const result = await readJunit(join(folder, 'out/junit.xml'));
    expect(result).toMatchObject({
      kind: 'read',
      // A test that passes and fails when it is torn down is one test, which failed.
      tests: { total: 7, failed: 2, skipped: 1 },
    });
    const slowest = result.kind === 'read' ? result.tests.slowest : [];
    expect(slowest.slice(0, 3).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tests.test_sums::test_slow[a<b]', 'tests.test_sums::test_slow[&]']),
    );
    for (const { durationMs } of slowest.slice(0, 3)) expect(durationMs).toBeGreaterThanOrEqual(50);
  });

  it('are counted once where they were run again, with all their time', async () => {
    const again = '<testcase classname="a" name="b" time="1.5"><failure/></testcase>';
    const passed = '<testcase classname="a" name="b" time="0.5"/>';
    expect(await numbersOf(suite(again + passed))).toMatchObject({
      total: 1,
      failed: 1,
      durationMs: 2000,
      slowest: [{ name: 'a::b', durationMs: 2000 }],
    });
  });

  it('keep the fifteen slowest, and the sum of all', async () => {
    const cases = Array.from(
      { length: 40 },
      (_, i) => `<testcase name="t${i}" time="0.${10 + i}"/>`,
    );
    const { total, slowest, durationMs } = await numbersOf(suite(cases.join('')));
    expect(total).toBe(40);
    expect(slowest.map(({ name }) => name).slice(0, 2)).toEqual(['t39', 't38']);
    expect(slowest).toHaveLength(15);
    expect(durationMs).toBe(11_800);
  });

  it('have no time that cannot be', async () => {
    const times = ['NaN', '-1', '1e999', '', 'soon', '1,234.5'];
    const cases = times.map((time, i) => `<testcase name="t${i}" time="${time}"/>`);
    expect(await numbersOf(suite(cases.join('')))).toMatchObject({
      total: 6,
      slowest: [{ name: 't5', durationMs: 1_234_500 }],
    });
  });

  it('have names of one visible line', async () => {
    const name = `a&#10;b\u202e${'x'.repeat(10_000)}`;
    const { slowest } = await numbersOf(suite(`<testcase name="${name}" time="1"/>`));
    expect(slowest[0]?.name).toMatch(/^a\[U\+000A\]b\[U\+202E\]x+…$/);
    expect(slowest[0]?.name.length).toBeLessThanOrEqual(200);
  });

  it('may carry messages of megabytes', async () => {
    const message = 'x'.repeat(2_000_000);
    const xml = suite(
      `<testcase name="a" time="1"><failure message="${message}">${message}</failure></testcase>`,
    );
    expect(await numbersOf(xml)).toMatchObject({ total: 1, failed: 1 });
  });
});

describe('a file that is no JUnit XML', () => {
  it.each([
    ['is empty', '', /root/],
    ['is HTML', '<html><body/></html>', /root is `html`/],
    ['ends too early', '<testsuites><testsuite><testcase name="a"', /line 1, column \d+/],
    ['is torn', '<testsuites>\n<testsuite></testsuites>', /line 2, column \d+/],
    ['is binary', Buffer.from([0, 1, 2, 255, 254]), /line 1/],
    ['is nested without an end', '<testsuite>'.repeat(1_000_000), /nested deeper/],
    [
      'has attributes without an end',
      `<testsuite ${Array.from({ length: 2000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      /more attributes/,
    ],
    [
      'has tests without an end',
      suite(Array.from({ length: 300_001 }, (_, i) => `<testcase name="${i}"/>`).join('')),
      /more than 300000 tests/,
    ],
    [
      'defines entities that grow',
      `<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${suite('<testcase name="&b;" time="1"/>')}`,
      /line 1/,
    ],
    [
      'names files to load',
      `<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>${suite('<testcase name="&a;" time="1"/>')}`,
      /line 1/,
    ],
  ])('that %s is said to be none, and where', async (_, content, reason) => {
    const result = await read(content);
    expect(result).toMatchObject({ kind: 'unreadable', reason: expect.stringMatching(reason) });
  });

  it('that is a folder, or gone, is a reason too', async () => {
    expect(await readJunit(temporaryFolder())).toMatchObject({ kind: 'unreadable' });
    expect(await readJunit('/nowhere/junit.xml')).toMatchObject({ kind: 'unreadable' });
  });

  it('never makes it throw', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const markup = fc
      .array(
        fc.constantFrom(
          '<testsuite>',
          '</testsuite>',
          '<testcase ',
          'name="a"',
          '/>',
          '>',
          '<![CDATA[',
          ']]>',
          '&',
          '<!--',
          '<?',
          'x',
        ),
        { maxLength: 30 },
      )
      .map(parts => Buffer.from(parts.join('')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, markup), async content => {
        expect(['read', 'unreadable']).toContain((await read(Buffer.from(content))).kind);
      }),
      { numRuns: 60 },
    );
  });
});
