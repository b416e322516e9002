/**
 * Live output on a terminal: a block that is drawn in place, never taller or wider than the window, and gone when
 * the run is over. What ended stays in it as long as there is room; the summary that follows has it all.
 */

import type { Listener } from '../../execution/events/run-events.ts';
import { lastWholeLine } from '../../execution/logs/read-log.ts';
import { oneLine } from '../../record/text.ts';
import { formatRoughly } from '../../record/units.ts';
import { cellsOf, truncate } from '../../reporting/terminal/ansi.ts';
import {
  confirmingLine,
  doneWords,
  elapsedWords,
  estimateLine,
  etaWords,
  hiddenLine,
  progressWords,
  startLine,
} from '../../reporting/terminal/live.ts';
import { linesOf } from './lines-output.ts';
import type { LiveOutput, LiveOutputOptions } from './live-output.ts';

const FRAME_MS = 125;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** How often a stage's log is looked at for its last line, in ms. */
const LOOK_MS = 500;
/** Fewer cells show nothing of a line that is worth reading. */
const FEWEST_CELLS = 12;
const SHORTEST_NAME = 6;

/** A terminal's size may change while it is drawn on. */
export interface TerminalOptions extends LiveOutputOptions {
  readonly columns: () => number;
  readonly rows: () => number;
}

/** A stage under way. */
interface Running {
  readonly id: string;
  readonly name: string;
  readonly logPath: string;
  readonly startedAt: number;
  lookedAt: number;
  /** Its requests to models, else the last line that it printed. */
  progress?: string;
  said?: string;
}

/** Progress with elapsed time and the time to go. */
export function createTerminalOutput(options: TerminalOptions): LiveOutput {
  return new DrawnBlock(options);
}

class DrawnBlock implements LiveOutput {
  readonly #options: TerminalOptions;
  readonly #running = new Map<string, Running>();
  readonly #timer: NodeJS.Timeout;
  #over = 0;
  #ended: string[] = [];
  #drawn: readonly string[] = [];
  #frame = 0;
  #isForeseen = false;
  #isStopped = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    const { stageCount, slots, summaryFollows, eta } = options;
    if (!summaryFollows) options.write(`${startLine(stageCount, slots)}\n`);
    void options.foreseen.then(() => {
      this.#isForeseen = true;
      if (this.#isStopped) return;
      this.#redraw(summaryFollows ? '' : `${estimateLine(eta(), stageCount)}\n`);
    });
    this.#timer = setInterval(() => {
      this.#frame += 1;
      this.#redraw();
    }, FRAME_MS).unref();
  }

  readonly listener: Listener = event => {
    if (event.kind === 'stage-started') {
      const { id, name } = event.stage;
      const startedAt = this.#options.now();
      this.#running.set(id, { id, name, logPath: event.logPath, startedAt, lookedAt: startedAt });
      this.#redraw();
      return;
    }
    if (event.kind === 'llm-progress') {
      const stage = this.#running.get(event.stage);
      if (stage !== undefined) stage.progress = progressWords(event);
      return;
    }
    // The stages are over by then: this line stays above the summary.
    if (event.kind === 'confirming') return this.#redraw(`${confirmingLine(event)}\n`);
    if (event.kind === 'stage-ended') {
      this.#over += 1;
      this.#running.delete(event.record.id);
    }
    const { summaryFollows } = this.#options;
    const lines = linesOf(event, this.#options);
    // Without a summary these lines are all that tells.
    if (summaryFollows) this.#ended = [...this.#ended, ...lines].slice(-MOST_KEPT);
    this.#redraw(summaryFollows ? '' : lines.map(line => `${line}\n`).join(''));
  };

  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
    this.#redraw();
  }

  /** Takes the block away, writes what stays, draws the block again: in one write, so nothing flickers. */
  #redraw(text = ''): void {
    const block = this.#block();
    const rows = rowsOf(this.#drawn, this.#options.columns());
    // To the line's start first: what is typed meanwhile, such as Ctrl-C, shows and moves the cursor.
    const clear = rows > 0 ? `\r\u001b[${rows}A\u001b[0J` : '';
    this.#drawn = block;
    this.#options.write(clear + text + block.map(line => `${line}\n`).join(''));
  }

  #block(): readonly string[] {
    const running = this.#running;
    if (this.#isStopped || (running.size === 0 && this.#over === 0)) return [];
    const width = this.#options.columns() - 1;
    // The line below the block is the cursor's.
    const room = Math.max(1, this.#options.rows() - 2);
    const hidden = running.size <= room ? 0 : running.size - room + 1;
    const shown = [...running.values()]
      .slice(0, running.size - hidden)
      .map(stage => this.#stageLine(stage, width));
    const more = hidden === 0 ? [] : [hiddenLine(hidden)];
    const spare = room - shown.length - more.length;
    const before = spare > 0 ? this.#ended.slice(-spare) : [];
    return [...before, ...shown, ...more, this.#statusLine()].map(line => truncate(line, width));
  }

  #statusLine(): string {
    const { stageCount, now, eta } = this.#options;
    const done = doneWords(this.#over, stageCount);
    const toGo = this.#isForeseen ? ` · ${etaWords(eta(), stageCount)}` : '';
    return `  ${done} · ${formatRoughly(now())}${toGo}`;
  }

  /** The name gives way to the time, and what the stage says to both. */
  #stageLine(stage: Running, width: number): string {
    const { now, expectedMs } = this.#options;
    const time = elapsedWords(now() - stage.startedAt, expectedMs(stage.id));
    const sign = FRAMES[this.#frame % FRAMES.length] ?? '';
    const room = Math.max(SHORTEST_NAME, width - cellsOf(sign) - time.length - 2);
    const line = `${sign} ${truncate(oneLine(stage.name, room), room)} ${time}`;
    const left = width - cellsOf(line) - SEPARATOR.length;
    const said = stage.progress ?? this.#lastLineOf(stage);
    return left < FEWEST_CELLS || said === undefined
      ? line
      : `${line}${SEPARATOR}${truncate(oneLine(said, left), left)}`;
  }

  #lastLineOf(stage: Running): string | undefined {
    const now = this.#options.now();
    if (now - stage.lookedAt < LOOK_MS) return stage.said;
    stage.lookedAt = now;
    const line = lastWholeLine(stage.logPath);
    if (line !== undefined) stage.said = this.#options.redact(line);
    return stage.said;
  }
}

const SEPARATOR = ' · ';
/** Lines of what ended that a window may have room for. */
const MOST_KEPT = 200;

/** How many rows lines take that were drawn when the window may have been wider. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(cellsOf(line) / columns)), 0);
}
