/**
 * What the LLM proxy adds to a request: replies from a store of a thousand, and calls that it passes on,
 * against calls to a server that answers at once. Client, proxy and server are processes of their own.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLlmUpstream } from '../__tests__/services/llm-upstream.ts';
import { startLlmProxy } from '../src/llm/proxy.ts';
import { type Claim, median, tell } from './support/claims.ts';

const agent = new Agent({ keepAlive: true });
const STORED = 1000;
const PATH = '/chat/completions';
const PROMPTS = [
  { bytes: 1_000, rounds: 300, atMost: 2 },
  { bytes: 50_000, rounds: 300, atMost: 2 },
  { bytes: 500_000, rounds: 100, atMost: 3 },
] as const;
const STREAMS = 100;
const FIRST_BYTE_MS = 5;

const [role, argument = ''] = process.argv.slice(2);
switch (role) {
  case 'upstream':
    process.send?.((await startLlmUpstream(() => ({ pieces: 300 }))).origin);
    break;
  case 'proxy':
    process.send?.(await startProxy(argument));
    break;
  default:
    await measure();
}

async function startProxy(origin: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.on('SIGTERM', () => process.exit());
  // The proxy alone keeps no process alive.
  process.channel?.ref();
  const proxy = await startLlmProxy({ folder, readOnly: false, environment: {}, emit: () => {} });
  const stage = await proxy.openStage('bench', { OPENAI_BASE_URL: `${origin}/v1` });
  return stage.environment.OPENAI_BASE_URL;
}

async function measure(): Promise<void> {
  const upstream = await startRole('upstream');
  const proxy = await startRole('proxy', upstream.address);
  const direct = `${upstream.address}/v1`;
  try {
    for (let n = 0; n < STORED; n += 1) await ask(proxy.address, question(`stored ${n}`, 1000));
    const claims: Claim[] = [];
    for (const prompt of PROMPTS) claims.push(...(await hits(direct, proxy.address, prompt)));
    claims.push(await firstBytes(direct, proxy.address));
    tell(`LLM proxy with ${STORED} stored replies; medians`, claims);
  } finally {
    proxy.child.kill();
    upstream.child.kill();
  }
}

/** Direct calls, misses and hits in turn, so that what slows one down slows down all. */
async function hits(
  direct: string,
  proxy: string,
  { bytes, rounds, atMost }: (typeof PROMPTS)[number],
): Promise<readonly Claim[]> {
  const ms = { direct: [] as number[], miss: [] as number[], hit: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    // In one piece: nothing is faster to get from the server.
    const body = question(`prompt ${round} `, bytes, false);
    ms.direct.push((await ask(direct, body)).totalMs);
    ms.miss.push((await ask(proxy, body)).totalMs);
    const hit = await ask(proxy, body);
    if (hit.origin !== 'hit') throw new Error(`a ${hit.origin} where a hit should be`);
    ms.hit.push(hit.totalMs);
  }
  const size = `${bytes / 1000} kB prompt`;
  const directMs = median(ms.direct);
  return [
    { what: `${size}: direct`, measured: directMs, unit: 'ms' },
    { what: `${size}: miss`, measured: median(ms.miss), unit: 'ms' },
    { what: `${size}: hit over direct`, measured: median(ms.hit) / directMs, unit: 'x', atMost },
  ];
}

async function firstBytes(direct: string, proxy: string): Promise<Claim> {
  const later: number[] = [];
  for (let round = 0; round < STREAMS; round += 1) {
    const body = question(`first byte ${round}`, 1000);
    const straight = await ask(direct, body);
    later.push((await ask(proxy, body)).firstByteMs - straight.firstByteMs);
  }
  const what = 'first byte of a miss, later than direct';
  return { what, measured: median(later), unit: 'ms', atMost: FIRST_BYTE_MS };
}

function question(start: string, bytes: number, stream = true): string {
  const content = start + 'A sentence of a manuscript, "quoted".\n'.repeat(bytes / 39);
  const messages = [{ role: 'user', content }];
  return JSON.stringify({ model: 'stub', temperature: 0, stream, messages });
}

interface Timing {
  readonly origin: string;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

function ask(base: string, body: string): Promise<Timing> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(`${base}${PATH}`, { method: 'POST', agent, headers }, reply => {
      let firstByteMs = Number.NaN;
      reply.once('data', () => {
        firstByteMs = performance.now() - startedAt;
      });
      reply.resume().on('error', reject);
      reply.on('end', () => {
        const origin = String(reply.headers['x-stagetime']);
        resolve({ origin, firstByteMs, totalMs: performance.now() - startedAt });
      });
    });
    sent.on('error', reject).end(body);
  });
}

async function startRole(
  name: string,
  ...rest: readonly string[]
): Promise<{ readonly address: string; readonly child: ChildProcess }> {
  const child = fork(process.argv[1] ?? '', [name, ...rest]);
  const address = await new Promise<string>((resolve, reject) => {
    child.on('message', message => resolve(String(message)));
    child.on('exit', code => reject(new Error(`${name} ended with ${code}`)));
  });
  return { address, child };
}
