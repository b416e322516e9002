/** What model servers answer, one row each: whether it is stored, or why not. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LlmNotStoredReason } from '../../src/record/llm-numbers.ts';
import type { Behaviour } from '../services/llm-upstream.ts';
import { ask, question, startRun, storeFolder, upstreamForTest } from './support.ts';

const chat = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 4 },
};
const text = JSON.stringify(chat);
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const piece = event({ choices: [{ delta: { content: 'a' } }] });
const last = event({ choices: [{ delta: {}, finish_reason: 'stop' }] });
const done = 'data: [DONE]\n\n';
const raw = (type: string, ...chunks: readonly (string | Buffer)[]): Behaviour => ({
  raw: { type, chunks },
});
const sse = (...chunks: readonly string[]) => raw('text/event-stream', ...chunks);
const json = 'application/json';

const CHAT = '/chat/completions';
/** What it is, what the server does, and the path where it is not the chat's. */
type Row = [name: string, behaviour: Behaviour, path?: string];
type ReasonedRow = [name: string, behaviour: Behaviour, reason: LlmNotStoredReason, path?: string];

const STORED: Row[] = [
  ['a document', raw(json, text)],
  ['a document as plain text', raw('text/plain; charset=utf-8', text)],
  ['a document in capital letters', raw('application/json;charset=UTF-8', text)],
  ['a document of a vendor', raw('application/vnd.api+json', text)],
  ['a document called a stream', sse(text)],
  ['a stream', sse(piece, last, done)],
  ['a stream without [DONE]', sse(piece, last)],
  ['a stream without a reason', sse(': OPENROUTER PROCESSING\n\n', piece, done)],
  [
    'a stream with Windows line ends',
    raw(
      'text/event-stream; charset=utf-8',
      `event: x\r\n${piece.replaceAll('\n', '\r\n')}`,
      'data: [DONE]\r\n\r\n',
    ),
  ],
  ['a stream as plain text', raw('text/plain', piece, done)],
  [
    'responses',
    sse(
      event({ type: 'response.created', response: { status: 'in_progress' } }),
      event({ type: 'response.completed', response: { status: 'completed', error: null } }),
    ),
    '/responses',
  ],
  [
    'responses that ran into their bound',
    sse(
      event({ type: 'response.output_text.delta', delta: 'hi' }),
      event({ type: 'response.incomplete', response: { status: 'incomplete' } }),
    ),
    '/responses',
  ],
  [
    'a response in one piece that did',
    raw(json, '{"status":"incomplete","error":null}'),
    '/responses',
  ],
  ['messages', sse(event({ type: 'message_start' }), event({ type: 'message_stop' })), '/messages'],
  ['lines', raw('application/x-ndjson', '{"done":false}\n', '{"done":true}\n'), '/api/chat'],
  ['Gemini', raw(json, '{"candidates":[{"finishReason":"STOP"}]}'), '/models/g:generateContent'],
  [
    'Gemini, streamed',
    sse(event({ candidates: [{ finishReason: 'STOP' }] })),
    '/models/g:streamGenerateContent?alt=sse&key=k',
  ],
  ['embeddings', raw(json, '{"data":[{"embedding":[1]}]}'), '/embeddings'],
];

const NOT_STORED: ReasonedRow[] = [
  ['a stream that only stops', sse(piece), 'incomplete'],
  ['a stream that is cut after its reason', { ...sse(piece, last), cutAfter: 2 }, 'incomplete'],
  ['half a document', raw(json, text.slice(0, -5)), 'incomplete'],
  ['half a document as plain text', raw('text/plain', text.slice(0, -5)), 'incomplete'],
  [
    'lines that only stop',
    raw('application/x-ndjson', '{"done":false}\n'),
    'incomplete',
    '/api/chat',
  ],
  [
    'an error in a stream',
    sse(piece, event({ error: { message: 'no' } }), last, done),
    'error-inside',
  ],
  ['an error in a document', raw(json, '{"error":{"message":"no"}}'), 'error-inside'],
  ['too many requests', { status: 429, ...raw(json, '{"error":{}}') }, 'status'],
  ['something that was made', { status: 201, ...raw(json, text) }, 'status'],
  ['a web page', raw('text/html', '<p>Sign in</p>'), 'unknown-format'],
  ['a sentence', raw('text/plain', 'Bad gateway'), 'unknown-format'],
  ['gzip', { ...raw(json, gzipSync(text)), headers: { 'content-encoding': 'gzip' } }, 'compressed'],
  [
    'brotli',
    { ...raw(json, brotliCompressSync(text)), headers: { 'content-encoding': 'br' } },
    'compressed',
  ],
];

/** The request, asked twice: what came of it, and how often the server was asked. */
async function askTwice(behaviour: Behaviour, path = CHAT) {
  const upstream = await upstreamForTest(() => behaviour);
  const { stage } = await startRun({ folder: storeFolder(), origin: upstream.origin });
  const url = `${stage.environment.OPENAI_BASE_URL}${path}`;
  const body = question('Hi', { generationConfig: { temperature: 0 } });
  const replies = [
    await ask(url, body).catch(() => undefined),
    await ask(url, body).catch(() => undefined),
  ];
  return { numbers: await stage.end(), replies, calls: upstream.calls.length };
}

describe('a reply that is whole is stored', () => {
  it.each<Row>(STORED)('%s', async (_, behaviour, path) => {
    const { numbers, replies, calls } = await askTwice(behaviour, path);
    expect(numbers).toMatchObject({ requests: 2, misses: 1, hits: 1, notStored: {} });
    expect(calls).toBe(1);
    expect(replies[1]?.text).toBe(replies[0]?.text);
    expect(replies[1]?.headers['content-type']).toBe(replies[0]?.headers['content-type']);
  });
});

describe('a reply that is not whole is asked for again, and counted with the reason', () => {
  it.each<ReasonedRow>(NOT_STORED)('%s', async (_, behaviour, reason, path) => {
    const { numbers, calls } = await askTwice(behaviour, path);
    expect(numbers).toMatchObject({ requests: 2, misses: 2, hits: 0, notStored: { [reason]: 2 } });
    expect(calls).toBe(2);
  });

  it.each(['/rerank', '/moderations', '/images/generations', '/audio/speech'])(
    'what is no question to a model is passed through: %s',
    async path => {
      const { numbers, calls } = await askTwice(raw(json, '{"results":[1]}'), path);
      expect(numbers).toMatchObject({ requests: 2, bypassed: { 'other-endpoint': 2 } });
      expect(calls).toBe(2);
    },
  );
});
