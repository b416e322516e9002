/** Secrets planted in every form and place that a stage can reach: none of it is in what is published. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unzip } from '../github/zips.ts';
import { startResultsService } from '../services/results-service.ts';
import { runAction } from '../services/runner.ts';
import { definition, runCli, workspace } from './harness.ts';

/** Each sign in it has a meaning somewhere. */
const PASSWORD = `zQ7"w\\v&r<9%x/y'ü k>;]:$Jm`;
const MASKED = 'mK4-first/line+Vx\nsecond=Line_of&it-Wy';
/** Of these no part may be seen either: as much as a shortened name would show. */
const LONG = `Xy7${'-longer-than-any-name'.repeat(20)}`;

type Encoder = (text: string) => string;

const bytesOf = (text: string) => [...Buffer.from(text)];
const percent =
  (which: RegExp, upper: boolean): Encoder =>
  text =>
    bytesOf(text)
      .map(byte => {
        const sign = String.fromCharCode(byte);
        const digits = byte.toString(16).padStart(2, '0');
        return which.test(sign) ? sign : `%${upper ? digits.toUpperCase() : digits}`;
      })
      .join('');
const base64 =
  (before: string, after: string, kind: 'base64' | 'base64url' = 'base64'): Encoder =>
  text =>
    Buffer.from(before + text + after).toString(kind);
