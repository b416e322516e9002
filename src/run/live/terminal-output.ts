/** Live output on a terminal: lines for what is over, and below them what goes on, drawn anew. */
import { oneLine } from '../../record/text.ts';
import { formatRoughly } from '../../record/units.ts';
import { createLinesOutput } from './lines-output.ts';
import { etaWords, type LiveOutput, type LiveOutputOptions, progressWords } from './live-output.ts';

const FRAME_MS = 125;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A terminal's size may change while it is drawn on. */
export interface TerminalOptions extends LiveOutputOptions {
  readonly columns: () => number;
}

/** Progress with elapsed time and the time to go, under the lines of what is over. */
export function createTerminalOutput(options: TerminalOptions): LiveOutput {
  const running = new Map<string, { name: string; startedAt: number; progress?: string }>();
  let over = 0;
  let drawn = 0;
  let frame = 0;
  const lines = createLinesOutput({ ...options, write: text => above(text) });
  const timer = setInterval(() => {
    frame += 1;
    above('');
  }, FRAME_MS).unref();

  /** Takes the block away, writes what stays, draws the block again: in one write, so nothing flickers. */
  function above(text: string): void {
    // To the line's start first: what is typed meanwhile, such as Ctrl-C, shows and moves the cursor.
    const clear = drawn > 0 ? `\r\u001b[${drawn}A\u001b[0J` : '';
    const block = draw();
    drawn = block.length;
    options.write(clear + text + block.map(line => `${line}\n`).join(''));
  }

  function draw(): string[] {
    if (running.size === 0) return [];
    const width = options.columns() - 1;
    const sign = FRAMES[frame % FRAMES.length] ?? '';
    const stages = [...running.values()].map(
      ({ name, startedAt, progress }) =>
        `${sign} ${name} ${formatRoughly(options.now() - startedAt)}${progress ?? ''}`,
    );
    const done = `${over} of ${options.stageCount} stages done`;
    const status = `  ${done} · ${formatRoughly(options.now())} · ${etaWords(options.eta())}`;
    return [...stages, status].map(line => oneLine(line, width));
  }

  return {
    listener(event) {
      if (event.kind === 'stage-ended') {
        over += 1;
        running.delete(event.record.id);
      }
      if (event.kind === 'llm-progress') {
        const stage = running.get(event.stage);
        if (stage !== undefined) stage.progress = ` · ${progressWords(event)}`;
      } else if (event.kind === 'stage-started') {
        running.set(event.stage.id, { name: event.stage.name, startedAt: options.now() });
        above('');
      } else {
        lines.listener(event);
      }
    },
    stop() {
      clearInterval(timer);
      running.clear();
      above('');
      lines.stop();
    },
  };
}
