/**
 * A model server that says what it is told to: OpenAI's chat and responses, Anthropic's messages,
 * Ollama's chat, generate and lists, streamed and whole. Every answer has the number of its call, so that
 * a replayed one can be told from a fresh one.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call, as it arrived. */
export interface LoggedCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Resolves when the caller is gone or has its answer. */
  readonly closed: Promise<void>;
}

/** How a call is answered; in full and at once when nothing is said. */
export interface Behaviour {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pieces of text in the answer; 5 when absent. */
  readonly pieces?: number;
  /** What every piece says; `word N `, and the number of the call, when absent. */
  readonly text?: string;
  /** The connection is cut after so many pieces. */
  readonly cutAfter?: number;
  /** The stream goes wrong inside a 200 after so many pieces. */
  readonly errorAfter?: number;
  /** The reply ends in order, and nothing says that the answer does. */
  readonly withoutEnd?: boolean;
  /** Waited for before the headers, and before a piece. */
  readonly beforeHeaders?: Promise<void>;
  readonly beforePiece?: (index: number) => Promise<void>;
  /** Waited for between the last piece and the end of the connection's reply. */
  readonly beforeEnd?: Promise<void>;
  /** Time before each piece, where time is what is tested. */
  readonly tokenDelayMs?: number;
  /** Sent as it is in place of an answer. */
  readonly raw?: { readonly type: string; readonly chunks: readonly (string | Buffer)[] };
}

export interface LlmUpstream {
  readonly origin: string;
  readonly calls: readonly LoggedCall[];
  /** Resolves when this many calls have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts the server; `behave` is asked for every call, the first is number 1. */
export async function startLlmUpstream(
  behave: (call: LoggedCall, number: number) => Behaviour = () => ({}),
  port = 0,
): Promise<LlmUpstream> {
  const calls: LoggedCall[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call: LoggedCall = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: (await buffer(request)).toString(),
      closed: new Promise(resolve => response.on('close', resolve)),
    };
    const number = calls.push(call);
    for (const { count, resolve } of waiting) if (number >= count) resolve();
    await reply(response, call, behave(call, number), number);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    arrived: count =>
      calls.length >= count
        ? Promise.resolve()
        : new Promise(resolve => waiting.push({ count, resolve })),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Something to wait for until a test lets it happen. */
export interface Latch {
  readonly released: Promise<void>;
  release(): void;
}

export function createLatch(): Latch {
  let release = (): void => undefined;
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  return { released, release };
}

/** How an interface words its answers. */
interface Format {
  readonly streamType: string;
  whole(text: string, pieces: number): unknown;
  /** The pieces of a stream before, in, and after its text. */
  begin(): readonly string[];
  piece(text: string): string;
  end(text: string, pieces: number): readonly string[];
  error(): string;
}

const INPUT_TOKENS = 7;
const sse = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
const event = (data: { readonly type: string }): string => `event: ${data.type}\n${sse(data)}`;
const line = (data: unknown): string => `${JSON.stringify(data)}\n`;

const chat: Format = {
  streamType: 'text/event-stream; charset=utf-8',
  whole: (content, pieces) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'stub',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: INPUT_TOKENS,
      completion_tokens: pieces,
      total_tokens: INPUT_TOKENS + pieces,
    },
  }),
  begin: () => [sse({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] })],
  piece: content => sse({ choices: [{ index: 0, delta: { content } }] }),
  end: (_, pieces) => [
    sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    sse({ choices: [], usage: { prompt_tokens: INPUT_TOKENS, completion_tokens: pieces } }),
    'data: [DONE]\n\n',
  ],
  error: () => sse({ error: { message: 'overloaded', type: 'server_error' } }),
};

const responses: Format = {
  streamType: 'text/event-stream; charset=utf-8',
  whole: (text, pieces) => ({
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    error: null,
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
    usage: { input_tokens: INPUT_TOKENS, output_tokens: pieces },
  }),
  begin: () => [
    event({ type: 'response.created', ...{ response: { id: 'resp_1', status: 'in_progress' } } }),
  ],
  piece: delta => event({ type: 'response.output_text.delta', ...{ delta } }),
  end: (text, pieces) => [
    event({ type: 'response.completed', ...{ response: responses.whole(text, pieces) } }),
  ],
  error: () =>
    event({
      type: 'response.failed',
      ...{ response: { status: 'failed', error: { code: 'server_error', message: 'overloaded' } } },
    }),
};

