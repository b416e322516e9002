import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../src/evidence/readers.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

const readJunit = (file: string, stageMs?: number) => readFile({ source: 'junit', file, stageMs });

function read(xml: string | Buffer, stageMs?: number) {
  const file = join(temporaryFolder(), 'junit.xml');
  writeFileSync(file, xml);
  return readJunit(file, stageMs);
}

const suite = (cases: string) =>
  `<testsuites><testsuite name="pytest">${cases}</testsuite></testsuites>`;

/** The numbers of a file that has to be readable. */
async function numbersOf(xml: string | Buffer, stageMs?: number) {
  const result = await read(xml, stageMs);
  if (result.kind !== 'read') throw new Error(JSON.stringify(result.problem));
  if (result.numbers.tests === undefined) throw new Error('no tests');
  return result.numbers.tests;
}

/** The names of tests that take a second each, as they are shown. */
async function shownNames(cases: string) {
  const { slowest } = await numbersOf(suite(cases));
  return slowest.map(({ name }) => name);
}

const timed = (name: string, time = '1') =>
  `<testcase classname="t" name="${name}" time="${time}"/>`;

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
      numbers: { tests: { total: 7, failed: 2, skipped: 1 } },
    });
    const slowest = result.kind === 'read' ? (result.numbers.tests?.slowest ?? []) : [];
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

describe('which test it is', () => {
  it('is told by the whole name, also where 200 characters are alike, and shown by its end', async () => {
    const long = 'x'.repeat(300);
    const { total, slowest } = await numbersOf(suite(timed(`${long}-one`) + timed(`${long}-two`)));
    expect(total).toBe(2);
    const names = slowest.map(({ name }) => name);
    expect(names).toEqual([
      expect.stringMatching(/^t::x+…x+-one$/),
      expect.stringMatching(/-two$/),
    ]);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(200);
    expect(new Set(slowest.map(({ id }) => id)).size).toBe(2);
    for (const { id } of slowest) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    ['blanks', 't[a b]', 't[a  b]', ['t::t[a b]', 't::t[a␣␣b]']],
    ['control characters', 't[&#9;]', 't[&#10;]', ['t::t[[U+0009]]', 't::t[[U+000A]]']],
    ['directions', 't[\u202ea]', 't[\u202da]', ['t::t[[U+202E]a]', 't::t[[U+202D]a]']],
    ['emoji', 't[👩‍🔬]', 't[👩‍🚀]', ['t::t[👩‍🔬]', 't::t[👩‍🚀]']],
    ['normal forms of Unicode', 't[é]', 't[e\u0301]', ['t::t[é]', 't::t[e\u0301]']],
  ])('is told by %s', async (_, one, other, names) => {
    expect(await shownNames(timed(one) + timed(other))).toEqual(names);
  });

  it('is told by its suite, which then is shown', async () => {
    const login = (time: string, child = '') =>
      `<testcase classname="login.spec" name="logs in" time="${time}">${child}</testcase>`;
    const xml = `<testsuites>
<testsuite name="chromium">${login('3')}</testsuite>
<testsuite name="firefox">${login('5', '<failure/>')}</testsuite>
<testsuite name="webkit">${login('4', '<skipped/>')}</testsuite></testsuites>`;
    expect(await numbersOf(xml)).toMatchObject({
      total: 3,
      failed: 1,
      skipped: 1,
      slowest: [
        { name: 'firefox › login.spec::logs in' },
        { name: 'webkit › login.spec::logs in' },
        { name: 'chromium › login.spec::logs in' },
      ],
    });
  });

  it.each([
    [
      'a nested suite',
      '<testsuite name="a"><testsuite name="1">T</testsuite><testsuite name="2">T</testsuite></testsuite>',
    ],
    ['a file', '<testsuite file="a.rb">T</testsuite><testsuite file="b.rb">T</testsuite>'],
    ['a machine', '<testsuite hostname="a">T</testsuite><testsuite hostname="b">T</testsuite>'],
  ])('is told by %s too', async (_, suites) => {
    const { total, slowest } = await numbersOf(
      `<testsuites>${suites.replaceAll('T', timed('x'))}</testsuites>`,
    );
    expect(total).toBe(2);
    expect(new Set(slowest.map(({ name }) => name)).size).toBe(2);
    expect(new Set(slowest.map(({ id }) => id)).size).toBe(2);
  });

  it('does not change with the name of the machine, which is another in every run of CI', async () => {
    const on = async (host: string) => {
      const { slowest } = await numbersOf(
        `<testsuite name="pytest" hostname="${host}">${timed('x')}</testsuite>`,
      );
      return slowest[0]?.id;
    };
    expect(await on('runner-1')).toBe(await on('runner-2'));
  });

  it('is one for each of those without any name', async () => {
    expect(await numbersOf(suite('<testcase time="1"/>'.repeat(3)))).toMatchObject({ total: 3 });
  });

  it.each([
    ['passed at last', '<flakyFailure/><flakyError/>', { total: 1, failed: 0 }],
    ['never passed', '<failure/><rerunFailure/>', { total: 1, failed: 1 }],
  ])('is one that Surefire ran again and that %s', async (_, children, numbers) => {
    const xml = suite(`<testcase name="a" time="1">${children}</testcase>`);
    expect(await numbersOf(xml)).toMatchObject(numbers);
  });
});

