/** A terminal of a fixed size: a program runs in it, and what it drew can be looked at. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What to run in the terminal. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly columns: number;
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
columns, interrupt_after, program = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))
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
  const settings = [`${options.columns}`, options.interruptAfter ?? ''];
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
  return { exitCode, raw, screen: screenOf(raw, options.columns) };
}

/** The control sequences that a program may use here: colours, cursor up, erase to the end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one.
const SEQUENCE = /^\u001b\[(?<parameters>[0-9;]*)(?<final>[A-Za-z])/;

/** Draws as a terminal does; throws at a control sequence that is not one of the few expected. */
export function screenOf(raw: string, columns: number): string[] {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    if (column === columns) {
      row += 1;
      column = 0;
    }
    while (rows.length <= row) rows.push([]);
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
      if (final === 'A') row = Math.max(0, row - Number(parameters || 1));
      else if (final === 'J' && Number(parameters) === 0) {
        rows.splice(row + 1);
        rows[row]?.splice(column);
      } else if (final !== 'm') throw new Error(`unexpected ${JSON.stringify(sequence[0])}`);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(character.length);
    if (character === '\n') {
      row += 1;
      while (rows.length <= row) rows.push([]);
    } else if (character === '\r') column = 0;
    else if (/\p{Cc}/u.test(character)) {
      throw new Error(`unexpected control character ${JSON.stringify(character)}`);
    } else put(character);
  }
  return rows.map(cells => cells.join('').trimEnd());
}
