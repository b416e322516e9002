/** What the expressions of a program mean as paths, read from left to right; what was assigned before is known. */
import { folderOf } from '../../model/observed.ts';
import { APART, concatenated, EMPTY, joined, parentOf, UNKNOWN, type Value } from './path-value.ts';
import { closing, depthOf } from './procedures.ts';
import type { Token } from './tokens.ts';
import {
  CWD,
  DIRNAME,
  FROM_HOME,
  HERE,
  HERE_FOLDER,
  JOINS,
  KEYWORDS,
  LISTS,
  PASSES,
  TEMPORARY,
} from './vocabulary.ts';

/** An argument of a call. */
export interface Argument {
  readonly keyword: string | undefined;
  /** Where what it is begins. */
  readonly at: number;
  readonly value: Value | undefined;
}

/** What is known around the tokens that are read: the program's other parts, and the modules that it takes in. */
export interface Scope {
  /** The project's folder, from the root. */
  readonly home: string;
  /** The value of a name that is not assigned here. */
  readonly value: (name: string) => Value | undefined;
  /** What a function of the project gives back; nothing where there is none of the name. */
  readonly call: (
    name: string,
    given: readonly Argument[],
  ) => { readonly value: Value | undefined } | undefined;
}

/** Parentheses in parentheses; deeper nesting is ignored. */
const DEEPEST = 20;

/** Reads expressions; what is done with what they mean is for those who read statements. */
export abstract class PathExpressions {
  protected readonly tokens: readonly Token[];
  protected readonly variables: Map<string, Value>;
  protected at = 0;
  readonly #script: string;
  readonly #scope: Scope;
  #depth = 0;

  constructor(
    tokens: readonly Token[],
    script: string,
    scope: Scope,
    variables: Map<string, Value>,
  ) {
    this.tokens = tokens;
    this.#script = script;
    this.#scope = scope;
    this.variables = variables;
  }

  /** That a method of a path reads or writes it. */
  protected abstract useByMethod(value: Value, method: string): void;

  /** Looks at what is between the brackets of a call of which the value is known already. */
  protected abstract lookWithin(open: number): void;

