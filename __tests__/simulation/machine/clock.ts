/**
 * Time of a simulated world. It stands still while nothing happens, and jumps to the next event when
 * everything that the last one set off is done: a deadline of an hour takes no longer than one of a second.
 */

/** When the world begins: 1 January 2030. */
export const EPOCH_MS = 1_893_456_000_000;

/** Something that is to happen. */
export interface Scheduled {
  readonly atNs: number;
  readonly order: number;
  readonly run: () => void;
  /** It does not keep the world going. */
  isBackground: boolean;
  isCancelled: boolean;
}

/** Who an event belongs to: it does not happen any more when that is gone. */
export interface Living {
  readonly isAlive: boolean;
}

export class Clock {
  /** Since the world began. */
  #nowNs = 0;
  #order = 0;
  readonly #heap: Scheduled[] = [];
  #foreground = 0;

  get nowNs(): number {
    return this.#nowNs;
  }

  get nowMs(): number {
    return this.#nowNs / 1e6;
  }

  /** Everything takes a moment: two moments that are read one after the other are never the same. */
  pass(ns: number): void {
    this.#nowNs += ns;
  }

  /** Lets something happen after so many ms, as long as its owner lives. */
  after(ms: number, owner: Living | undefined, run: () => void, isBackground = false): Scheduled {
    const wait = Number.isFinite(ms) && ms > 0 ? Math.min(ms, 2 ** 31) : 0;
    const event: Scheduled = {
      atNs: this.#nowNs + wait * 1e6,
      order: this.#order,
      run: owner === undefined ? run : () => owner.isAlive && run(),
      isBackground,
      isCancelled: false,
    };
    this.#order += 1;
    if (!isBackground) this.#foreground += 1;
    push(this.#heap, event);
    return event;
  }

  cancel(event: Scheduled): void {
    if (event.isCancelled) return;
    event.isCancelled = true;
    if (!event.isBackground) this.#foreground -= 1;
  }

  /** What a timer is held by: `unref` and `ref` of Node. */
  setBackground(event: Scheduled, isBackground: boolean): void {
    if (event.isCancelled || event.isBackground === isBackground) return;
    event.isBackground = isBackground;
    this.#foreground += isBackground ? -1 : 1;
  }

  /** Whether anything is to happen that somebody waits for. */
  get isBusy(): boolean {
    return this.#foreground > 0;
  }

  /** Lets the next thing happen; false where nothing is left. */
  step(): boolean {
    for (let event = pop(this.#heap); event !== undefined; event = pop(this.#heap)) {
      if (event.isCancelled) continue;
      event.isCancelled = true;
      if (!event.isBackground) this.#foreground -= 1;
      this.#nowNs = Math.max(this.#nowNs, event.atNs);
      event.run();
      return true;
    }
    return false;
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.atNs < b.atNs || (a.atNs === b.atNs && a.order < b.order);
}

function push(heap: Scheduled[], event: Scheduled): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Scheduled;
    if (!isBefore(event, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Scheduled[]): Scheduled | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Scheduled, heap[child] as Scheduled))
      child += 1;
    const below = heap[child] as Scheduled;
    if (!isBefore(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return first;
}
