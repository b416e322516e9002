/** Rows of the fault matrix: every service that a job talks to, with every fault of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultEffect } from '../services/faults.ts';
import { TOKENS } from '../services/github-api.ts';
import { type Behaviour, startLlmUpstream } from '../services/llm-upstream.ts';
import { AZURE_HOST, RESOLVE_AZURE } from '../services/results-service.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import type { Bench } from './bench.ts';
import type { Cell } from './matrix.ts';

const EFFECTS: Readonly<Record<string, FaultEffect>> = {
  '429': { status: 429, headers: { 'retry-after': '1' } },
  '403': { status: 403 },
  '404': { status: 404 },
  '500': { status: 500 },
  reset: { reset: true },
  hang: { hang: true },
  slow: { slowMs: 1_000 },
  'cut body': { truncate: true },
  'short body': { short: true },
  garbage: { corrupt: true },
  'malformed JSON': { status: 200, text: '{"ok": tru' },
  '200 null': { status: 200, body: null },
};

function eachEffect(
  subject: string,
  run: (bench: Bench, effect: FaultEffect) => Promise<void>,
): readonly Cell[] {
  return Object.entries(EFFECTS).map(([fault, effect], index) => ({
    subject,
    fault,
    // Both ends of a job have to survive every kind of fault.
    failing: index % 3 === 2,
    run: bench => run(bench, effect),
  }));
}

/** Caches, stored results and the history: all are in the cache service, and in jobs on fresh machines. */
function cacheRows(subject: string, match: RegExp, blobHost?: string): readonly Cell[] {
  return eachEffect(subject, async (bench, effect) => {
    const service = await bench.results(blobHost);
    await bench.trial({
      job: { env: { ...service.env, NODE_OPTIONS: RESOLVE_AZURE } },
      befall: () => service.befall({ match, ...effect }),
      recover: () => service.befall(),
    });
  });
}

/** The API of the repository: the history is on a branch, and the job is a pull request's where said so. */
function apiRows(subject: string, match: RegExp, isPullRequest: boolean): readonly Cell[] {
  return eachEffect(subject, async (bench, effect) => {
    const api = await bench.gitHub();
    const inputs = { baseline: 'branch:stagetime-data', comment: 'always', confirm: 'off' };
    await bench.trial({
      job: { env: { GITHUB_API_URL: api.origin }, options: { token: TOKENS.actions, inputs } },
      faulty: isPullRequest ? { options: { event: pullRequestEvent() } } : {},
      befall: () => api.befall({ match, ...effect }),
      recover: () => api.befall(),
    });
  });
}

const ASKING = `caches:
  llm: { preset: llm, proxy: true }
stages:
  ask: { run: "timeout 8 node ask.mjs || true", caches: [llm] }
  last: { run: "echo output of the last stage; $LAST", needs: [ask] }
`;
const ASK = `const { OPENAI_BASE_URL: base, QUESTION: content } = process.env;
const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content }] });
const headers = { 'content-type': 'application/json' };
const answer = await fetch(base + '/chat/completions', { method: 'POST', body, headers });
const isWhole = (await answer.text()).trimEnd().endsWith('[DONE]');
console.log('answered', answer.status, isWhole ? 'whole' : 'in part');
`;
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '429': { status: 429 },
  '403': { status: 403 },
  '404': { status: 404 },
  '500': { status: 500 },
  reset: { cutAfter: 0 },
  hang: { beforeHeaders: new Promise(() => {}) },
  slow: { tokenDelayMs: 200 },
  'cut body': { cutAfter: 2 },
  'short body': { withoutEnd: true },
  garbage: { raw: { type: 'text/event-stream', chunks: ['\0\xff{'] } },
  'malformed JSON': { raw: { type: 'application/json', chunks: ['{"choices": ['] } },
  '200 null': { raw: { type: 'application/json', chunks: ['null'] } },
};

/** What a model answered in part must not be what it is later said to have answered. */
const MODELS: readonly Cell[] = Object.entries(BEHAVIOURS).map(([fault, faulty], index) => ({
  subject: 'model server',
  fault,
  failing: index % 3 === 2,
  run: async bench => {
    let behaviour: Behaviour = {};
    const upstream = await startLlmUpstream(() => behaviour);
    bench.onClose(() => upstream.close());
    const service = await bench.results();
    const asking = (): string => {
      const folder = bench.checkout(ASKING);
      writeFileSync(join(folder, 'ask.mjs'), ASK);
      return folder;
    };
    const env = { ...service.env, OPENAI_BASE_URL: `${upstream.origin}/v1`, QUESTION: 'one' };
    await bench.trial({
      job: { env, workspace: asking },
      faulty: { env: { QUESTION: 'two' } },
      befall: () => {
        behaviour = faulty;
      },
      recover: () => {
        behaviour = {};
      },
    });
    const again = { env: { ...env, QUESTION: 'two' }, workspace: asking };
    const { result } = await bench.good(again, 'asked again');
    const isWhole = result.stdout.includes('answered 200 whole');
    bench.judge('whole', isWhole ? undefined : 'part of a reply was stored for the whole');
  },
}));

/** Whatever can answer wrongly, and how. */
export const SERVICES: readonly Cell[] = [
  ...cacheRows('cache look-up', /GetCacheEntryDownloadURL/),
  ...cacheRows('cache download, plain', /GetBlob|HeadBlob/),
  ...cacheRows('cache download, Azure', /GetBlob|HeadBlob/, AZURE_HOST),
  ...cacheRows('cache upload', /CreateCacheEntry|FinalizeCacheEntry|PutBlo/),
  ...cacheRows('artifact', /Artifact/),
  ...cacheRows('artifact and cache upload', /Artifact|PutBlo/),
  ...apiRows('history on a branch', /^(git|repos)\//, false),
  ...apiRows('REST API, of a push', /./, false),
  ...apiRows('REST API, of a pull request', /./, true),
  ...apiRows('comment', /^issues\//, true),
  ...apiRows('check run', /^checks\//, true),
  ...MODELS,
];