const entities =
  (write: (code: number) => string, which = /[&<>"']/gu): Encoder =>
  text =>
    text.replaceAll(which, sign => write(sign.codePointAt(0) ?? 0));
const json: Encoder = text => JSON.stringify(text);
const ascii: Encoder = text =>
  json(text).replaceAll(
    /[^ -~]/g,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What prints a secret so; written without a look at how they are found. */
const FORMS: Readonly<Record<string, Encoder>> = {
  plain: text => text,
  'in the middle of a line': text => `before ${text} after`,
  'twice in a row': text => text + text,
  'after colours': text => `\u001b[31m${text}\u001b[0m`,
  json,
  'json in json': text => json(json(text)),
  'json in ASCII': ascii,
  'json in ASCII, upper case': text =>
    ascii(text).replaceAll(/\\u[\da-f]{4}/g, code => `\\u${code.slice(2).toUpperCase()}`),
  'json with escaped slashes': text => json(text).replaceAll('/', '\\/'),
  'json for HTML': text =>
    json(text).replaceAll(/[<>&]/g, sign => `\\u00${sign.charCodeAt(0).toString(16)}`),
  encodeURIComponent,
  encodeURI,
  'RFC 3986': percent(/[\w.~-]/, true),
  'RFC 3986, lower case': percent(/[\w.~-]/, false),
  'a path': percent(/[\w.~/-]/, true),
  'a form': text => new URLSearchParams({ k: text }).toString(),
  'a form, lower case': text => percent(/[\w.*-]/, false)(text).replaceAll('%20', '+'),
  'percent twice': text => percent(/[\w.~-]/, true)(text).replaceAll('%', '%25'),
  'a query': text => new URL(`https://h/?k=${encodeURIComponent(text)}&l=1`).href,
  base64: base64('', ''),
  'base64 without padding': text => base64('', '')(text).replaceAll('=', ''),
  base64url: base64('', '', 'base64url'),
  'user and password': base64('user:', ''),
  'one byte before': base64('u', ''),
  'two bytes before': base64('u:', ''),
  'bytes about it': base64('u:', ' and more'),
  'base64url after one byte': base64('u', 'x', 'base64url'),
  'base64url after two bytes': base64('u:', 'xy', 'base64url'),
  'base64 in lines': text => (base64('', '')(text).match(/.{1,76}/g) ?? []).join('\n'),
  'XML text': text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  'XML attribute': entities(
    code => ({ 38: '&amp;', 60: '&lt;', 62: '&gt;', 34: '&quot;', 39: '&apos;' })[code] ?? '',
  ),
  "Python's HTML": entities(
    code => ({ 38: '&amp;', 60: '&lt;', 62: '&gt;', 34: '&quot;', 39: '&#x27;' })[code] ?? '',
  ),
  'decimal entities': entities(code => `&#${code};`),
  'hexadecimal entities': entities(code => `&#x${code.toString(16)};`),
  'everything as entities': entities(code => `&#${code};`, /[^\w .-]/gu),
  'printf %q': text => text.replaceAll(/[^\w@%+=:,./-]/g, sign => `\\${sign}`),
  'single quotes': text => `'${text.replaceAll("'", String.raw`'\''`)}'`,
  'bash’s dollar quotes': text => `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  'double quotes': text => `"${text.replaceAll(/["\\$`]/g, sign => `\\${sign}`)}"`,
  'a command line': text => text.replaceAll('"', '\\"'),
  PowerShell: text => `'${text.replaceAll("'", "''")}'`,
  'PowerShell’s backticks': text => text.replaceAll(/[`"$]/g, sign => `\`${sign}`),
  hexadecimal: text => Buffer.from(text).toString('hex'),
  'a workflow command': text => `::debug::${text.replaceAll('%', '%25')}`,
};

/** What may not be found: each form of each secret, and of each of its lines. */
const LINES = [PASSWORD, ...MASKED.split('\n')];
const FORBIDDEN = LINES.flatMap(text =>
  Object.entries(FORMS).map(([name, form]) => [name, form(text)] as const),
);

/** The forms that stand in a text, with what stands around base64 left out: the pieces are what tells. */
function leaks(text: string): readonly string[] {
  const found = FORBIDDEN.filter(([, form]) => form.split('\n').some(line => text.includes(line)));
  const cores = ['zQ7', 'mK4-', 'Vx', 'Line_of', 'Xy7-l', 'longer-than'].filter(core =>
    text.includes(core),
  );
  return [...found.map(([name]) => name), ...cores];
}

const attribute = FORMS['XML attribute'] as Encoder;

/** Prints and writes what it must not, wherever it can, and fails. */
function files(): Record<string, string> {
  const printed = FORBIDDEN.map(([, form]) => `${form}\n`).join('');
  const tests = [
    ...LINES.map(text => attribute(text)),
    `test of ${LONG}`,
    `${'x'.repeat(180)} ${attribute(PASSWORD)} and more`,
    `${'x'.repeat(185)}${LONG}`,
  ].map(
    name =>
      `<testcase name="${name}" time="0.5"><failure message="${name}">${name}</failure></testcase>`,
  );
  return {
    'printed.txt': `${printed}${'y'.repeat(70_000)}${LONG}${'z'.repeat(20_000)}\n${'y'.repeat(16_375)}${LONG}\n`,
    'junit.xml': `<testsuite name="${attribute(PASSWORD)}">${tests.join('')}</testsuite>`,
    'odd.xml': `<testsuite>\n<testcase name='${attribute(PASSWORD)}'></${LONG}>`,
    'stagetime.yml': definition({
      prints: [
        'run: |',
        `  printf '%s\\n' '  ::ADD-mask x=1::mK4-first/line+Vx%0Asecond=Line_of&it-Wy'`,
        '  cat printed.txt; cp junit.xml out.xml',
        `  setsid -f sh -c 'sleep 60; : "$0"' "$DB_PASSWORD"`,
        'evidence: { junit: out.xml }',
      ].join('\n'),
      reads: 'run: cp odd.xml out2.xml\nneeds: [prints]\nevidence: { junit: out2.xml }',
      fails:
        'run: tail -n 60 printed.txt; cp junit.xml out3.xml; exit 1\nneeds: [reads]\nevidence: { junit: out3.xml }',
    }),
  };
}

const ENV = { DB_PASSWORD: PASSWORD, LONG_TOKEN: LONG };

/** Every file of a report directory but what the stages themselves wrote. */
function published(reportDir: string): Readonly<Record<string, string>> {
  const names = readdirSync(reportDir, { recursive: true, encoding: 'utf8' });
  const texts = names
    .filter(name => /\.(?:json|md|html|log)$/.test(name))
    .map(name => [name, readFileSync(join(reportDir, name), 'utf8')] as const);
  return Object.fromEntries(texts);
}

const leaksIn = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const found = leaks(text);
      return found.length === 0 ? [] : [[name, found]];
    }),
  );

describe('planted secrets', () => {
  it('are in no file of a run in the terminal, nor in what it prints', async () => {
    const folder = workspace(files());
    const { stdout, stderr, exitCode } = await runCli(['run'], { cwd: folder, env: ENV });
    expect(exitCode).toBe(1);
    const texts: Record<string, string> = {
      ...published(join(folder, '.stagetime')),
      stdout,
      stderr,
    };
    expect(Object.keys(texts)).toEqual(
      expect.arrayContaining([
        'run.json',
        'summary.md',
        'comment.md',
        'report.html',
        'logs/prints.log',
      ]),
    );
    // They were looked for where they were: the names of tests, and a process that was left behind.
    expect(texts['run.json']).toContain('test of ***');
    expect(texts['run.json']).toContain('"survivors"');
    expect(leaksIn(texts)).toEqual({});
  });

  it('are in nothing that the Action publishes', async () => {
    const results = await startResultsService();
    onTestFinished(() => results.close());
    const folder = workspace(files());
    const result = await runAction({
      workspace: folder,
      env: { ...results.env, ...ENV },
      inputs: { 'upload-logs': 'true' },
    });
    expect(result.exitCode).toBe(1);
    expect(result.masks).toContain(MASKED);
    const artifact = await unzip(results.artifacts[0]?.content ?? Buffer.alloc(0));
    expect(Object.keys(artifact)).toContain('logs/prints.log');
    const log = result.stdout.replaceAll(/^::add-mask::.*$/gm, '');
    const texts = {
      ...published(join(folder, '.stagetime')),
      ...artifact,
      log,
      summary: result.summary,
    };
    expect(leaksIn(texts)).toEqual({});
    expect(leaksIn({ annotations: JSON.stringify(result.annotations) })).toEqual({});
  });
});
