/**
 * A secret of its own planted in every place that a stage can reach, as tools of all kinds print it; then
 * every byte that the Action left is looked through: report, summary, comment, check run, artifact, caches,
 * and what it printed. `__tests__/e2e/planted-secrets.test.ts` has the forms of one secret.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definition, workspace } from '../e2e/harness.ts';
import { gitHub, results } from '../e2e/pull-request.ts';
import { unzip } from '../github/zips.ts';
import { TOKENS } from '../services/github-api.ts';
import { startLlmUpstream } from '../services/llm-upstream.ts';
import { type ActionResult, runAction } from '../services/runner.ts';
import { pullRequestEvent, pushEvent, type RunnerEvent } from '../services/runner-environment.ts';
import { leaksIn, type Planted, planted } from '../support/leaks.ts';
import { processesWith } from '../support/processes.ts';

/** One place: what is planted there, and how. */
interface Position {
  /** A stage's commands; the secret is in `$S`. */
  readonly run: string;
  /** The stage fails. */
  readonly fails?: true;
  /** More keys of the stage, whose folder is `DIR`. */
  readonly keys?: string;
  /** The value is in a file: the stage itself asks to hide it. */
  readonly masked?: true;
  readonly signs?: string;
  /** Files beside the definition, with the secret in them. */
  readonly files?: (secret: string) => Readonly<Record<string, string>>;
}

const PYTHON = (code: string): string =>
  `python3 -c 'import os,sys,json,html,shlex,base64,binascii,urllib.parse,pprint,logging,traceback; s=os.environ["S"]; ${code}'`;
const NODE = (code: string): string => `node -e 'const s = process.env.S; ${code}'`;
const xml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, sign => `&#${sign.codePointAt(0)};`);
const junit = (suite: string): Partial<Position> => ({
  files: secret => ({ 'junit.xml': suite.replaceAll('SECRET', xml(secret)) }),
});