const messages: Format = {
  streamType: 'text/event-stream; charset=utf-8',
  whole: (text, pieces) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'stub',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { input_tokens: INPUT_TOKENS, output_tokens: pieces },
  }),
  begin: () => [
    event({
      type: 'message_start',
      ...{
        message: {
          ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'stub', content: [] },
          usage: { input_tokens: INPUT_TOKENS, output_tokens: 1 },
        },
      },
    }),
    event({
      type: 'content_block_start',
      ...{ index: 0, content_block: { type: 'text', text: '' } },
    }),
  ],
  piece: text =>
    event({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text } } }),
  end: (_, pieces) => [
    event({ type: 'content_block_stop', ...{ index: 0 } }),
    event({
      type: 'message_delta',
      ...{ delta: { stop_reason: 'end_turn' }, usage: { output_tokens: pieces } },
    }),
    event({ type: 'message_stop' }),
  ],
  error: () =>
    event({ type: 'error', ...{ error: { type: 'overloaded_error', message: 'Overloaded' } } }),
};

function ollama(wrap: (text: string) => object): Format {
  const counts = (pieces: number) => ({ prompt_eval_count: INPUT_TOKENS, eval_count: pieces });
  const common = { model: 'stub', created_at: '2026-01-01T00:00:00Z' };
  return {
    streamType: 'application/x-ndjson',
    whole: (text, pieces) => ({ ...common, ...wrap(text), done: true, ...counts(pieces) }),
    begin: () => [],
    piece: text => line({ ...common, ...wrap(text), done: false }),
    end: (_, pieces) => [line({ ...common, ...wrap(''), done: true, ...counts(pieces) })],
    error: () => line({ error: 'model runner has unexpectedly stopped' }),
  };
}

const FORMATS: Readonly<Record<string, Format>> = {
  '/v1/chat/completions': chat,
  '/v1/responses': responses,
  '/v1/messages': messages,
  '/api/chat': ollama(content => ({ message: { role: 'assistant', content } })),
  '/api/generate': ollama(response => ({ response })),
};

const LISTS: Readonly<Record<string, unknown>> = {
  '/api/tags': { models: [{ name: 'stub', model: 'stub' }] },
  '/api/ps': { models: [] },
  '/api/version': { version: '0.1.0' },
  '/v1/models': { object: 'list', data: [{ id: 'stub', object: 'model' }] },
};

async function reply(
  response: ServerResponse,
  call: LoggedCall,
  behaviour: Behaviour,
  number: number,
): Promise<void> {
  await behaviour.beforeHeaders;
  const { status = 200, headers = {}, raw } = behaviour;
  const path = call.path.replace(/\?.*/, '');
  const format = FORMATS[path];
  const list = LISTS[path];
  if (raw !== undefined) {
    response.writeHead(status, { 'content-type': raw.type, ...headers });
    for (const chunk of raw.chunks.slice(0, behaviour.cutAfter)) await write(response, chunk);
    if (behaviour.cutAfter !== undefined) response.destroy();
    response.end();
  } else if (status !== 200) {
    sendJson(response, status, headers, { error: { message: 'no', type: 'stub_error' } });
  } else if (list !== undefined) {
    sendJson(response, 200, headers, list);
  } else if (format === undefined) {
    sendJson(response, 200, headers, { path: call.path, number });
  } else if (isStreamed(call, path)) {
    response.writeHead(200, { 'content-type': format.streamType, ...headers });
    await stream(response, format, behaviour, number);
  } else {
    const pieces = behaviour.pieces ?? 5;
    const text = texts(behaviour, number).join('');
    sendJson(response, 200, headers, format.whole(text, pieces), behaviour.cutAfter !== undefined);
  }
}

function isStreamed(call: LoggedCall, path: string): boolean {
  const { stream: asked } = JSON.parse(call.body || '{}') as { stream?: boolean };
  return asked ?? path.startsWith('/api/');
}

function texts({ pieces = 5, text }: Behaviour, number: number): readonly string[] {
  return Array.from({ length: pieces }, (_, i) => text ?? (i === 0 ? `${number}: ` : `word ${i} `));
}

async function stream(
  response: ServerResponse,
  format: Format,
  behaviour: Behaviour,
  number: number,
): Promise<void> {
  const words = texts(behaviour, number);
  for (const part of format.begin()) await write(response, part);
  for (const [index, word] of words.entries()) {
    if (index === behaviour.cutAfter) {
      response.destroy();
      return;
    }
    if (index === behaviour.errorAfter) {
      await write(response, format.error());
      response.end();
      return;
    }
    await behaviour.beforePiece?.(index);
    if (behaviour.tokenDelayMs !== undefined) await sleep(behaviour.tokenDelayMs);
    await write(response, format.piece(word));
  }
  if (behaviour.withoutEnd !== true) {
    for (const part of format.end(words.join(''), words.length)) await write(response, part);
  }
  await behaviour.beforeEnd;
  response.end();
}

/** Every piece leaves on its own. */
function write(response: ServerResponse, chunk: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(chunk, error => (error ? reject(error) : resolve()));
  });
}

function sendJson(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  value: unknown,
  isCut = false,
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...headers,
  });
  if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