describe('the outcome of a test', () => {
  it.each([
    ['status="run" result="completed"', '', 'passed'],
    ['status="notrun" result="suppressed"', '', 'skipped'],
    ['status="run" result="skipped"', '', 'skipped'],
    ['status="disabled"', '', 'skipped'],
    ['status="fail"', '', 'failed'],
    ['', '<skipped/>', 'skipped'],
    ['', '<error/>', 'failed'],
    ['', '<skipped/><failure/>', 'failed'],
    ['', '<failure/><error/>', 'failed'],
    ['', '<system-out><failure/></system-out>', 'passed'],
    ['', '<properties><property name="skipped" value="1"/></properties>', 'passed'],
  ])('with %s and %s is %s', async (attributes, children, outcome) => {
    const xml = suite(`<testcase name="a" ${attributes}>${children}</testcase>`);
    const { failed, skipped } = await numbersOf(xml);
    expect({ failed, skipped }).toEqual({
      failed: outcome === 'failed' ? 1 : 0,
      skipped: outcome === 'skipped' ? 1 : 0,
    });
  });

  it('is counted, whatever the suite says of it', async () => {
    const xml = `<testsuite tests="9" failures="7" skipped="5">${timed('a')}</testsuite>`;
    expect(await numbersOf(xml)).toMatchObject({ total: 1, failed: 0, skipped: 0 });
  });
});

describe('the time of a test', () => {
  const timeOf = async (times: readonly string[], stageMs?: number) => {
    const cases = times.map((time, i) => timed(`t${i}`, time)).join('');
    return numbersOf(suite(cases), stageMs);
  };

  it('may be either where it has one comma and three digits: what fits the stage', async () => {
    expect(await timeOf(['1,234'], 3_000)).toMatchObject({ durationMs: 1_234 });
    expect(await timeOf(['1,234'], 2_000_000)).toMatchObject({ durationMs: 1_234_000 });
    expect(await timeOf(['1,234', '0,5'], 2_000_000)).toMatchObject({ durationMs: 1_734 });
    expect(await timeOf(['1,234'])).toMatchObject({ durationMs: 1_234 });
  });

  it('that cannot be is left out, with numbers that say so', async () => {
    const found = await read(suite(timed('a', '548392417') + timed('b', '0.01')), 20);
    const timesLeftOut = { tooLong: 1, longestMs: 548_392_417_000, unreadable: 0 };
    expect(found).toMatchObject({
      kind: 'read',
      numbers: {
        tests: { total: 2, durationMs: 10, timesLeftOut, slowest: [{ name: 't::b' }] },
      },
      problems: [{ kind: 'times-left-out', times: timesLeftOut, stageMs: 20 }],
    });
  });

  it.each([
    ['milliseconds', '350', 20],
    ['nanoseconds', '4200000', 60_000],
    ['more than can be', '9e300', 20],
  ])('in %s is not guessed', async (_, time, stageMs) => {
    const { durationMs, timesLeftOut } = await timeOf([time], stageMs);
    expect(durationMs).toBe(0);
    expect(timesLeftOut?.tooLong).toBe(1);
    expect(Number.isFinite(timesLeftOut?.longestMs)).toBe(true);
  });

  it('may be as long as the stage, for each of many that ran at the same time', async () => {
    const { durationMs, timesLeftOut } = await timeOf(Array(50).fill('30.1'), 30_000);
    expect(durationMs).toBe(50 * 30_100);
    expect(timesLeftOut).toBeUndefined();
  });

  it('that is no number is counted as such; none at all is nothing to say', async () => {
    expect((await timeOf(['NaN', '-1', 'soon'])).timesLeftOut).toMatchObject({ unreadable: 3 });
    expect((await timeOf(['', '-0.0'])).timesLeftOut).toBeUndefined();
  });
});