  protected expression(): Value | undefined {
    if (this.#depth > DEEPEST) return undefined;
    this.#depth += 1;
    const value = this.#operands();
    this.#depth -= 1;
    return value;
  }

  #operands(): Value | undefined {
    let value = this.#primary();
    while (value !== undefined) {
      if (value.base === 'apart') this.#all();
      const sign = this.tokens[this.at]?.text;
      if (sign === '%' && value.path.includes('*')) {
        this.at += 1;
        if (this.#primary() === undefined) this.#unknownOperand();
        continue;
      }
      if (sign === '/' || sign === '+') {
        const back = this.at;
        this.at += 1;
        const next = this.#primary() ?? this.#unknownOperand();
        if (next === undefined) {
          this.at = back;
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

  /** What is made of something that needs no look does not need one either. */
  #all(): void {
    for (;;) {
      const token = this.tokens[this.at];
      const isPart = token?.kind === 'name' && token.text.startsWith('.');
      const opens = token?.kind === 'sign' && (token.text === '(' || token.text === '[');
      if (!isPart && !(opens && token.indent === undefined)) return;
      this.at = isPart ? this.at + 1 : closing(this.tokens, this.at) + 1;
    }
  }

  /** `OUT / name` is in `OUT`, whatever the name. */
  #unknownOperand(): Value | undefined {
    const token = this.tokens[this.at];
    if (token?.text === '(') {
      this.skipParentheses();
      return { base: 'cwd', path: '*' };
    }
    if (token?.kind !== 'name') return undefined;
    this.at += 1;
    if (this.tokens[this.at]?.text === '(') this.skipParentheses();
    return { base: 'cwd', path: '*' };
  }

  #primary(): Value | undefined {
    const token = this.tokens[this.at];
    if (token === undefined) return undefined;
    if (token.kind === 'string') {
      this.at += 1;
      return token.pieces === undefined
        ? { base: 'cwd', path: token.text }
        : this.#putTogether(token.pieces);
    }
    if (token.text === '(') return this.#inParentheses();
    if (token.text === '[' || token.text === '{') return this.#collection(this.at);
    if (token.kind !== 'name' || KEYWORDS.test(token.text)) return undefined;
    if (HERE.test(token.text)) return this.#take({ base: 'script', path: this.#script });
    if (token.text === HERE_FOLDER) {
      return this.#take({ base: 'script', path: folderOf(this.#script) });
    }
    const isCall = this.tokens[this.at + 1]?.text === '(';
    if (!isCall) return this.#variable(token.text);
    const own = this.#ownCall(token.text);
    if (own !== undefined) return own;
    if (token.text === 'c' || token.text === 'list') {
      const listed = this.#collection(this.at + 1);
      if (listed !== undefined) return listed;
    }
    if (TEMPORARY.test(token.text)) {
      this.at += 1;
      this.skipParentheses();
      return APART;
    }
    if (PASSES.test(token.text)) return this.#passed();
    if (LISTS.test(token.text)) return this.#listed();
    if (Object.hasOwn(FROM_HOME, token.text)) return this.#inHome(FROM_HOME[token.text] ?? '');
    if (JOINS.test(token.text)) return this.#joinCall(token.text);
    if (DIRNAME.test(token.text)) return parentOf(this.#callValue());
    if (CWD.test(token.text)) {
      this.at += 1;
      this.skipParentheses();
      return { base: 'cwd', path: '' };
    }
    return this.#variable(token.text) ?? this.#unknownCall();
  }

  /** `f"{DATA}/a.csv"` */
  #putTogether(pieces: readonly string[]): Value {
    return pieces.reduce<Value>((value, piece, at) => {
      // Those at odd places are names.
      const next = at % 2 === 0 ? { base: 'cwd' as const, path: piece } : this.known(piece.trim());
      return concatenated(value, next ?? UNKNOWN);
    }, EMPTY);
  }

  /** A list of paths that are all there to be seen, or one whose members are put together in one way. */
  #collection(open: number): Value | undefined {
    const close = closing(this.tokens, open);
    const back = this.at;
    const loop = this.loopIn(open, close);
    if (loop !== undefined) {
      this.bindLoop(loop);
      this.at = open + 1;
      const member = this.expression();
      const ends = this.tokens[this.at]?.text === 'for';
      this.at = member !== undefined && ends ? close + 1 : back;
      return ends ? member : undefined;
    }
    const isKnown = this.tokens
      .slice(open, close)
      .every(
        ({ kind, text }) =>
          kind !== 'name' ||
          JOINS.test(text) ||
          /^(?:True|False|None|TRUE|FALSE|NULL)$/.test(text) ||
          this.known(text) !== undefined,
      );
    if (!isKnown) return undefined;
    this.lookWithin(open);
    this.at = close + 1;
    return APART;
  }

  /** Where the `for` of a comprehension is. */
  protected loopIn(open: number, close: number): number | undefined {
    let depth = 0;
    for (let at = open; at < close; at += 1) {
      const token = this.tokens[at];
      depth += depthOf(token);
      if (depth === 1 && token?.kind === 'name' && token.text === 'for') return at;
    }
    return undefined;
  }

  /** `for a in …`: what is known of the list is known of its members. */
  protected bindLoop(loop: number): void {
    const back = this.at;
    const upTo = this.tokens.slice(loop + 1, loop + 12).findIndex(({ text }) => text === 'in');
    if (upTo < 0) return;
    const names = this.tokens
      .slice(loop + 1, loop + 1 + upTo)
      .filter(({ kind }) => kind === 'name')
      .map(({ text }) => text);
    this.at = loop + 2 + upTo;
    const word = this.tokens[this.at]?.text ?? '';
    if (word === 'os.walk') {
      this.#bindWalk(names);
      this.at = back;
      return;
    }
    const value = /^(?:enumerate|zip)$/.test(word)
      ? this.#allApart(this.argumentsAt(this.at + 1))
      : this.expression();
    this.at = back;
    for (const name of names) {
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, names.length > 1 ? APART : value);
    }
  }