const POSITIONS: Readonly<Record<string, Position>> = {
  'a line': { run: 'printf "%s\\n" "$S"' },
  'standard error': { run: 'printf "%s\\n" "$S" >&2' },
  'a line without an end': { run: 'printf "%s" "$S"' },
  'two pieces': {
    run: `printf "%s" "\${S%"\${S#?????????}"}"; sleep 0.3; printf "%s\\n" "\${S#?????????}"`,
  },
  'a sign at a time': { run: PYTHON('[(sys.stdout.write(c), sys.stdout.flush()) for c in s]') },
  'the end of a buffer': { run: `head -c 65530 /dev/zero | tr '\\0' y; printf "%s\\n" "$S"` },
  'behind a progress bar': { run: `printf "10%%\\r50%%\\r%s\\r100%%\\n" "$S"` },
  'between control characters': { run: `printf "\\0\\1\\033[1m%s\\033[0m\\0\\n" "$S"` },
  'the end of a failed log': { run: 'printf "%s\\n" "$S"; exit 3', fails: true },
  'a command that is not there': { run: 'no-such-tool --password "$S"', fails: true },
  'the name of a command': { run: '"$S"', fails: true, signs: '-_' },
  'a shell that traces': { run: 'set -x; : curl -H "Authorization: Bearer $S"' },
  'the variables of a shell': { run: 'export -p; declare -p S' },
  'the environment': { run: 'env' },
  "printf's %q": { run: 'printf "%q\\n" "$S"' },
  "bash's ${S@Q}": { run: `printf "%s\\n" "\${S@Q}"` },
  "Python's repr": { run: PYTHON('print(repr(s), [s], {s: s})') },
  "Python's ascii": { run: PYTHON('print(ascii(s), s.encode(), [s.encode()])') },
  "Python's json": { run: PYTHON('print(json.dumps({"k": [s, json.dumps(s)]}))') },
  "Python's json, not in ASCII": { run: PYTHON('print(json.dumps(s, ensure_ascii=False))') },
  "Python's quote": {
    run: PYTHON(
      'print(urllib.parse.quote(s), urllib.parse.quote_plus(s), urllib.parse.quote(s, safe=""))',
    ),
  },
  "Python's html": { run: PYTHON('print(html.escape(s), html.escape(s, quote=False))') },
  "Python's shlex": { run: PYTHON('print(shlex.quote(s), shlex.join(["curl", s]))') },
  "Python's base64": {
    run: PYTHON(
      'print(base64.b64encode(s.encode()).decode(), base64.urlsafe_b64encode(b"u:"+s.encode()).decode(), base64.encodebytes(s.encode()).decode())',
    ),
  },
  "Python's hexlify": { run: PYTHON('print(binascii.hexlify(s.encode()).decode())') },
  "Python's traceback": { run: PYTHON('raise ValueError(s)'), fails: true },
  "Python's KeyError": { run: PYTHON('{}[s]'), fails: true },
  "Node's inspect": { run: NODE('console.log({ s }, [s])') },
  "Node's JSON": { run: NODE('console.log(JSON.stringify({ s, t: JSON.stringify(s) }))') },
  "Node's URL": {
    run: NODE('console.log(encodeURIComponent(s), new URLSearchParams({ s }).toString())'),
  },
  "Node's base64": {
    run: NODE(
      'for (const b of ["", "u", "u:"]) console.log(Buffer.from(b + s).toString("base64"), Buffer.from(b + s).toString("base64url"))',
    ),
  },
  "Node's error": { run: NODE('throw new Error(s)'), fails: true },
  'the name of a test': {
    run: 'cp junit.xml out.xml',
    keys: 'evidence: { junit: DIR/out.xml }',
    ...junit('<testsuite name="a"><testcase name="SECRET" time="0.5"/></testsuite>'),
  },
  'the name of a class': {
    run: 'cp junit.xml out.xml',
    keys: 'evidence: { junit: DIR/out.xml }',
    ...junit(
      '<testsuite name="SECRET" file="SECRET"><testcase classname="SECRET" name="a" time="0.5"/></testsuite>',
    ),
  },
  'what a test says': {
    run: 'cp junit.xml out.xml; exit 1',
    fails: true,
    keys: 'evidence: { junit: DIR/out.xml }',
    ...junit(
      '<testsuite><testcase name="a" time="1"><failure message="SECRET">SECRET</failure><system-out>SECRET</system-out></testcase></testsuite>',
    ),
  },
  'a long name that is cut': {
    run: 'cp junit.xml out.xml',
    keys: 'evidence: { junit: DIR/out.xml }',
    ...junit(`<testsuite><testcase name="${'x'.repeat(188)} SECRET" time="2"/></testsuite>`),
  },
  'a report that is torn': {
    run: 'cp junit.xml out.xml',
    keys: 'evidence: { junit: DIR/out.xml }',
    ...junit('<testsuite>\n<testcase name="SECRET"></SECRET>'),
  },
  'a file that LaTeX waits for': {
    run: 'printf "Latexmk: Run number 5 of rule \'xelatex\'\\nChanged files or newly in use since previous run(s):\\n  %s.aux\\nThis is XeTeX, Version 3.14 (preloaded format=xelatex)\\nLatexmk: Maximum runs of xelatex reached without getting stable files\\n" "$S"; printf "This is XeTeX\\n" > main.log',
    keys: 'evidence: { latex-log: DIR/main.log }',
    signs: '-_',
  },
  'the arguments of a daemon': { run: `setsid -f sh -c 'sleep 60; : "$0"' "$S"` },
  'the arguments of a stray': {
    run: `setsid -f env -i PATH="$PATH" sh -c 'sleep 60; : "$0"' "$S" > /dev/null 2>&1 < /dev/null`,
  },
  'a pipe in a cache': {
    run: 'mkdir -p cached; mkfifo "cached/$S"; echo 1 > cached/file',
    keys: 'caches: [data]',
    signs: '-_',
  },
  'a pipe among outputs': {
    run: 'mkdir -p out; mkfifo "out/$S"; echo 1 > out/file',
    keys: 'inputs: [text]\noutputs: ["DIR/out/**"]',
    signs: '-_',
  },
  'a version': { run: 'true', keys: 'inputs: [text]\nrequires: [leaky]' },
  'a file for the runner': {
    run: 'for f in "$RUNNER_TEMP"/../main/*; do printf "X=%s\\n" "$S" >> "$f"; done',
  },
  'the key of a model': { run: 'node ask.mjs', keys: 'caches: [llm]', signs: '-_' },
  'a mask': {
    run: `echo "::add-mask::$S"; printf "%s\\n" "$S"`,
    masked: true,
    signs: '<-&>',
  },
  'a mask after spaces, with properties': {
    run: `echo "   ::ADD-mask x=1,y=2::$S"; printf "%s\\n" "$S"`,
    masked: true,
    signs: '<-&>',
  },
  'a mask of the older kind': {
    run: `echo "##[add-mask]$S"; printf "%s\\n" "$S"`,
    masked: true,
    signs: '<-&>',
  },
  'a mask in escapes': {
    run: `printf "%s\\n" "$S" | sed 's/%/%25/g; s/^/::add-mask::/'; printf "%s\\n" "$S"`,
    masked: true,
    signs: '%-25%0A',
  },
  'a mask in pieces': {
    run: `printf '::add-'; sleep 0.2; printf 'mask::'; printf "%s" "\${S%?????}"; sleep 0.2; printf "%s\\n" "\${S#"\${S%?????}"}"; printf "%s\\n" "$S"`,
    masked: true,
    signs: '<-&>',
  },
  'a mask on standard error': {
    run: `echo "::add-mask::$S" >&2; printf "%s\\n" "$S"`,
    masked: true,
    signs: '-',
  },
  'a mask that begins with a shorter one': {
    run: `echo "::add-mask::\${S%????????}"; echo "::add-mask::$S"; printf "%s\\n" "$S"`,
    masked: true,
    signs: '<-&>',
  },
};

