/** Faults a local service shows, as a table: which requests, how often, what goes wrong. */

/** What goes wrong with a matching request. */
export type FaultEffect =
  /** Answered with this status instead; the request has no effect, unless it was `carriedOut`. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as JSON. */
      readonly body?: object | null;
      /** Sent as it is, and called JSON. */
      readonly text?: string;
      readonly carriedOut?: true;
    }
  /** Never answered. */
  | { readonly hang: true }
  /** The connection is cut before the answer. */
  | { readonly reset: true }
  /** Carried out, and cut off in the middle of the answer's body. */
  | { readonly truncate: true }
  /** Carried out, and the answer whole but for the end of its body, which nothing says is missing. */
  | { readonly short: true }
  /** Carried out, and answered with this much of the body, as if that were all of it. */
  | { readonly keepShare: number }
  /** Carried out, and answered bit by bit, over so many ms. */
  | { readonly slowMs: number }
  /** Carried out, and the answer's body damaged without changing its length. */
  | { readonly corrupt: true };

/** One row; `match` is an operation's name, such as `CreateArtifact` or `PutBlock`. */
export type Fault = FaultEffect & {
  readonly match: string | RegExp;
  /** How many requests it befalls; all of them when absent. */
  readonly times?: number;
};

/** The rows still to be shown; the first that matches counts. */
export class FaultTable {
  readonly #rows: { readonly fault: Fault; left: number }[];

  constructor(faults: readonly Fault[]) {
    this.#rows = faults.map(fault => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  /** The fault this request meets, if any; it counts as shown. */
  take(operation: string): Fault | undefined {
    const row = this.#rows.find(({ fault, left }) => left > 0 && matches(fault.match, operation));
    if (row !== undefined) row.left -= 1;
    return row?.fault;
  }
}

function matches(match: string | RegExp, operation: string): boolean {
  return typeof match === 'string' ? match === operation : match.test(operation);
}
