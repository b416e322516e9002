import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CacheDefinition, Stage } from '../../../src/pipeline/types.ts';
import { stage } from '../../pipeline/stages.ts';
import { startLlmUpstream } from '../../services/llm-upstream.ts';
import { noticesOf, runStages, temporaryFolder } from '../support.ts';

const llm: CacheDefinition = {
  name: 'llm',
  preset: 'llm',
  paths: ['output/llm'],
  inputs: [],
  restoreKeys: [],
  proxy: true,
};

/** Asks one question with a client that knows nothing of us. */
const ASK = `node -e "
fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
  method: 'POST',
  body: JSON.stringify({ model: 'stub', temperature: 0, messages: [{ role: 'user', content: 'well?' }] }),
}).then(reply => reply.ok ? reply.text() : Promise.reject(new Error(reply.status)))
  .then(text => require('fs').appendFileSync('replies', text))"`;

async function environment() {
  const upstream = await startLlmUpstream();
  onTestFinished(() => upstream.close());
  return {
    upstream,
    variables: { PATH: process.env.PATH, OPENAI_BASE_URL: `${upstream.origin}/v1` },
  };
}

function review(overrides: Partial<Stage> = {}): Stage {
  return stage('review', { run: ASK, caches: ['llm'], ...overrides });
}

describe('a stage with an LLM proxy', () => {
  it('has its numbers in its record, progress in between, and the next run is answered', async () => {
    const { upstream, variables } = await environment();
    const root = temporaryFolder();
    const options = { root, caches: [llm], reuse: true, environment: variables };
    const first = await runStages([review()], options);
    expect(first.record('review').llm).toMatchObject({ requests: 1, hits: 0, misses: 1 });
    const progress = first.events.filter(({ kind }) => kind === 'llm-progress');
    expect(progress.at(-1)).toMatchObject({ stage: 'review', requests: 1, answered: 1 });
    const second = await runStages([review()], options);
    expect(second.record('review').llm).toMatchObject({ requests: 1, hits: 1, misses: 0 });
    expect(upstream.calls).toHaveLength(1);
  });

  it('counts all its attempts together, and those of other stages apart', async () => {
    const { variables } = await environment();
    const stages = [
      review({ run: `${ASK}; false`, retries: 1 }),
      review({ id: 'other', run: ASK }),
      stage('plain', { run: 'test -z "$ANTHROPIC_BASE_URL"' }),
    ];
    const options = {
      caches: [llm],
      reuse: true,
      keepGoing: true,
      environment: variables,
    } as const;
    const { record } = await runStages(stages, options);
    expect(record('review').llm?.requests).toBe(2);
    expect(record('other').llm?.requests).toBe(1);
    expect(record('plain')).toMatchObject({ status: 'passed' });
    expect(record('plain').llm).toBeUndefined();
  });

  it('pays nothing twice when it is tried again, whatever is left to chance', async () => {
    const { upstream, variables } = await environment();
    const run = `${ASK.replaceAll('temperature: 0', 'temperature: 1')}; test -e again || { touch again; false; }`;
    const options = { caches: [llm], reuse: true, environment: variables } as const;
    const { record } = await runStages([review({ run, retries: 1 })], options);
    expect(record('review')).toMatchObject({ status: 'passed', attempts: 2 });
    expect(record('review').llm).toMatchObject({ requests: 2, hits: 1, misses: 1 });
    expect(upstream.calls).toHaveLength(1);
  });

  it('asks where the stage itself says that the models are', async () => {
    const { upstream, variables } = await environment();
    const env = { OPENAI_BASE_URL: variables.OPENAI_BASE_URL };
    const run = await runStages([review({ env })], {
      caches: [llm],
      reuse: true,
      environment: { PATH: process.env.PATH },
    });
    expect(run.record('review').status).toBe('passed');
    expect(upstream.calls).toHaveLength(1);
  });

  it('warns of a client that passed by when the stage passed, and not when it failed', async () => {
    const { variables } = await environment();
    const stages = [review({ run: 'true' }), review({ id: 'broken', run: 'false' })];
    const options = {
      caches: [llm],
      reuse: true,
      keepGoing: true,
      environment: variables,
    } as const;
    const { events } = await runStages(stages, options);
    expect(noticesOf(events)).toEqual([{ kind: 'llm-unused', stage: 'review', why: 'no-request' }]);
  });

  it.each([
    ['is not stored where a secret stands in it', 'word-1-of-a-secret', 'word-1-of-a-secret', 0],
    ['is stored where a key for show stands in it', 'test', 'a test', 1],
  ])('has an answer that %s', async (_, secret, text, hits) => {
    const upstream = await startLlmUpstream(() => ({ text }));
    onTestFinished(() => upstream.close());
    const environment = {
      PATH: process.env.PATH,
      OPENAI_BASE_URL: `${upstream.origin}/v1`,
      OPENAI_API_KEY: secret,
    };
    const options = { root: temporaryFolder(), caches: [llm], reuse: true, environment } as const;
    await runStages([review()], options);
    const { record } = await runStages([review()], options);
    expect(record('review').llm?.hits).toBe(hits);
  });

  it('says once that what is stored is damaged, and asks anew', async () => {
    const { upstream, variables } = await environment();
    const root = temporaryFolder();
    const options = { root, caches: [llm], reuse: true, environment: variables };
    await runStages([review()], options);
    const [file] = entriesOf(root);
    writeFileSync(file ?? '', 'no entry');
    const { events, record } = await runStages([review()], options);
    expect(noticesOf(events)).toEqual([{ kind: 'llm-reply-damaged', isRemoved: true }]);
    expect(record('review').llm).toMatchObject({ hits: 0, misses: 1 });
    expect(upstream.calls).toHaveLength(2);
    expect(readFileSync(entriesOf(root)[0] ?? '', 'utf8')).toContain('stub');
  });

  it('runs without it where the proxy cannot be started', async () => {
    const { upstream, variables } = await environment();
    const broken = { ...llm, ignore: ['('] };
    const options = { caches: [broken], reuse: true, environment: variables };
    const { record, events } = await runStages([review()], options);
    expect(record('review')).toMatchObject({ status: 'passed' });
    expect(record('review').llm).toBeUndefined();
    expect(upstream.calls).toHaveLength(1);
    expect(noticesOf(events)).toMatchObject([
      { kind: 'fault', of: 'llm-proxy-start', stage: 'review' },
    ]);
  });
});

