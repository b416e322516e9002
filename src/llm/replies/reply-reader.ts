/**
 * Reads along while a reply passes, and says at its end whether it was a complete success. HTTP cannot
 * tell: errors stand inside replies with status 200, and a stream that was cut may be valid HTTP.
 */
import { createByteQueue } from './byte-queue.ts';

/** Tokens of a request and of its reply, as the provider counted them. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

export type Verdict =
  | { readonly kind: 'complete'; readonly usage?: Usage }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'error-inside' }
  /** Neither a stream nor a document of a kind that is known. */
  | { readonly kind: 'unknown-format' };

export interface ReplyReader {
  /** Takes the next piece; returns how many pieces of text came with it, mostly tokens. */
  read(chunk: Buffer): number;
  /**
   * The verdict. A reply that its upstream closed in order is whole when it gave its reason to finish;
   * one that the client left has to have come to its terminal marker.
   */
  end(isOrderly: boolean): Verdict;
}

/** A reader for replies of this content type; undefined where their end cannot be told. */
export function createReplyReader(contentType: string | undefined): ReplyReader | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)) return documentReader();
  switch (type) {
    case 'application/x-ndjson':
    case 'application/ndjson':
    case 'application/jsonl':
      return lineReader();
    case 'text/event-stream':
      return looking('incomplete');
    // Small servers name no better type, whatever they send.
    case 'text/plain':
      return looking('unknown-format');
    default:
      return undefined;
  }
}

const lineReader = (): StreamReader =>
  streamReader(line => (line.trim() === '' ? undefined : line));

/** Events, or JSON under their name; `otherwise` is said of what is neither. */
function looking(otherwise: 'incomplete' | 'unknown-format'): ReplyReader {
  let reader: ReplyReader | undefined;
  let events: StreamReader | undefined;
  return {
    read(chunk) {
      if (reader === undefined) {
        const [first] = chunk.toString('latin1').trimStart();
        // Nothing but line ends so far: they end no event yet.
        if (first === undefined) return 0;
        const isJson = first === '{' || first === '[';
        events = isJson ? undefined : streamReader(eventData());
        reader = events ?? documentOrLines();
      }
      return reader.read(chunk);
    },
    end(isOrderly) {
      if (reader === undefined) return { kind: 'incomplete' };
      const verdict = reader.end(isOrderly);
      return events?.isEmpty === true ? { kind: otherwise } : verdict;
    },
  };
}

/** One document, or a line each. */
function documentOrLines(): ReplyReader {
  const readers = [documentReader(), lineReader()];
  return {
    read(chunk) {
      return Math.max(...readers.map(reader => reader.read(chunk)));
    },
    end(isOrderly) {
      const [document, lines] = readers.map(reader => reader.end(isOrderly));
      const verdict = document?.kind === 'incomplete' ? lines : document;
      return verdict ?? { kind: 'incomplete' };
    },
  };
}

/** Terminal markers of streams, besides `[DONE]` and Ollama's `"done": true`. */
const LAST_EVENTS = new Set(['message_stop', 'response.completed', 'response.incomplete']);
const ERROR_EVENTS = new Set(['error', 'response.failed']);
/** States of a reply of OpenAI's responses that is no answer (yet); one that ran into its bound is. */
const UNFINISHED = new Set(['queued', 'in_progress', 'failed', 'cancelled']);