const ID = (index: number): string => `p${index}`;
const SECRETS: Readonly<Record<string, Planted>> = Object.fromEntries(
  Object.entries(POSITIONS).map(([name, { signs }], i) => [name, planted(i, signs)]),
);

function project(): string {
  const stages = Object.entries(POSITIONS).map(([, position], i) => {
    const { run, keys, fails } = position;
    const lines = [
      `name: position ${i}`,
      `run: |\n  mkdir -p ${ID(i)}; cd ${ID(i)}; export S="${position.masked ? '$(cat secret)' : `$P${i}_SECRET`}"\n  ${run}`,
      ...(fails ? ['continue-on-error: true'] : []),
      ...(keys === undefined ? [] : [keys.replaceAll('DIR', ID(i))]),
    ];
    return [ID(i), lines.join('\n')] as const;
  });
  const fails = ['fails', `run: env; exit 1\nneeds: [${stages.map(([id]) => id).join(', ')}]`];
  const cached = Object.keys(POSITIONS).indexOf('a pipe in a cache');
  const caches = `caches:\n  data: { paths: [${ID(cached)}/cached] }\n  llm: { preset: llm, proxy: true }\n`;
  const folder = workspace({
    'stagetime.yml': caches + definition(Object.fromEntries([...stages, fails])),
    text: 'text',
    'bin/leaky': `#!/bin/sh\nprintf 'leaky 1.0 %s\\n' "$P${Object.keys(POSITIONS).indexOf('a version')}_SECRET"\n`,
  });
  chmodSync(join(folder, 'bin/leaky'), 0o755);
  for (const [i, [name, { files, masked }]] of Object.entries(POSITIONS).entries()) {
    const secret = SECRETS[name]?.value ?? '';
    const own = { ...files?.(secret), ...(masked && { secret }) };
    for (const [file, text] of Object.entries(own)) {
      mkdirSync(join(folder, ID(i)), { recursive: true });
      writeFileSync(join(folder, ID(i), file), text);
    }
    if (name === 'the key of a model') {
      mkdirSync(join(folder, ID(i)), { recursive: true });
      writeFileSync(
        join(folder, ID(i), 'ask.mjs'),
        `const { OPENAI_BASE_URL, S } = process.env;
for (let i = 0; i < 2; i += 1) {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'q' + i }] });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + S };
  const answer = await fetch(OPENAI_BASE_URL + '/chat/completions', { method: 'POST', body, headers });
  console.log(answer.status, await answer.text());
}
`,
      );
    }
  }
  return folder;
}

