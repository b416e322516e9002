/**
 * One reply on its way from upstream to any number of clients that asked the same. Each client reads
 * at its own pace from what has arrived; the upstream is read as fast as the fastest of them, and when
 * the reply is too large to be kept, as fast as the slowest.
 */
import type { IncomingMessage } from 'node:http';

/** How far the upstream may be ahead of the clients, in bytes. */
const AHEAD_BYTES = 256 * 1024;

export interface SharedResponseOptions {
  /** Most that is kept of a reply; a larger one is passed on without. */
  readonly keepBytes: number;
  /** Told of every piece as it arrives. */
  readonly observe: (chunk: Buffer) => void;
  /** Calls the upstream. */
  readonly call: (signal: AbortSignal) => Promise<IncomingMessage>;
}

/** How a shared response ended. */
export type Outcome =
  | {
      /** The upstream closed the reply in order, it broke off, or the last client went. */
      readonly kind: 'ended' | 'cut' | 'abandoned';
      /** All that came; `undefined` where it was not kept. */
      readonly chunks: readonly Buffer[] | undefined;
    }
  | { readonly kind: 'unreachable' };

/** A client's place in a reply. */
export interface Subscriber {
  /** The next piece; undefined at the end, rejects where the reply was cut. */
  next(): Promise<Buffer | undefined>;
  /** Ends the upstream call when nobody else waits for it. */
  leave(): void;
}

export class SharedResponse {
  /** The reply's status and headers; rejects where no upstream answers. */
  readonly head: Promise<IncomingMessage>;
  /** Always resolves. */
  readonly outcome: Promise<Outcome>;
  readonly #options: SharedResponseOptions;
  readonly #abort = new AbortController();
  readonly #places = new Set<Place>();
  /** The pieces from number `#dropped` on. */
  #chunks: Buffer[] = [];
  #dropped = 0;
  #bytes = 0;
  #reply: IncomingMessage | undefined;
  #state: 'open' | 'ended' | 'failed' = 'open';

  constructor(options: SharedResponseOptions) {
    this.#options = options;
    this.head = options.call(this.#abort.signal);
    this.outcome = this.#receive();
  }

  /** Whether one more client can still get the whole reply. */
  get isJoinable(): boolean {
    return this.#dropped === 0 && this.#state !== 'failed' && !this.#abort.signal.aborted;
  }

  get #isKept(): boolean {
    return this.#bytes <= this.#options.keepBytes;
  }

  join(): Subscriber {
    const place: Place = { index: 0, bytes: 0, wake: undefined };
    this.#places.add(place);
    return {
      next: () => this.#next(place),
      leave: () => {
        this.#places.delete(place);
        if (this.#places.size === 0 && this.#state === 'open') this.#abort.abort();
        this.#steer();
      },
    };
  }

  async #receive(): Promise<Outcome> {
    let reply: IncomingMessage;
    try {
      reply = await this.head;
    } catch {
      this.#finish('failed');
      return this.#abort.signal.aborted
        ? { kind: 'abandoned', chunks: [] }
        : { kind: 'unreachable' };
    }
    this.#reply = reply;
    // Events rather than an iterator, which would join pieces that arrived one by one.
    reply.on('data', (chunk: Buffer) => this.#take(chunk));
    await new Promise<void>(resolve => {
      reply.on('error', () => resolve());
      reply.on('close', () => resolve());
      reply.on('end', () => resolve());
    });
    this.#finish(reply.complete ? 'ended' : 'failed');
    const chunks = this.#isKept ? this.#chunks : undefined;
    if (reply.complete) return { kind: 'ended', chunks };
    return { kind: this.#abort.signal.aborted ? 'abandoned' : 'cut', chunks };
  }

  #take(chunk: Buffer): void {
    this.#options.observe(chunk);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#wakeAll();
    this.#steer();
  }

  async #next(place: Place): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.#chunks[place.index - this.#dropped];
      if (chunk !== undefined) {
        place.index += 1;
        place.bytes += chunk.length;
        this.#steer();
        return chunk;
      }
      if (this.#state === 'ended') return undefined;
      if (this.#state === 'failed') throw new Error('the reply was cut');
      await new Promise<void>(resolve => {
        place.wake = resolve;
      });
    }
  }

  /** Lets the upstream go on or wait, and forgets what nobody needs of a reply that is not kept. */
  #steer(): void {
    const read = [...this.#places].map(({ bytes }) => bytes);
    const reference = this.#isKept ? Math.max(0, ...read) : Math.min(this.#bytes, ...read);
    if (!this.#isKept) {
      const needed = Math.min(...[...this.#places].map(({ index }) => index));
      const superfluous = Math.min(needed - this.#dropped, this.#chunks.length);
      if (superfluous > 0) {
        this.#chunks.splice(0, superfluous);
        this.#dropped += superfluous;
      }
    }
    if (this.#bytes - reference > AHEAD_BYTES) this.#reply?.pause();
    else if (this.#reply?.isPaused()) this.#reply.resume();
  }

  #finish(state: 'ended' | 'failed'): void {
    this.#state = state;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const place of this.#places) {
      place.wake?.();
      place.wake = undefined;
    }
  }
}

interface Place {
  index: number;
  bytes: number;
  wake: (() => void) | undefined;
}