interface StreamReader extends ReplyReader {
  /** Whether no message has come. */
  readonly isEmpty: boolean;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function streamReader(messageOf: (line: string) => string | undefined): StreamReader {
  const pending = createByteQueue();
  let afterReturn = false;
  let usage: Partial<Usage> = {};
  let isOver = false;
  let isDamaged = false;
  let hasError = false;
  let isEmpty = true;
  /** Parts of the answer by their number, and whether each gave its reason to finish. */
  const finished = new Map<number, boolean>();

  function take(line: string): number {
    const text = messageOf(line);
    // Some send empty events to keep the connection open.
    if (text === undefined || text.trim() === '') return 0;
    isEmpty = false;
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
    for (const [part, isFinished] of partsOf(message)) {
      finished.set(part, isFinished || finished.get(part) === true);
    }
    usage = { ...usage, ...usageIn(message) };
    return hasText(message) ? 1 : 0;
  }

  return {
    read(chunk) {
      // A line end of two signs may come in two pieces.
      const piece = afterReturn && chunk[0] === LINE_FEED ? chunk.subarray(1) : chunk;
      if (chunk.length > 0) afterReturn = chunk.at(-1) === CARRIAGE_RETURN;
      // A line of megabytes is not looked through again with every piece.
      const end = Math.max(piece.lastIndexOf(LINE_FEED), piece.lastIndexOf(CARRIAGE_RETURN)) + 1;
      pending.push(piece.subarray(0, end));
      const lines =
        end === 0
          ? []
          : pending
              .take()
              .split(/\r\n|\n|\r/)
              .slice(0, -1);
      pending.push(piece.subarray(end));
      return lines.reduce((pieces, line) => pieces + take(line), 0);
    },
    end(isOrderly) {
      // The empty line ends an event that lacks its own.
      for (const line of [pending.take(), '']) take(line);
      if (hasError) return { kind: 'error-inside' };
      const hasFinished = finished.size > 0 && [...finished.values()].every(Boolean);
      const isWhole = isOver || (isOrderly && hasFinished);
      return isWhole && !isDamaged ? complete(usage) : { kind: 'incomplete' };
    },
    get isEmpty() {
      return isEmpty;
    },
  };
}

/** The parts of an answer that a message is about, each with whether it says why it finishes. */
function partsOf(message: Message): readonly (readonly [number, boolean])[] {
  const { stop_reason: stopReason } = asMessage(message.delta) ?? {};
  const parts = choicesOf(message).map((choice, i): readonly [number, boolean] => {
    const reason = choice.finish_reason ?? choice.finishReason;
    const number = typeof choice.index === 'number' ? choice.index : i;
    return [number, typeof reason === 'string' && reason !== ''];
  });
  // Anthropic's one part says so in a message of its own.
  return typeof stopReason === 'string' ? [...parts, [0, true]] : parts;
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
  const text = createByteQueue();
  return {
    read(chunk) {
      text.push(chunk);
      return 0;
    },
    end() {
      const document = parse(text.take());
      if (document === undefined) return { kind: 'incomplete' };
      // Gemini streams the elements of a list.
      const elements: readonly unknown[] = Array.isArray(document) ? document : [document];
      const messages = elements.map(asMessage).filter(message => message !== undefined);
      if (messages.some(isError)) return { kind: 'error-inside' };
      const isUnfinished = ({ done, status }: Message): boolean =>
        done === false || UNFINISHED.has(String(status));
      if (messages.some(isUnfinished)) return { kind: 'incomplete' };
      return complete(Object.assign({}, ...messages.map(usageIn)) as Partial<Usage>);
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
  const found = [message.choices, message.candidates].filter(Array.isArray);
  const choices: readonly unknown[] = found.flat();
  return choices.map(asMessage).filter(choice => choice !== undefined);
}

/** OpenAI's two, Anthropic's, Ollama's and Gemini's ways to count; a stream may bring them one by one. */
function usageIn(message: Message): Partial<Usage> {
  const holder = asMessage(message.response) ?? asMessage(message.message) ?? message;
  const usage = asMessage(holder.usage) ?? asMessage(message.usage) ?? {};
  const { promptTokenCount, candidatesTokenCount } = asMessage(message.usageMetadata) ?? {};
  const { prompt_eval_count: prompted, eval_count: answered } = message;
  const input = countIn(usage.prompt_tokens, usage.input_tokens, prompted, promptTokenCount);
  const output = countIn(
    usage.completion_tokens,
    usage.output_tokens,
    answered,
    candidatesTokenCount,
  );
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