describe('what is no XML in a file', () => {
  it.each([
    ['references that XML does not allow', '&#27;&#x0;&#xD800;&#x110000;'],
    ['raw control characters', '\u0000\u001b\u0008'],
    ['entities that nobody defined', '&nbsp;&auml;&nothing;&;&'],
    ['signs that have to be escaped', 'a < b && c > d'],
  ])('is passed over: %s', async (_, text) => {
    const xml = suite(
      `<testcase name="a" time="1"><system-out>${text}</system-out></testcase><testcase name="b[${text.replaceAll('<', '')}]" time="2"><failure/></testcase>`,
    );
    expect(await numbersOf(xml)).toMatchObject({ total: 2, failed: 1, durationMs: 3000 });
  });

  it('is shown by a sign', async () => {
    expect(await shownNames(timed('a&#27;[31m&#0;'))).toEqual(['t::a[U+001B][31m\uFFFD']);
  });

  it.each([
    ['grow', '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'],
    ['name files', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'],
    ['hold tests', `<!DOCTYPE a [<!ENTITY b "<x/>${timed('no')}">\n<!-- ${timed('no')} -->]>`],
  ])('is never expanded: entities that %s', async (_, doctype) => {
    const { total, slowest } = await numbersOf(`${doctype}${suite(timed('&b;'))}`);
    expect([total, slowest[0]?.name]).toEqual([1, 't::&b;']);
  });

  it('is no test within CDATA, comments and instructions', async () => {
    const hidden = `<![CDATA[${timed('1')}]]><!-- ${timed('2')} --><?pi ${timed('3')} ?>`;
    expect(await numbersOf(suite(hidden + timed('a')))).toMatchObject({ total: 1 });
  });
});

describe('the encoding of a file', () => {
  const xml = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?>${suite(timed('grüßt') + timed('grüst'))}`;
  const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();
  const wide = (text: string, write: 'writeUInt32LE' | 'writeUInt32BE') => {
    const codes = [...text].map(character => character.codePointAt(0) ?? 0);
    const buffer = Buffer.alloc(codes.length * 4);
    for (const [i, code] of codes.entries()) buffer[write](code, i * 4);
    return buffer;
  };

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${xml('utf-8')}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${xml('utf-16')}`, 'utf16le')],
    ['UTF-16 the other way round', swapped(`\ufeff${xml('utf-16')}`)],
    ['UTF-16 without a mark', Buffer.from(xml('utf-16'), 'utf16le')],
    ['UTF-32', wide(`\ufeff${xml('utf-32')}`, 'writeUInt32LE')],
    ['UTF-32 the other way round', wide(xml('utf-32'), 'writeUInt32BE')],
    ['ISO-8859-1', Buffer.from(xml('ISO-8859-1'), 'latin1')],
    ['windows-1252, in capitals', Buffer.from(xml('Windows-1252'), 'latin1')],
    ['UTF-8 that claims to be UTF-16', Buffer.from(xml('utf-16'))],
    ['UTF-8 under a name that nobody knows', Buffer.from(xml('x-unknown'))],
  ])('is %s', async (_, bytes) => {
    const { slowest } = await numbersOf(bytes);
    expect(slowest.map(({ name }) => name)).toEqual(['t::grüßt', 't::grüst']);
  });

  it('is Shift_JIS', async () => {
    const name = Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67]);
    const [before = '', after = ''] = xml('Shift_JIS').replace('grüßt', '%').split('%');
    const { slowest } = await numbersOf(
      Buffer.concat([Buffer.from(before), name, Buffer.from(after, 'latin1')]),
    );
    expect(slowest[0]?.name).toBe('t::テスト');
  });

  it('is not what the file declares: each byte is U+FFFD, and names stay apart', async () => {
    const bytes = Buffer.from(suite(timed('\xe4') + timed('\xf6') + timed('é')), 'utf8');
    const wrong = Buffer.from(bytes.toString('utf8').replace('é', '\xfc'), 'latin1');
    const { total, slowest } = await numbersOf(wrong);
    expect(total).toBe(3);
    expect(slowest.map(({ name }) => name)).toEqual([
      't::\uFFFD',
      't::\uFFFD (2)',
      't::\uFFFD (3)',
    ]);
    expect(new Set(slowest.map(({ id }) => id)).size).toBe(3);
  });

  it('may be damaged at one place, and is read wherever the pieces of the file end', async () => {
    const name = 'ä漢😀'.repeat(40_000);
    const text = Buffer.from(
      suite(`${timed('ok')}<testcase name="b" time="1"><failure message="${name}"/>`),
    );
    const damaged = Buffer.concat([text, Buffer.from([0xff]), Buffer.from('</testcase>')]);
    expect(await numbersOf(damaged)).toMatchObject({ total: 2, failed: 1 });
  });
});

