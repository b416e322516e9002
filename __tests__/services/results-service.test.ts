import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from './faults.ts';
import { type ResultsService, startResultsService } from './results-service.ts';

async function service(...faults: Fault[]): Promise<ResultsService> {
  const started = await startResultsService({ faults });
  onTestFinished(() => started.close());
  return started;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'stagetime-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs statements with the toolkit's own `client` in a process of its own; what they hand to `say` is the value. */
async function withClient(
  { env }: ResultsService,
  cwd: string,
  statements: string,
  signal?: AbortSignal,
) {
  const client = new URL('../../node_modules/@actions/artifact/lib/artifact.js', import.meta.url);
  const script = `import { DefaultArtifactClient } from '${client}';
    const client = new DefaultArtifactClient();
    const say = value => console.log('\\nSAID ' + JSON.stringify(value));
    ${statements}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd,
    env: { ...env, PATH: process.env.PATH, GITHUB_WORKSPACE: cwd, RUNNER_TEMP: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal, killSignal: 'SIGKILL' }),
  });
  const ended = new Promise(resolve => {
    child.once('error', resolve).once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stderr, value: JSON.parse(/^SAID (.*)$/m.exec(stdout)?.[1] ?? 'null') };
}

const uploadRun = `say(await client.uploadArtifact('stagetime', ['run.json'], '.'))`;

describe('the results service, to the real toolkit', () => {
  it('stores an artifact, lists it and gives it back unchanged', async () => {
    const results = await service();
    const cwd = folder();
    writeFileSync(join(cwd, 'run.json'), '{"schema":1}');
    const { value, stderr } = await withClient(
      results,
      cwd,
      `const uploaded = await client.uploadArtifact('stagetime', ['run.json'], '.');
       const { artifacts } = await client.listArtifacts();
       await client.downloadArtifact(uploaded.id, { path: 'back' });
       say({ uploaded, artifacts });`,
    );
    expect(stderr).toBe('');
    expect(value.uploaded).toMatchObject({ id: 1, size: expect.any(Number) });
    expect(value.artifacts).toMatchObject([{ name: 'stagetime', id: 1 }]);
    expect(readFileSync(join(cwd, 'back/run.json'), 'utf8')).toBe('{"schema":1}');
    expect(results.artifacts).toMatchObject([{ name: 'stagetime', mimeType: 'application/zip' }]);
  });

  it('refuses a name that the run has already', async () => {
    const results = await service();
    const cwd = folder();
    writeFileSync(join(cwd, 'run.json'), '{}');
    await withClient(results, cwd, uploadRun);
    const again = await withClient(results, cwd, uploadRun);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('exists on this run');
    expect(results.artifacts).toHaveLength(1);
  });

  it('recovers from one 500, because the toolkit tries again', async () => {
    const results = await service({ match: 'CreateArtifact', times: 1, status: 500 });
    const cwd = folder();
    writeFileSync(join(cwd, 'run.json'), '{}');
    expect((await withClient(results, cwd, uploadRun)).value).toMatchObject({ id: 1 });
    const creations = results.requests.filter(({ operation }) => operation === 'CreateArtifact');
    expect(creations.map(({ status }) => status)).toEqual([500, 200]);
  });

  it('hangs until the client is ended', async () => {
    const results = await service({ match: 'CreateArtifact', hang: true });
    const cwd = folder();
    writeFileSync(join(cwd, 'run.json'), '{}');
    const cancel = new AbortController();
    const client = withClient(results, cwd, uploadRun, cancel.signal);
    await expect.poll(() => results.requests, { timeout: 20_000 }).toHaveLength(1);
    cancel.abort();
    expect((await client).value).toBeNull();
    expect(results.requests).toEqual([{ operation: 'CreateArtifact' }]);
  });
});

describe('the results service, to a client that errs', () => {
  const call = (results: ResultsService, method: string, body: object, token?: string) =>
    fetch(`${results.origin}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token ?? results.env.ACTIONS_RUNTIME_TOKEN}` },
      body: JSON.stringify(body),
    });

  it('refuses an unknown field, a wrong token, another run and an unknown method', async () => {
    const results = await service();
    const answers = await Promise.all([
      call(results, 'ListArtifacts', { surprise: 1 }),
      call(results, 'ListArtifacts', {}, 'stolen'),
      call(results, 'ListArtifacts', { workflow_run_backend_id: 'other' }),
      call(results, 'MakeCoffee', {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 403, 404]);
  });

  it('keeps blobs from whoever has no signature', async () => {
    const results = await service();
    expect((await fetch(`${results.origin}/blobs/x?sig=wrong`)).status).toBe(403);
  });
});

describe('the fault table', () => {
  const list = (results: ResultsService, signal?: AbortSignal) =>
    fetch(`${results.origin}/twirp/any/ListArtifacts`, { method: 'POST', signal: signal ?? null });

  it('befalls as many requests as it says, then no more', async () => {
    const results = await service({
      match: /^List/,
      times: 2,
      status: 429,
      headers: { 'retry-after': '1' },
    });
    const answers = [await list(results), await list(results), await list(results)];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 401]);
    expect(answers[0]?.headers.get('retry-after')).toBe('1');
  });

  it('cuts connections before the answer and in the middle of it', async () => {
    const results = await service(
      { match: 'ListArtifacts', times: 1, reset: true },
      { match: 'ListArtifacts', times: 1, truncate: true },
    );
    await expect(list(results)).rejects.toThrow();
    const cut = await list(results);
    await expect(cut.text()).rejects.toThrow();
  });

  it('damages a body without changing its length', async () => {
    const results = await service({ match: 'ListArtifacts', times: 1, corrupt: true });
    const damaged = Buffer.from(await (await list(results)).arrayBuffer());
    const whole = Buffer.from(await (await list(results)).arrayBuffer());
    expect(damaged).toHaveLength(whole.length);
    expect(damaged.equals(whole)).toBe(false);
  });

  it('leaves a request unanswered until the service closes', async () => {
    const results = await service({ match: 'ListArtifacts', hang: true });
    const answer = list(results).then(
      () => 'answered',
      () => 'cut off',
    );
    await expect.poll(() => results.requests).toHaveLength(1);
    await results.close();
    expect(await answer).toBe('cut off');
  });
});
