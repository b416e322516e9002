/** A terminal of a fixed size: a program runs in it, and what it drew can be looked at. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What to run in the terminal. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly columns: number;
  /** 50 where nothing is said. */
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Ctrl-C is typed when the program has written this. */
  readonly interruptAfter?: string;
}

/** What a program did in the terminal. */
export interface TerminalResult {
  readonly exitCode: number | null;
  /** Every byte the program wrote. */
  readonly raw: string;
  /** What a reader sees when it is over, a line each. */
  readonly screen: readonly string[];
}

/** Opens a pseudo-terminal, runs the program in it and copies what it writes to standard output. */
const PSEUDO_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
columns, rows, interrupt_after, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode(), sys.argv[4:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
    os.execv(program[0], program)
seen = b''
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
    seen += data
    if interrupt_after and interrupt_after in seen:
        interrupt_after = b''
        os.write(terminal, b'\\x03')
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Runs a program in a terminal to its end; needs Python 3. */
export async function runInTerminal(
  program: readonly string[],
  options: TerminalOptions,
): Promise<TerminalResult> {
  const { columns, rows = 50 } = options;
  const settings = [`${columns}`, `${rows}`, options.interruptAfter ?? ''];
  const child = spawn('python3', ['-c', PSEUDO_TERMINAL, ...settings, ...program], {
    cwd: options.cwd,
    env: {
      PATH: process.env.PATH,
      HOME: options.cwd,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [exitCode, raw] = await Promise.all([exited, text(child.stdout)]);
  return { exitCode, raw, screen: screenOf(raw, columns, rows) };
}

/** The control sequences that a program may use here: colours, cursor up, erase to the end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one.
const SEQUENCE = /^\u001b\[(?<parameters>[0-9;]*)(?<final>[A-Za-z])/;

/**
 * Draws as a terminal of that size does, what has scrolled out of its window above; throws at a control sequence
 * that is not one of the few expected.
 */
export function screenOf(raw: string, columns: number, height: number): string[] {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  /** The first row of the window: the cursor never gets above it again. */
  let top = 0;
  const down = (): void => {
    row += 1;
    top = Math.max(top, row - height + 1);
    while (rows.length <= row) rows.push([]);
  };
  const put = (character: string): void => {
    if (column === columns) {
      down();
      column = 0;
    }
    const cells = rows[row] as string[];
    while (cells.length < column) cells.push(' ');
    cells[column] = character;
    column += 1;
  };
  for (let rest = raw; rest !== ''; ) {
    const sequence = SEQUENCE.exec(rest);
    if (sequence !== null) {
      rest = rest.slice(sequence[0].length);
      const { parameters = '', final } = sequence.groups ?? {};
      if (final === 'A') row = Math.max(top, row - Number(parameters || 1));
      else if (final === 'J' && Number(parameters) === 0) {
        rows.splice(row + 1);
        rows[row]?.splice(column);
      } else if (final !== 'm') throw new Error(`unexpected ${JSON.stringify(sequence[0])}`);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(character.length);
    if (character === '\n') {
      down();
    } else if (character === '\r') column = 0;
    else if (/\p{Cc}/u.test(character)) {
      throw new Error(`unexpected control character ${JSON.stringify(character)}`);
    } else put(character);
  }
  return rows.map(cells => cells.join('').trimEnd());
}