describe('a file that breaks off', () => {
  it('keeps what could be read, and not the test that it breaks off in', async () => {
    const xml = `<testsuites>\n<testsuite name="pytest">${timed('a')}<testcase name="b" time="9"><failure mess`;
    expect(await read(xml)).toMatchObject({
      kind: 'read',
      numbers: { tests: { total: 1, durationMs: 1000, isTorn: true } },
      problems: [{ kind: 'torn', element: 'failure', line: 2 }],
    });
  });

  it.each([
    ['after a test', suite(timed('a')).replace('</testsuite></testsuites>', '')],
    ['within a tag', suite(timed('a')).slice(0, -4)],
    ['at an element that is never closed', '<testsuite><oops></testsuite>'],
  ])('says so: %s', async (_, xml) => {
    expect(await numbersOf(xml)).toMatchObject({ isTorn: true });
  });

  it('is not one that is whole', async () => {
    expect(
      (await numbersOf(suite('<testcase name="a"><skipped/></testcase>'))).isTorn,
    ).toBeUndefined();
  });
});

describe('a file that is no JUnit XML', () => {
  it.each([
    ['is empty', '', { kind: 'empty' }],
    ['holds a blank', '\n', { kind: 'other-format' }],
    ['is HTML', '<!DOCTYPE html><html><body/></html>', { kind: 'other-root', root: 'html' }],
    ['is text', 'no tests ran', { kind: 'other-format' }],
    ['is binary', Buffer.from([0, 1, 2, 255, 254]), { kind: 'other-format' }],
    [
      'are two',
      `<testsuite>${timed('a')}</testsuite>\n<testsuite/>`,
      { kind: 'two-roots', line: 2 },
    ],
    [
      'is nested without an end',
      '<testsuite>'.repeat(1_000_000),
      { kind: 'beyond-bounds', what: 'depth', limit: 100 },
    ],
    [
      'has attributes without an end',
      `<testsuite ${Array.from({ length: 2000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      { kind: 'beyond-bounds', what: 'attributes', limit: 1000 },
    ],
    [
      'has tests without an end',
      suite(Array.from({ length: 300_001 }, (_, i) => `<testcase name="${i}"/>`).join('')),
      { kind: 'beyond-bounds', what: 'tests', limit: 300_000 },
    ],
  ])('because it %s', async (_, content, problem) => {
    expect(await read(content)).toEqual({ kind: 'unreadable', problem });
  });

  it('that is a folder, gone, or a pipe that nobody writes into, is a reason too', async () => {
    const folder = temporaryFolder();
    expect(await readJunit(folder)).toMatchObject({ problem: { kind: 'no-file', what: 'folder' } });
    expect(await readJunit('/nowhere/junit.xml')).toMatchObject({ problem: { kind: 'missing' } });
    if (process.platform === 'win32') return;
    spawnSync('sh', ['-c', 'mkfifo pipe'], { cwd: folder });
    expect(await readJunit(join(folder, 'pipe'))).toMatchObject({
      problem: { kind: 'no-file', what: 'other' },
    });
  });

  it('that is too large is not looked into', async () => {
    const file = join(temporaryFolder(), 'junit.xml');
    writeFileSync(file, '<testsuite/>');
    truncateSync(file, 65 * 1024 * 1024);
    expect(await readJunit(file)).toMatchObject({ problem: { kind: 'too-large' } });
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

describe('failed tests in JUnit XML', () => {
  const python = requireTool('python:pytest');

  it.skipIf(!python.available)('say why and where, as pytest wrote it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'tests'));
    writeFileSync(
      join(folder, 'tests/test_fit.py'),
      `import pytest
def test_fine(): pass
def test_fit():
    assert 3 == 4, 'three'
@pytest.fixture
def broken():
    raise RuntimeError('no data')
def test_setup(broken): pass
`,
    );
    const command = ['-m', 'pytest', 'tests', '--junitxml=junit.xml', '-p', 'no:cacheprovider'];
    spawnSync('python3', command, { cwd: folder });
    const result = await readJunit(join(folder, 'junit.xml'));
    if (result.kind !== 'read') throw new Error(result.kind);
    expect(result.numbers.tests?.failures).toEqual([
      {
        name: 'tests.test_fit::test_fit',
        message: expect.stringMatching(/^AssertionError: three/),
        file: 'tests/test_fit.py',
        line: 4,
      },
      {
        name: 'tests.test_fit::test_setup',
        message: expect.stringMatching(/RuntimeError: no data/),
        file: 'tests/test_fit.py',
        line: 7,
      },
    ]);
  });

  it('are the first five, each once, with the first line of what they say', async () => {
    const failing = (name: string, inner: string) =>
      `<testcase classname="t" name="${name}" file="t.js">${inner}</testcase>`;
    const { failures } = await numbersOf(
      suite(
        [
          failing('a', '<failure message="one&#10;two">text</failure><failure message="again"/>'),
          failing('a', '<error message="torn down"/>'),
          failing(
            'b',
            '<failure><![CDATA[\n\n  first \u001b[31mline\n File "x.py", line 3, in y]]></failure>',
          ),
          failing('c', '<error type="TypeError"/>'),
          failing('d', '<system-out>no failure</system-out><failure/>'),
          failing('e', '<failure message="e"/>'),
          failing('f', '<failure message="f"/>'),
          failing('g', '<skipped message="later"/>'),
        ].join(''),
      ),
    );
    expect(failures).toEqual([
      { name: 't::a', message: 'one', file: 't.js' },
      { name: 't::b', message: 'first [U+001B][31mline', file: 'x.py', line: 3 },
      { name: 't::c', message: 'TypeError', file: 't.js' },
      { name: 't::d', file: 't.js' },
      { name: 't::e', message: 'e', file: 't.js' },
    ]);
  });

  it('are bounded, however much they say', async () => {
    const long = 'x'.repeat(3_000_000);
    const { failures = [] } = await numbersOf(
      suite(
        `<testcase name="a"><failure message="${long}">${long}\ntests/a.py:9: E</failure></testcase>`,
      ),
    );
    expect(failures[0]).toMatchObject({ file: 'tests/a.py', line: 9 });
    expect(JSON.stringify(failures).length).toBeLessThan(400);
  });
});
