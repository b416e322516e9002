/**
 * Reads workflow commands (`::error file=x::message`, `##[group]title`) out of a step's output, line by
 * line, as the runner does: `::stop-commands::TOKEN` turns everything off until `::TOKEN::`.
 */

/** One command, its escapes undone. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** What the runner would show next to the code and in the run's overview. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The commands the runner knows; anything else is a line like every other. */
const KNOWN = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

/** Takes lines in the order of their arrival and keeps the commands the runner would carry out. */
export class CommandReader {
  readonly commands: WorkflowCommand[] = [];
  #stopToken: string | undefined;

  line(text: string): void {
    const command = this.#parse(text);
    if (command === undefined) return;
    if (this.#stopToken !== undefined) {
      if (command.name === this.#stopToken) this.#stopToken = undefined;
      return;
    }
    if (command.name === 'stop-commands') this.#stopToken = command.message;
    this.commands.push(command);
  }

  /** Whether commands are off because a token was never given back. */
  get stopped(): boolean {
    return this.#stopToken !== undefined;
  }

  get annotations(): Annotation[] {
    return this.commands.flatMap(({ name, message, properties }) =>
      name === 'error' || name === 'warning' || name === 'notice'
        ? [{ level: name, message, properties }]
        : [],
    );
  }

  /** The messages of one command: the masks of `add-mask`, the titles of `group`. */
  messages(name: string): string[] {
    return this.commands.filter(command => command.name === name).map(({ message }) => message);
  }

  #parse(text: string): WorkflowCommand | undefined {
    // The older form counts anywhere in a line, the newer one only at its start.
    const match =
      /^\s*::(?<name>[^\s:]+)(?: (?<properties>.*?))?::(?<message>.*)$/.exec(text) ??
      /##\[(?<name>[^\s\]]+)(?: (?<properties>[^\]]*))?\](?<message>.*)$/.exec(text);
    const { name, properties = '', message = '' } = match?.groups ?? {};
    if (name === undefined || !(KNOWN.has(name) || name === this.#stopToken)) return undefined;
    return { name, properties: parseProperties(properties), message: unescapeData(message) };
  }
}

function parseProperties(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap(pair => {
    const at = pair.indexOf('=');
    if (at < 1) return [];
    return [[pair.slice(0, at).trim(), unescapeProperty(pair.slice(at + 1))] as const];
  });
  return Object.fromEntries(pairs);
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

/**
 * Reads a file command's file (`GITHUB_OUTPUT`, `GITHUB_STATE`, `GITHUB_ENV`): `name=value` lines and
 * `name<<DELIMITER` blocks. Throws where the runner refuses the file.
 */
export function parseFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const [, key, operator, rest] = /^(.*?)(=|<<)(.*)$/.exec(line) ?? [];
    if (key === undefined || key === '' || rest === undefined) {
      throw new Error(`Invalid format '${line}'`);
    }
    if (operator === '=') {
      values[key] = rest;
      continue;
    }
    const end = lines.indexOf(rest);
    if (end < 0) throw new Error(`Matching delimiter not found '${rest}'`);
    values[key] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n');
  }
  return values;
}
