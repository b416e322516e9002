/** What did not hold. */
export interface Violation {
  readonly what: string;
  readonly detail: string;
}

/** Thrown where something does not hold. */
export class Broken extends Error {
  readonly violation: Violation;
  constructor(what: string, detail: string) {
    super(`${what}: ${detail}`);
    this.violation = { what, detail };
  }
}
