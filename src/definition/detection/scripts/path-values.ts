/**
 * The paths that a program names, from its text alone: literals, and what `os.path.join`, `Path(…) / "…"`,
 * `file.path`, `here` or `joinpath` put together of literals and of variables that hold such. What cannot be
 * known becomes `*`, and at the beginning of a path `?`.
 */
import { folderOf } from '../model/observed.ts';
import { concatenated, EMPTY, joined, parentOf, type Value } from './path-value.ts';
import type { Token } from './tokens.ts';
import {
  COPIES,
  CWD,
  DIRNAME,
  HERE,
  HERE_FOLDER,
  IGNORED,
  JOINS,
  READS,
  WRITES,
} from './vocabulary.ts';

/** A path that a program names, and what it does with it as far as the place tells. */
export interface NamedPath {
  /** From the folder in which the program runs, or from the root where the program goes by its own place. */
  readonly path: string;
  /** Whether the program finds it from its own place, wherever it runs. */
  readonly fromScript: boolean;
  readonly use: 'read' | 'written' | 'named';
}

type Use = NamedPath['use'] | 'ignored';

/** What a function does with a path, by the last part of its name. */
function useOf(name: string): Use | undefined {
  if (WRITES.test(name)) return 'written';
  if (READS.test(name)) return 'read';
  return IGNORED.test(name) ? 'ignored' : undefined;
}

/** A call that is open, and how many of its arguments are behind. */
interface Call {
  readonly name: string;
  commas: number;
}

/** Parentheses in parentheses; deeper nesting is ignored. */
const DEEPEST = 20;

/** The paths in a program that is at `script`. */
export function namedPaths(tokens: readonly Token[], script: string): readonly NamedPath[] {
  const reader = new PathReader(tokens, script);
  return reader.read();
}

