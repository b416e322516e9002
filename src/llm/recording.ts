/** A call to the upstream whose reply may become an entry, and all who wait for that reply. */
import type { IncomingMessage } from 'node:http';
import type { LlmNotStoredReason } from '../record/llm-numbers.ts';
import type { Counter } from './counter.ts';
import { type StoredReply, storedHeaders } from './replies/entry.ts';
import { createReplyReader, type ReplyReader, type Usage } from './replies/reply-reader.ts';
import type { ReplyStore } from './replies/store.ts';
import { type Outcome, SharedResponse } from './shared-response.ts';

export interface RecordingOptions {
  readonly key: string;
  readonly store: ReplyStore;
  /** Of the stage that asked first. */
  readonly counter: Counter;
  readonly sentBytes: number;
  /** Most bytes of a reply that is stored. */
  readonly maxBytes: number;
  readonly call: (signal: AbortSignal) => Promise<IncomingMessage>;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

export interface Recording {
  readonly shared: SharedResponse;
  /** Notes a client that gets the same reply, and what that spares its stage. */
  follow(counter: Counter, model: string | undefined): void;
  /** When the reply is over and stored, where it can be; whether it was a complete success. */
  readonly settled: Promise<boolean>;
}

type Judgement =
  | { readonly kind: 'success'; readonly reply: StoredReply }
  | { readonly kind: 'not-stored'; readonly reason: LlmNotStoredReason };

/** Calls the upstream, and stores the reply if it is a complete success. */
export function startRecording(options: RecordingOptions): Recording {
  const { counter, now, maxBytes } = options;
  const startedAt = now();
  const followers: { readonly counter: Counter; readonly model: string | undefined }[] = [];
  let reader: ReplyReader | undefined;
  let receivedBytes = 0;

  const shared = new SharedResponse({
    keepBytes: maxBytes,
    async call(signal) {
      const reply = await options.call(signal);
      if (isReadable(reply)) reader = createReplyReader(reply.headers['content-type']);
      return reply;
    },
    observe(chunk) {
      receivedBytes += chunk.length;
      if (reader !== undefined && receivedBytes <= maxBytes) {
        counter.countStreamed(reader.read(chunk));
      }
    },
  });

  async function settle(): Promise<boolean> {
    const outcome = await shared.outcome;
    const upstreamMs = now() - startedAt;
    const reply = await shared.head.catch(() => undefined);
    const judgement = judge(outcome, reply, reader, upstreamMs);
    const usage = judgement.kind === 'success' ? judgement.reply.usage : undefined;
    const cost = { upstreamMs, ...(usage !== undefined && { usage }) };
    counter.spend({ sentBytes: options.sentBytes, receivedBytes, ...cost });
    if (judgement.kind === 'not-stored') {
      counter.countNotStored(judgement.reason);
      return false;
    }
    for (const { counter: other, model } of followers) {
      other.save({ bytes: receivedBytes, ...cost, ...(model !== undefined && { model }) });
    }
    const result = await options.store.put(options.key, judgement.reply);
    if (result !== 'stored') counter.countNotStored(result);
    return true;
  }

  return {
    shared,
    follow: (other, model) => followers.push({ counter: other, model }),
    settled: settle(),
  };
}

/** Whether a reply can be read along: a success, and not compressed against our wish. */
function isReadable(reply: IncomingMessage): boolean {
  return reply.statusCode === 200 && !isCompressed(reply);
}

function isCompressed({ headers }: IncomingMessage): boolean {
  return !/^(identity)?$/.test(headers['content-encoding'] ?? '');
}

function unreadable(reply: IncomingMessage): LlmNotStoredReason {
  return isCompressed(reply) ? 'compressed' : 'unknown-format';
}

function judge(
  outcome: Outcome,
  reply: IncomingMessage | undefined,
  reader: ReplyReader | undefined,
  upstreamMs: number,
): Judgement {
  const refuse = (reason: LlmNotStoredReason) => ({ kind: 'not-stored', reason }) as const;
  const goneFirst = outcome.kind === 'abandoned' ? ('client-gone' as const) : undefined;
  if (outcome.kind === 'unreachable') return refuse('unreachable');
  if (reply === undefined) return refuse(goneFirst ?? 'unreachable');
  if (reply.statusCode !== 200) return refuse('status');
  if (outcome.kind === 'cut') return refuse('incomplete');
  if (reader === undefined) return refuse(goneFirst ?? unreadable(reply));
  if (outcome.chunks === undefined) return refuse('reply-too-large');
  // A client that hangs up at the terminal marker has had the whole answer.
  const verdict = reader.end(outcome.kind === 'ended');
  if (verdict.kind !== 'complete') return refuse(goneFirst ?? verdict.kind);
  return {
    kind: 'success',
    reply: {
      headers: storedHeaders(reply.headers),
      chunks: outcome.chunks,
      upstreamMs,
      ...usageOf(verdict.usage),
    },
  };
}

function usageOf(usage: Usage | undefined): { readonly usage?: Usage } {
  return usage === undefined ? {} : { usage };
}
