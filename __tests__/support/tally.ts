/** Counts of what random tests reached, so that it shows where they try nothing. */

export class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string, number = 1): void {
    this.#counts.set(what, this.count(what) + number);
  }

  count(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  toString(): string {
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return rows.map(([what, count]) => `${String(count).padStart(7)}  ${what}`).join('\n');
  }
}
