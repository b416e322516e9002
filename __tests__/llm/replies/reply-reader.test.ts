import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplyReader, type Verdict } from '../../../src/llm/replies/reply-reader.ts';

/** The verdict over a reply that its upstream closed in order. */
function read(type: string, ...chunks: readonly (string | Buffer)[]): Verdict | undefined {
  const reader = createReplyReader(type);
  for (const chunk of chunks) reader?.read(Buffer.from(chunk));
  return reader?.end(true);
}

/** The verdict over a reply whose client hung up after this. */
function readLeft(type: string, text: string): Verdict | undefined {
  const reader = createReplyReader(type);
  reader?.read(Buffer.from(text));
  return reader?.end(false);
}

const SSE = 'text/event-stream; charset=utf-8';
const LINES = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
const sse = (...events: readonly object[]): string =>
  events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('');

const delta = { choices: [{ delta: { content: 'Grüße' } }] };
const DONE = 'data: [DONE]\n\n';
const choice = (index: number, reason: string | null) => ({
  choices: [{ index, delta: {}, finish_reason: reason }],
});

describe('a stream of events', () => {
  it.each([
    ['[DONE]', `${sse(delta)}${DONE}`],
    ['[DONE] without the last line end', `${sse(delta)}data: [DONE]`],
    ['message_stop', sse({ type: 'message_start' }, { type: 'message_stop' })],
    ['response.completed', sse({ type: 'response.completed', response: { status: 'completed' } })],
    [
      '[DONE] after comments and Windows line ends',
      `: hi\r\n\r\n${sse(delta).replaceAll('\n', '\r\n')}data:[DONE]\r\n\r\n`,
    ],
    ['a reason to finish', sse(delta, choice(0, 'stop'))],
    ['a reason to finish, and the usage', sse(delta, choice(0, 'length'), { choices: [] })],
    ['reasons of both choices', sse(choice(0, 'stop'), choice(1, null), choice(1, 'tool_calls'))],
    ['Gemini\u2019s reason', sse({ candidates: [{ finishReason: 'MAX_TOKENS' }] })],
    ['Anthropic\u2019s reason', sse({ type: 'message_delta', delta: { stop_reason: 'end_turn' } })],
    ['an answer that ran into its bound', sse({ type: 'response.incomplete', response: {} })],
    ['[DONE] after signs of life', `: PROCESSING\n\ndata:\n\n${sse(delta)}: PROCESSING\n\n${DONE}`],
    ['one document', JSON.stringify({ choices: [{ finish_reason: 'stop' }] })],
    ['[DONE] after an event of several lines', 'data: {"choices":\ndata: []}\n\ndata: [DONE]\n\n'],
  ])('is complete with %s', (_, text) => {
    expect(read(SSE, text)).toEqual({ kind: 'complete' });
  });

  it.each([
    ['nothing', ''],
    ['no marker', sse(delta)],
    ['a text that says so', sse({ choices: [{ delta: { content: '[DONE]' } }] })],
    ['half an event before the marker', `data: {"choices": [\n\n${DONE}`],
    ['reasons that say nothing', sse(choice(0, null), choice(0, ''))],
    ['one of two choices', sse(choice(0, 'stop'), choice(1, null))],
    ['half an event after its reason', `${sse(choice(0, 'stop'))}data: {"usage`],
  ])('is incomplete with %s', (_, text) => {
    expect(read(SSE, text)).toEqual({ kind: 'incomplete' });
  });

  it.each([
    ['an error event', sse({ type: 'error', error: { type: 'overloaded_error' } })],
    ['an error in place of a piece', sse(delta, { error: { message: 'overloaded' } })],
    ['a failed response', sse({ type: 'response.failed' })],
    ['a choice that failed', sse({ choices: [{ finish_reason: 'error' }] })],
  ])('has gone wrong with %s, whatever follows', (_, text) => {
    expect(read(SSE, text)).toEqual({ kind: 'error-inside' });
    expect(read(SSE, text + DONE)).toEqual({ kind: 'error-inside' });
  });
});

describe('a stream that its client left', () => {
  it('is complete at its marker only: what follows the reason to finish may still count', () => {
    const finished = sse(delta, choice(0, 'stop'));
    expect(readLeft(SSE, finished)).toEqual({ kind: 'incomplete' });
    expect(readLeft(SSE, finished + DONE)).toEqual({ kind: 'complete' });
  });
});

