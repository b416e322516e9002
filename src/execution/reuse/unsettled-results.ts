/**
 * Results that wait. What a stage made may be another's work: of one that ran at the same time, and of which
 * nobody can say what it writes before it is over. A result that was published at once would have to be taken
 * back, which a run that is killed, or a disk that is full, never does.
 */
export class UnsettledResults {
  /** Stages that have begun, and of which nobody knows yet what they wrote. */
  readonly #unknown = new Set<string>();
  readonly #waiting = new Set<{
    readonly beside: Set<string>;
    readonly publish: () => Promise<void>;
  }>();

  /** The stage's command is about to start. */
  begin(stageId: string): void {
    this.#unknown.add(stageId);
  }

  /** Publishes as soon as it is known what the stages wrote that run now; the stage itself is one of them. */
  add(publish: () => Promise<void>): void {
    this.#waiting.add({ beside: new Set(this.#unknown), publish });
  }

  /** What the stage wrote is known. */
  async settle(stageId: string): Promise<void> {
    this.#unknown.delete(stageId);
    for (const result of this.#waiting) {
      result.beside.delete(stageId);
      if (result.beside.size > 0) continue;
      this.#waiting.delete(result);
      await result.publish();
    }
  }
}
