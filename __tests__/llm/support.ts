/** A proxy in front of a stub of a model server, and a client that sees every byte and every piece. */

import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type LlmEvent,
  type LlmProxy,
  type LlmProxyOptions,
  type LlmStage,
  startLlmProxy,
} from '../../src/llm/proxy.ts';
import type { Notice } from '../../src/record/facts/notice/notice.ts';
import {
  type Behaviour,
  type LlmUpstream,
  type LoggedCall,
  startLlmUpstream,
} from '../services/llm-upstream.ts';

/** A stub that ends with the test. */
export async function upstreamForTest(
  behave?: (call: LoggedCall, number: number) => Behaviour,
): Promise<LlmUpstream> {
  const upstream = await startLlmUpstream(behave);
  onTestFinished(() => upstream.close());
  return upstream;
}

/** The variables by which a user says where the model servers are. */
export function userVariables(origin: string): Record<string, string> {
  return {
    OPENAI_BASE_URL: `${origin}/v1`,
    ANTHROPIC_BASE_URL: origin,
    OLLAMA_HOST: origin,
  };
}

/** One run with one stage, `review`. */
export interface TestRun {
  readonly proxy: LlmProxy;
  readonly stage: LlmStage;
  readonly events: readonly LlmEvent[];
  readonly notices: () => readonly Notice[];
  /** Ends the run before the test does. */
  end(): Promise<ReturnType<LlmStage['numbers']>>;
}

/** A folder for a store, below a `.stagetime/` as in life. */
export function storeFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'stagetime-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return join(root, '.stagetime/llm');
}

export async function startRun(
  options: Partial<LlmProxyOptions> & Pick<LlmProxyOptions, 'folder'> & { origin: string },
): Promise<TestRun> {
  const { origin, ...rest } = options;
  const events: LlmEvent[] = [];
  const proxy = await startLlmProxy({
    readOnly: false,
    environment: {},
    emit: event => events.push(event),
    ...rest,
  });
  onTestFinished(async () => {
    await proxy.close();
  });
  const stage = await proxy.openStage('review', userVariables(origin));
  const end = async () => {
    const numbers = await stage.end();
    await proxy.close();
    return numbers;
  };
  const notices = () => events.flatMap(event => (event.kind === 'notice' ? [event.notice] : []));
  return { proxy, stage, events, notices, end };
}

/** A reply, byte for byte and piece by piece. */
export interface Seen {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly pieces: readonly string[];
  readonly text: string;
  /** How the proxy came by it. */
  readonly origin: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sees every piece as it comes. */
  readonly onPiece?: (text: string) => unknown;
  readonly signal?: AbortSignal;
}

/** Asks without a client library; a body that is no text is sent as JSON. */
export function ask(url: string, body?: unknown, options: AskOptions = {}): Promise<Seen> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const { method = body === undefined ? 'GET' : 'POST', signal, onPiece } = options;
  const headers = { 'content-type': 'application/json', ...options.headers };
  return new Promise((resolve, reject) => {
    // No connection is kept: the next server on the same port is another one.
    const how = { method, headers, agent: false, ...(signal && { signal }) } as const;
    const request = httpRequest(url, how, reply => {
      const pieces: string[] = [];
      reply.on('data', (chunk: Buffer) => {
        pieces.push(chunk.toString());
        onPiece?.(chunk.toString());
      });
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          headers: reply.headers,
          pieces,
          text: pieces.join(''),
          origin: String(reply.headers['x-stagetime']),
        }),
      );
    });
    request.on('error', reject);
    request.end(sent);
  });
}

/** A question with nothing left to chance. */
export function question(content: string, more: object = {}): object {
  return { model: 'stub', temperature: 0, messages: [{ role: 'user', content }], ...more };
}

/** Address of OpenAI's chat behind the proxy. */
export function chatUrl({ stage }: TestRun): string {
  return `${stage.environment.OPENAI_BASE_URL}/chat/completions`;
}