describe('a reply that is called plain text', () => {
  it.each([
    ['a document', '{"choices": []}', 'complete'],
    ['half a document', '{"choices": [', 'incomplete'],
    ['a document with an error', '\n {"error": "no"}', 'error-inside'],
    ['lines', '{"done":false}\n{"done":true}\n', 'complete'],
    ['lines that were cut', '{"done":false}\n', 'incomplete'],
    ['events', `${sse(delta)}${DONE}`, 'complete'],
    ['events that were cut', sse(delta), 'incomplete'],
    ['a list', '[{"candidates": [{"finishReason": "STOP"}]}]', 'complete'],
    ['a list with an error', '[{"candidates": []}, {"error": {"code": 503}}]', 'error-inside'],
    ['half a list', '[{"candidates": []},', 'incomplete'],
    ['text', 'Bad gateway', 'unknown-format'],
    ['nothing', '', 'incomplete'],
  ])('is read as what it is: %s', (_, text, kind) => {
    expect(read('text/plain; charset=utf-8', text)?.kind).toBe(kind);
    expect(read('text/plain', ...text)?.kind).toBe(kind);
  });
});

describe('a stream of lines', () => {
  it('is complete when its last line says so', () => {
    expect(read(LINES, '{"done":false}\n{"done":true}\n')).toEqual({ kind: 'complete' });
    expect(read(LINES, '{"done":false}\n{"done":true}')).toEqual({ kind: 'complete' });
    expect(read(LINES, '{"done":false}\n')).toEqual({ kind: 'incomplete' });
    expect(read(LINES, '{"done":false}\n{"done":tr')).toEqual({ kind: 'incomplete' });
    expect(read(LINES, '{"done":false}\n{"error":"stopped"}\n')).toEqual({ kind: 'error-inside' });
  });
});

describe('a reply in one piece', () => {
  it.each([
    [{ choices: [] }, 'complete'],
    [{ error: null, status: 'completed' }, 'complete'],
    [{ done: true }, 'complete'],
    [{ done: false }, 'incomplete'],
    [{ status: 'in_progress' }, 'incomplete'],
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'complete'],
    [{ status: 'cancelled' }, 'incomplete'],
    [[{ candidates: [] }], 'complete'],
    [{ error: { message: 'no' } }, 'error-inside'],
    [{ error: 'no' }, 'error-inside'],
    [{ type: 'error' }, 'error-inside'],
  ])('%j is %s', (value, kind) => {
    expect(read(JSON_TYPE, JSON.stringify(value))?.kind).toBe(kind);
  });

  it.each([
    'application/json;charset=UTF-8',
    'application/vnd.api+json',
    'application/problem+json; charset=utf-8',
    'Text/JSON',
  ])('is one, however it is called: %s', type => {
    expect(read(type, '{"choices": []}')?.kind).toBe('complete');
    expect(read(type, '{"choices": [')?.kind).toBe('incomplete');
  });

  it('is incomplete where it is no JSON', () => {
    expect(read(JSON_TYPE, '{"choices": [')).toEqual({ kind: 'incomplete' });
  });
});

it('does not judge what it does not know', () => {
  expect(createReplyReader('text/html')).toBeUndefined();
  expect(createReplyReader(undefined)).toBeUndefined();
});

describe('tokens', () => {
  it.each([
    [
      'OpenAI, chat',
      SSE,
      sse({ usage: null }, { usage: { prompt_tokens: 3, completion_tokens: 4 } }) + DONE,
    ],
    [
      'OpenAI, responses',
      SSE,
      sse({
        type: 'response.completed',
        response: { usage: { input_tokens: 3, output_tokens: 4 } },
      }),
    ],
    [
      'Anthropic',
      SSE,
      sse(
        { type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 1 } } },
        { type: 'message_delta', usage: { output_tokens: 4 } },
        { type: 'message_stop' },
      ),
    ],
    ['Ollama', LINES, '{"done":true,"prompt_eval_count":3,"eval_count":4}\n'],
    [
      'Gemini',
      SSE,
      sse({
        candidates: [{ finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 },
      }),
    ],
    ['a reply in one piece', JSON_TYPE, '{"usage":{"input_tokens":3,"output_tokens":4}}'],
  ])('are those that the provider counted: %s', (_, type, text) => {
    expect(read(type, text)).toEqual({ kind: 'complete', usage: { input: 3, output: 4 } });
  });

  it.each([-1, 1.5, '3', null, 1e300])('are not %j', count => {
    const usage = { prompt_tokens: count, completion_tokens: count };
    expect(read(SSE, sse({ usage }) + DONE)).toEqual({ kind: 'complete' });
  });
});

it('reads the same from pieces of any size', () => {
  const events = sse(delta, { type: 'content_block_delta', delta: { text: 'é' } }, delta);
  const whole = Buffer.from(`${events.replaceAll('\n', '\r\n')}data: [DONE]\r\n\r\n`);
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length)), cuts => {
      const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const reader = createReplyReader(SSE);
      const pieces = places.map((end, i) => reader?.read(whole.subarray(places[i - 1] ?? 0, end)));
      expect(pieces.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(3);
      expect(reader?.end(true)).toEqual({ kind: 'complete' });
    }),
  );
});