/** Every byte below a folder but what stages wrote for themselves. */
function bytesBelow(folder: string, isOurs: (path: string) => boolean): Record<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter(name => isOurs(name) && statSync(join(folder, name)).isFile())
      .map(name => [name, readFileSync(join(folder, name))]),
  );
}

/** What the runner shows: it takes masks in, and does not print them. */
const shown = ({ stdout, stderr }: ActionResult['post']): string =>
  (stdout + stderr).replaceAll(/^::add-mask::.*$/gm, '');

async function leftBy(event: RunnerEvent): Promise<Record<string, string | Buffer>> {
  const [api, service] = [await gitHub(), await results()];
  const key = SECRETS['the key of a model']?.value ?? '';
  const upstream = await startLlmUpstream((_, number) =>
    number === 1
      ? {}
      : {
          status: 401,
          raw: {
            type: 'application/json',
            chunks: [JSON.stringify({ error: { message: `Incorrect API key provided: ${key}` } })],
          },
        },
  );
  const folder = project();
  const env = Object.fromEntries(
    Object.entries(POSITIONS).flatMap(([name, { masked }], i) =>
      masked ? [] : [[`P${i}_SECRET`, SECRETS[name]?.value]],
    ),
  );
  const result = await runAction({
    workspace: folder,
    event,
    token: TOKENS.actions,
    inputs: { 'upload-logs': 'true', comment: 'always', 'save-on-pull-request': 'true' },
    env: {
      ...service.env,
      ...env,
      MARK: folder,
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      OPENAI_BASE_URL: `${upstream.origin}/v1`,
      GITHUB_API_URL: api.origin,
    },
  });
  await upstream.close();
  expect(result.summary, shown(result)).toContain('failed after');
  expect(processesWith(`MARK=${folder}`)).toEqual([]);
  const archives = service.caches.flatMap(({ blob, key: name }) => {
    const content = service.blob(blob);
    if (content === undefined) return [];
    const file = join(folder, 'archive');
    writeFileSync(file, content);
    return [[`cache ${name}`, execFileSync('zstd', ['-dcq', file], { maxBuffer: 1e9 })] as const];
  });
  return {
    // Names of what stages made are needed to clear it away; they stay in the folder.
    ...bytesBelow(join(folder, '.stagetime'), name => !name.startsWith('made/')),
    ...Object.fromEntries(archives),
    ...(await unzip(service.artifacts[0]?.content ?? Buffer.alloc(0))),
    stdout: shown(result),
    'stdout of post': shown(result.post),
    summary: result.summary,
    annotations: JSON.stringify(result.annotations),
    outputs: JSON.stringify(result.outputs),
    'comments, checks': JSON.stringify([api.state.comments, api.state.checkRuns]),
  };
}

describe('a secret that is planted', () => {
  it.each([
    ['a push', pushEvent()],
    ['a pull request', pullRequestEvent()],
  ])('in any of many places is in nothing that is left by %s', async (_, event) => {
    const left = await leftBy(event);
    const found = Object.entries(left).flatMap(([file, bytes]) =>
      leaksIn(bytes, SECRETS).map(position => `${position} in ${file}`),
    );
    console.log(`${Object.keys(POSITIONS).length} positions, ${Object.keys(left).length} files`);
    expect(found).toEqual([]);
  });
});