describe('the model of a stage', () => {
  const models = { pull_request: 'small', default: 'large' };
  const say = (overrides: Partial<Stage> = {}) =>
    stage('say', { run: 'printf %s "$LLM_MODEL" > model', models, inputs: ['text'], ...overrides });

  async function told(asked: Stage, variables: Record<string, string>): Promise<string> {
    const root = temporaryFolder();
    writeFileSync(join(root, 'text'), '');
    await runStages([asked], { root, environment: { PATH: process.env.PATH, ...variables } });
    return readFileSync(join(root, 'model'), 'utf8');
  }

  const inCi = (event: string) => ({ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: event });

  it.each([
    ['the default in the terminal', 'large', {}],
    ['the default for events of no own', 'large', inCi('push')],
    ['that of the event', 'small', inCi('pull_request')],
    ['the default for names that are no events', 'large', inCi('constructor')],
    ['not what the caller has set', 'large', { LLM_MODEL: 'own' }],
  ])('is %s', async (_, model, variables) => {
    expect(await told(say(), variables)).toBe(model);
  });

  it("is the caller's where the stage passes that on", async () => {
    const passing = say({ env: { LLM_MODEL: null } });
    expect(await told(passing, { LLM_MODEL: 'own' })).toBe('own');
    expect(await told(passing, {})).toBe('large');
  });

  it('decides whether a stored result stands for a run', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'text'), '');
    const run = async (variables: Record<string, string>, asked = say()) => {
      const environment = { PATH: process.env.PATH, ...variables };
      const { record } = await runStages([asked], { root, reuse: true, environment });
      return record('say').status;
    };
    expect(await run({})).toBe('passed');
    expect(await run(inCi('push'))).toBe('reused');
    expect(await run(inCi('pull_request'))).toBe('passed');
    // Only the model that is used counts.
    expect(await run({}, say({ models: { ...models, pull_request: 'tiny' } }))).toBe('reused');
  });
});

function entriesOf(root: string): readonly string[] {
  const folder = join(root, '.stagetime/llm/v1');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.json'))
    .map(name => join(folder, name));
}