  /** `for folder, folders, files in os.walk(…)` */
  #bindWalk([folder = '', folders = '', files = '']: readonly string[]): void {
    const value = this.argumentsAt(this.at + 1)[0]?.value;
    this.variables.delete(folder);
    if (value !== undefined) this.variables.set(folder, joined(value, { base: 'cwd', path: '**' }));
    for (const name of [folders, files]) this.variables.set(name, { base: 'cwd', path: '*' });
  }

  #allApart(given: readonly Argument[]): Value | undefined {
    return given.every(({ value }) => value !== undefined) ? APART : undefined;
  }

  /** `sorted(paths)`: what it is given. */
  #passed(): Value | undefined {
    const back = this.at;
    const [first] = this.argumentsAt(this.at + 1);
    const value = first?.value;
    if (value === undefined) return undefined;
    this.at = back + 1;
    this.skipParentheses();
    return value;
  }

  /** `os.listdir(folder)`: names without the folder; R puts it before them where it is asked to. */
  #listed(): Value | undefined {
    const open = this.at + 1;
    const given = this.argumentsAt(open);
    const [first] = given;
    if (first?.value === undefined) return undefined;
    this.useByMethod(first.value, 'listdir');
    const isFull = given.some(({ keyword }) => keyword === 'full.names');
    this.at = closing(this.tokens, open) + 1;
    return isFull ? joined(first.value, UNKNOWN) : { base: 'cwd', path: '*' };
  }

  /** What a function of the project gives back; its own paths are looked at where it is called. */
  #ownCall(name: string): Value | undefined {
    const open = this.at + 1;
    const value = this.#scope.call(name, this.argumentsAt(open))?.value;
    if (value === undefined) return undefined;
    this.lookWithin(open);
    this.at = closing(this.tokens, open) + 1;
    return value;
  }

  /** The arguments of the call whose bracket opens at a place. */
  protected argumentsAt(open: number): readonly Argument[] {
    const back = this.at;
    const close = closing(this.tokens, open);
    const given: Argument[] = [];
    let begin = open + 1;
    let depth = 0;
    for (let at = open; at <= close && at < this.tokens.length; at += 1) {
      const token = this.tokens[at];
      const isEnd = at === close || (depth === 1 && token?.kind === 'sign' && token.text === ',');
      depth += depthOf(token);
      if (!isEnd) continue;
      if (at > begin) given.push(this.#argument(begin, at));
      begin = at + 1;
    }
    this.at = back;
    return given;
  }

  #argument(begin: number, end: number): Argument {
    const [name, sign, after] = this.tokens.slice(begin, begin + 3);
    const isKeyword = name?.kind === 'name' && sign?.text === '=' && after?.text !== '=';
    this.at = isKeyword ? begin + 2 : begin;
    const at = this.at;
    const loop = this.loopIn(begin - 1, end);
    if (loop !== undefined) this.bindLoop(loop);
    this.at = at;
    const value = this.expression();
    const ends = this.at >= end || this.at === loop;
    return {
      keyword: isKeyword ? name.text : undefined,
      at,
      value: ends ? value : undefined,
    };
  }

  /** The value of a name, or of its first parts. */
  protected known(name: string): Value | undefined {
    return this.variables.get(name) ?? this.#scope.value(name);
  }

  /** `get_output_dir() / "a.png"`: nobody knows where, but the name is known. */
  #unknownCall(): Value | undefined {
    const back = this.at;
    this.at += 1;
    this.skipParentheses();
    const sign = this.tokens[this.at];
    const next = this.tokens[this.at + 1];
    if (sign?.text === '/' && next?.kind === 'string') return { base: 'unknown', path: '' };
    this.at = back;
    return undefined;
  }

  #variable(written: string): Value | undefined {
    const parts = written.split('.');
    let length = parts.length;
    while (length > 0 && this.known(parts.slice(0, length).join('.')) === undefined) length -= 1;
    const known = this.known(parts.slice(0, length).join('.'));
    if (known === undefined) {
      const [sign, next] = this.tokens.slice(this.at + 1, this.at + 3);
      if (next?.kind !== 'string') return undefined;
      if (sign?.text === '+') return this.#take({ base: 'cwd', path: '*' });
      return sign?.text === '/' ? this.#take(UNKNOWN) : undefined;
    }
    const attributes = parts.slice(length);
    if (attributes.length === 0 || known.base === 'apart') return this.#take(known);
    // `path.write_text(…)`: what it does is looked at as if it stood behind an expression.
    if (!attributes.every(attribute => attribute === 'parent')) {
      const method = attributes.at(-1) ?? '';
      const value = attributes.slice(0, -1).reduce<Value | undefined>(v => parentOf(v), known);
      if (value === undefined) return undefined;
      if (method === 'parents') return this.#ancestor(value);
      if (this.tokens[this.at + 1]?.text !== '(') return undefined;
      return this.#methodOfVariable(value, method);
    }
    return this.#take(
      attributes.reduce<Value | undefined>(value => parentOf(value), known) ?? known,
    );
  }

  #methodOfVariable(value: Value, method: string): Value | undefined {
    const called = this.#called(value, method);
    if (called !== undefined) return called;
    this.useByMethod(value, method);
    return undefined;
  }

  #take(value: Value): Value {
    this.at += 1;
    return value;
  }

  #inParentheses(): Value | undefined {
    const back = this.at;
    this.at += 1;
    const value = this.expression();
    if (value !== undefined && this.tokens[this.at]?.text === ')') {
      this.at += 1;
      return value;
    }
    this.at = back;
    return undefined;
  }

  #joinCall(name: string): Value | undefined {
    this.at += 1;
    const values = this.#arguments();
    if (name === 'paste0' || name === 'string') return values.reduce(concatenated, EMPTY);
    const [first, ...rest] = values;
    return first === undefined ? EMPTY : rest.reduce(joined, first);
  }

  /** `here("data", "a.csv")` */
  #inHome(folder: string): Value {
    this.at += 1;
    const home: Value = {
      base: 'script',
      path: [this.#scope.home, folder].filter(Boolean).join('/'),
    };
    return this.#arguments().reduce(joined, home);
  }

  #callValue(): Value | undefined {
    this.at += 1;
    return this.#arguments()[0];
  }

  /** The values of a call's arguments, `*` for those that nobody knows. */
  #arguments(): readonly Value[] {
    const values: Value[] = [];
    this.at += 1;
    while (this.at < this.tokens.length) {
      const text = this.tokens[this.at]?.text;
      if (text === ')') break;
      if (text === ',') {
        this.at += 1;
        continue;
      }
      const value = this.expression();
      const ends = /^[,)]$/.test(this.tokens[this.at]?.text ?? '');
      values.push(value !== undefined && ends ? value : { base: 'unknown', path: '' });
      this.#skipArgument();
    }
    this.at += 1;
    return values;
  }

  #skipArgument(): void {
    while (this.at < this.tokens.length) {
      const text = this.tokens[this.at]?.text ?? '';
      if (text === ',' || text === ')') return;
      if (text === '(') this.skipParentheses();
      else this.at += 1;
    }
  }

  protected skipParentheses(): void {
    let depth = 0;
    do {
      const text = this.tokens[this.at]?.text;
      if (text === '(') depth += 1;
      else if (text === ')') depth -= 1;
      this.at += 1;
    } while (depth > 0 && this.at < this.tokens.length);
  }

  /** `.parent`, `.parents[1]`, `.resolve()`, `.joinpath("a")` behind an expression. */
  #method(value: Value): Value | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' || !token.text.startsWith('.')) return undefined;
    const names = token.text.slice(1).split('.');
    if (names.every(name => name === 'parent')) {
      this.at += 1;
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
      this.at += 1;
      this.skipParentheses();
      return value;
    }
    if (/^(?:format|strip|rstrip|lstrip|lower)$/.test(method)) {
      this.at += 1;
      this.skipParentheses();
      return value;
    }
    if (!/^(?:joinpath|r?glob|iterdir|with_suffix|with_name)$/.test(method)) return undefined;
    if (/glob|iterdir/.test(method) && this.tokens[this.at + 1]?.text !== '(') return undefined;
    this.at += 1;
    const given = this.#arguments();
    switch (method) {
      case 'with_suffix':
        return {
          ...value,
          path: value.path.replace(/\.[^./]*$/, '') + (given[0] ?? UNKNOWN).path,
        };
      case 'with_name':
        return joined(parentOf(value) ?? UNKNOWN, given[0] ?? UNKNOWN);
      case 'joinpath':
        return given.reduce(joined, value);
    }
    const below = method === 'rglob' ? joined(value, { base: 'cwd', path: '**' }) : value;
    const found = joined(below, given[0] ?? UNKNOWN);
    this.useByMethod(found, method);
    return found;
  }

  #ancestor(value: Value): Value | undefined {
    const [, open, index, close] = this.tokens.slice(this.at, this.at + 4);
    if (open?.text !== '[' || close?.text !== ']') return undefined;
    this.at += 4;
    let parent = parentOf(value);
    for (let n = Number(index?.text); n > 0; n -= 1) parent = parentOf(parent);
    return parent;
  }
}
