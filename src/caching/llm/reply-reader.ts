/**
 * Reads along while a reply passes, and says at its end whether it was a complete success. HTTP cannot
 * tell: errors stand inside replies with status 200, and a stream that was cut may be valid HTTP.
 */
import { StringDecoder } from 'node:string_decoder';

/** Tokens of a request and of its reply, as the provider counted them. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

export type Verdict =
  | { readonly kind: 'complete'; readonly usage?: Usage }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'error-inside' };

export interface ReplyReader {
  /** Takes the next piece; returns how many pieces of text came with it, mostly tokens. */
  read(chunk: Buffer): number;
  /** The verdict, when the upstream has closed the reply in order. */
  end(): Verdict;
}

/** A reader for replies of this content type; undefined where their end cannot be told. */
export function createReplyReader(contentType: string | undefined): ReplyReader | undefined {
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'text/event-stream':
      return streamReader(eventData());
    case 'application/x-ndjson':
      return streamReader(line => (line.trim() === '' ? undefined : line));
    case 'application/json':
      return documentReader();
    default:
      return undefined;
  }
}

/** Terminal markers of streams, besides `[DONE]` and Ollama's `"done": true`. */
const LAST_EVENTS = new Set(['message_stop', 'response.completed']);
const ERROR_EVENTS = new Set(['error', 'response.failed']);
/** States of a reply of OpenAI's responses that is no success (yet). */
const UNFINISHED = new Set(['queued', 'in_progress', 'incomplete', 'failed', 'cancelled']);

function streamReader(messageOf: (line: string) => string | undefined): ReplyReader {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let usage: Partial<Usage> = {};
  let isOver = false;
  let isDamaged = false;
  let hasError = false;

  function take(line: string): number {
    const text = messageOf(line);
    if (text === undefined) return 0;
    if (text.trim() === '[DONE]') {
      isOver = true;
      return 0;
    }
    const message = parse(text);
    if (message === undefined) {
      isDamaged = true;
      return 0;
    }
    hasError ||= isError(message);
    isOver ||= message.done === true || LAST_EVENTS.has(String(message.type));
    usage = { ...usage, ...usageIn(message) };
    return hasText(message) ? 1 : 0;
  }

  return {
    read(chunk) {
      const text = decoder.write(chunk);
      const hasEnd = /[\r\n]/.test(text);
      rest += text;
      // A line of megabytes is not looked through again with every piece.
      if (!hasEnd) return 0;
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      return lines.reduce((pieces, line) => pieces + take(line), 0);
    },
    end() {
      // The empty line ends an event that lacks its own.
      for (const line of [rest, '']) take(line);
      if (hasError) return { kind: 'error-inside' };
      return isOver && !isDamaged ? complete(usage) : { kind: 'incomplete' };
    },
  };
}

/** Server-sent events: the data of an event, given at the empty line that ends it. */
function eventData(): (line: string) => string | undefined {
  let data: string[] = [];
  return line => {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    if (line !== '' || data.length === 0) return undefined;
    const event = data.join('\n');
    data = [];
    return event;
  };
}

function documentReader(): ReplyReader {
  const chunks: Buffer[] = [];
  return {
    read(chunk) {
      chunks.push(chunk);
      return 0;
    },
    end() {
      const message = parse(Buffer.concat(chunks).toString());
      if (message === undefined || message.done === false) return { kind: 'incomplete' };
      if (isError(message)) return { kind: 'error-inside' };
      if (UNFINISHED.has(String(message.status))) return { kind: 'incomplete' };
      return complete(usageIn(message));
    },
  };
}

function complete(usage: Partial<Usage>): Verdict {
  if (usage.input === undefined && usage.output === undefined) return { kind: 'complete' };
  return { kind: 'complete', usage: { input: usage.input ?? 0, output: usage.output ?? 0 } };
}

type Message = Readonly<Record<string, unknown>>;

function parse(text: string): Message | undefined {
  try {
    return asMessage(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asMessage(value: unknown): Message | undefined {
  return typeof value === 'object' && value !== null ? (value as Message) : undefined;
}

function isError(message: Message): boolean {
  if ((message.error ?? null) !== null || ERROR_EVENTS.has(String(message.type))) return true;
  return choicesOf(message).some(choice => choice.finish_reason === 'error');
}

function choicesOf(message: Message): readonly Message[] {
  const choices: readonly unknown[] = Array.isArray(message.choices) ? message.choices : [];
  return choices.map(asMessage).filter(choice => choice !== undefined);
}

/** OpenAI's two, Anthropic's and Ollama's ways to count; a stream may bring the counts one by one. */
function usageIn(message: Message): Partial<Usage> {
  const holder = asMessage(message.response) ?? asMessage(message.message) ?? message;
  const usage = asMessage(holder.usage) ?? asMessage(message.usage) ?? {};
  const input = countIn(usage.prompt_tokens, usage.input_tokens, message.prompt_eval_count);
  const output = countIn(usage.completion_tokens, usage.output_tokens, message.eval_count);
  return { ...(input !== undefined && { input }), ...(output !== undefined && { output }) };
}

function countIn(...candidates: readonly unknown[]): number | undefined {
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
  return candidates.filter(isCount).find(value => value >= 0);
}

/** Whether an event of a stream brings a piece of the answer. */
function hasText(message: Message): boolean {
  const { type, response } = message;
  if (typeof type === 'string') return type.endsWith('delta') && type !== 'message_delta';
  if (typeof response === 'string') return response !== '';
  const parts = [message, ...choicesOf(message)];
  return parts.some(part => {
    const content = asMessage(part.delta) ?? asMessage(part.message) ?? {};
    return [content.content, content.thinking, part.text].some(text => text && text !== '');
  });
}