/** Reads from left to right; what was assigned before is known after. */
class PathReader {
  readonly #tokens: readonly Token[];
  readonly #script: string;
  readonly #variables = new Map<string, Value>();
  readonly #found: NamedPath[] = [];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], script: string) {
    this.#tokens = tokens;
    this.#script = script;
  }

  read(): readonly NamedPath[] {
    const calls: Call[] = [];
    while (this.#at < this.#tokens.length) {
      const begin = this.#at;
      const assigned = this.#assignedName();
      if (assigned !== undefined) {
        this.#at += 2;
        const value = this.#expression();
        if (value === undefined) continue;
        this.#variables.set(assigned, value);
        this.#note(value, this.#useAfter() ?? 'named');
        continue;
      }
      const { text } = this.#tokens[begin] ?? { text: '' };
      const before = this.#tokens[begin - 1];
      const isCall = text === '(' && before?.kind === 'name';
      const value = isCall ? undefined : this.#expression();
      if (value !== undefined) {
        this.#note(value, this.#useAfter() ?? this.#useIn(calls));
        continue;
      }
      this.#at = begin;
      const call = calls.at(-1);
      if (text === '(') calls.push({ name: before?.kind === 'name' ? before.text : '', commas: 0 });
      else if (text === ')') calls.pop();
      else if (text === ',' && call !== undefined) call.commas += 1;
      this.#at += 1;
    }
    return this.#found;
  }

  #assignedName(): string | undefined {
    const [name, sign, after] = this.#tokens.slice(this.#at, this.#at + 3);
    if (name?.kind !== 'name' || name.text.includes('.')) return undefined;
    const assigns = sign?.text === '<-' || (sign?.text === '=' && after?.text !== '=');
    // A keyword of a call (`file="a.csv"`) names what is assigned, too, and nobody reads it.
    return assigns ? name.text : undefined;
  }

  #note(value: Value, use: Use): void {
    if (use === 'ignored') return;
    const script = value.base === 'script';
    const path = value.base === 'unknown' ? `?/${value.path}` : value.path;
    if (path !== '' && path !== '?/') this.#found.push({ path, fromScript: script, use });
  }

  /** What the call does in which the path stands. */
  #useIn(calls: readonly Call[]): Use {
    const call = calls.findLast(({ name }) => name !== '' && !JOINS.test(name));
    const name = call?.name.split(/\.|::/).at(-1) ?? '';
    if (name === 'open') return this.#mode();
    if (COPIES.test(name) && call?.commas === 0) return 'read';
    return useOf(name) ?? 'named';
  }

  /** `open(path, "w")`. */
  #mode(): NamedPath['use'] {
    const rest = this.#tokens.slice(this.#at, this.#at + 5);
    const mode = rest.find(token => token.kind === 'string' && /^[rwaxbt+]{1,3}$/.test(token.text));
    return mode !== undefined && /[wax]/.test(mode.text) ? 'written' : 'read';
  }

  /** What a method of the path does: `path.write_text(…)`. */
  #useAfter(): Use | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || !token.text.startsWith('.')) return undefined;
    const method = token.text.slice(1).split('.').at(-1) ?? '';
    if (method === 'open') return this.#mode();
    return useOf(method);
  }

  #expression(): Value | undefined {
    if (this.#depth > DEEPEST) return undefined;
    this.#depth += 1;
    const value = this.#operands();
    this.#depth -= 1;
    return value;
  }

  #operands(): Value | undefined {
    let value = this.#primary();
    while (value !== undefined) {
      const sign = this.#tokens[this.#at]?.text;
      if (sign === '/' || sign === '+') {
        const back = this.#at;
        this.#at += 1;
        const next = this.#primary() ?? this.#unknownOperand();
        if (next === undefined) {
          this.#at = back;
          break;
        }
        value = sign === '/' ? joined(value, next) : concatenated(value, next);
        continue;
      }
      const method = this.#method(value);
      if (method === undefined) break;
      value = method;
    }
    return value;
  }

  /** `OUT / name` is in `OUT`, whatever the name. */
  #unknownOperand(): Value | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') return undefined;
    this.#at += 1;
    if (this.#tokens[this.#at]?.text === '(') this.#skipParentheses();
    return { base: 'cwd', path: '*' };
  }

  #primary(): Value | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    if (token.kind === 'string') {
      this.#at += 1;
      return { base: 'cwd', path: token.text };
    }
    if (token.text === '(') return this.#inParentheses();
    if (token.kind !== 'name') return undefined;
    if (HERE.test(token.text)) return this.#take({ base: 'script', path: this.#script });
    if (token.text === HERE_FOLDER) {
      return this.#take({ base: 'script', path: folderOf(this.#script) });
    }
    const isCall = this.#tokens[this.#at + 1]?.text === '(';
    if (!isCall) return this.#variable(token.text);
    if (JOINS.test(token.text)) return this.#joinCall(token.text);
    if (DIRNAME.test(token.text)) return parentOf(this.#callValue());
    if (CWD.test(token.text)) {
      this.#at += 1;
      this.#skipParentheses();
      return { base: 'cwd', path: '' };
    }
    return this.#unknownCall();
  }

  /** `get_output_dir() / "a.png"`: nobody knows where, but the name is known. */
  #unknownCall(): Value | undefined {
    const back = this.#at;
    this.#at += 1;
    this.#skipParentheses();
    const sign = this.#tokens[this.#at];
    const next = this.#tokens[this.#at + 1];
    if (sign?.text === '/' && next?.kind === 'string') return { base: 'unknown', path: '' };
    this.#at = back;
    return undefined;
  }

  #variable(written: string): Value | undefined {
    const [name = '', ...attributes] = written.split('.');
    const known = this.#variables.get(name);
    if (known === undefined) {
      const [sign, next] = this.#tokens.slice(this.#at + 1, this.#at + 3);
      if (sign?.text !== '/' || next?.kind !== 'string') return undefined;
      return this.#take({ base: 'unknown', path: '' });
    }
    if (attributes.length === 0) return this.#take(known);
    // `path.write_text(…)`: what it does is looked at as if it stood behind an expression.
    if (!attributes.every(attribute => attribute === 'parent')) {
      const method = attributes.at(-1) ?? '';
      if (this.#tokens[this.#at + 1]?.text !== '(') return undefined;
      const value = attributes.slice(0, -1).reduce<Value | undefined>(v => parentOf(v), known);
      if (value === undefined) return undefined;
      return this.#methodOfVariable(value, method);
    }
    return this.#take(
      attributes.reduce<Value | undefined>(value => parentOf(value), known) ?? known,
    );
  }

  #methodOfVariable(value: Value, method: string): Value | undefined {
    const called = this.#called(value, method);
    if (called !== undefined) return called;
    if (method === 'open') this.#at += 1;
    const use = method === 'open' ? this.#mode() : useOf(method);
    if (use !== undefined) this.#note(value, use);
    return undefined;
  }

  #take(value: Value): Value {
    this.#at += 1;
    return value;
  }

  #inParentheses(): Value | undefined {
    const back = this.#at;
    this.#at += 1;
    const value = this.#expression();
    if (value !== undefined && this.#tokens[this.#at]?.text === ')') {
      this.#at += 1;
      return value;
    }
    this.#at = back;
    return undefined;
  }

  #joinCall(name: string): Value | undefined {
    this.#at += 1;
    const values = this.#arguments();
    if (name === 'paste0' || name === 'string') return values.reduce(concatenated, EMPTY);
    const [first, ...rest] = values;
    return first === undefined ? EMPTY : rest.reduce(joined, first);
  }

  #callValue(): Value | undefined {
    this.#at += 1;
    return this.#arguments()[0];
  }

  /** The values of a call's arguments, `*` for those that nobody knows. */
  #arguments(): readonly Value[] {
    const values: Value[] = [];
    this.#at += 1;
    while (this.#at < this.#tokens.length) {
      const text = this.#tokens[this.#at]?.text;
      if (text === ')') break;
      if (text === ',') {
        this.#at += 1;
        continue;
      }
      const value = this.#expression();
      const ends = /^[,)]$/.test(this.#tokens[this.#at]?.text ?? '');
      values.push(value !== undefined && ends ? value : { base: 'unknown', path: '' });
      this.#skipArgument();
    }
    this.#at += 1;
    return values;
  }

  #skipArgument(): void {
    while (this.#at < this.#tokens.length) {
      const text = this.#tokens[this.#at]?.text ?? '';
      if (text === ',' || text === ')') return;
      if (text === '(') this.#skipParentheses();
      else this.#at += 1;
    }
  }

  #skipParentheses(): void {
    let depth = 0;
    do {
      const text = this.#tokens[this.#at]?.text;
      if (text === '(') depth += 1;
      else if (text === ')') depth -= 1;
      this.#at += 1;
    } while (depth > 0 && this.#at < this.#tokens.length);
  }

  /** `.parent`, `.parents[1]`, `.resolve()`, `.joinpath("a")` behind an expression. */
  #method(value: Value): Value | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || !token.text.startsWith('.')) return undefined;
    const names = token.text.slice(1).split('.');
    if (names.every(name => name === 'parent')) {
      this.#at += 1;
      return names.reduce<Value | undefined>(one => parentOf(one), value);
    }
    const last = names.at(-1) ?? '';
    const before = names.slice(0, -1).reduce<Value | undefined>(one => parentOf(one), value);
    if (before === undefined || !names.slice(0, -1).every(name => name === 'parent'))
      return undefined;
    if (last === 'parents') return this.#ancestor(before);
    return this.#called(before, last);
  }

  /** What a method makes of a path, where it makes a path. */
  #called(value: Value, method: string): Value | undefined {
    if (/^(?:resolve|absolute|expanduser|as_posix)$/.test(method)) {
      this.#at += 1;
      this.#skipParentheses();
      return value;
    }
    if (method !== 'joinpath') return undefined;
    this.#at += 1;
    return this.#arguments().reduce(joined, value);
  }

  #ancestor(value: Value): Value | undefined {
    const [, open, index, close] = this.#tokens.slice(this.#at, this.#at + 4);
    if (open?.text !== '[' || close?.text !== ']') return undefined;
    this.#at += 4;
    let parent = parentOf(value);
    for (let n = Number(index?.text); n > 0; n -= 1) parent = parentOf(parent);
    return parent;
  }
}
