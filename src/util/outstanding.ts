/** Waiting for several things that end apart from each other. */

/** Things that end one by one, by their names, until none is left. */
export class Outstanding {
  /** None is left; at once where there is none to begin with. */
  readonly allOver: Promise<void>;
  readonly #open: Set<string>;
  #end = (): void => {};

  constructor(ids: readonly string[]) {
    this.#open = new Set(ids);
    this.allOver = new Promise(resolve => {
      this.#end = resolve;
    });
    if (this.#open.size === 0) this.#end();
  }

  /** One has ended; more than once, or unknown, is nothing. */
  over(id: string): void {
    if (this.#open.delete(id) && this.#open.size === 0) this.#end();
  }
}
