/**
 * The paths that a program names, from its text alone: literals, and what `os.path.join`, `Path(…) / "…"`,
 * `file.path`, `here` or `joinpath` put together of literals and of variables that hold such. What cannot be
 * known becomes `*`, and at the beginning of a path `?`.
 */
import { type Argument, PathExpressions, type Scope } from './path-expressions.ts';
import { APART, type Value } from './path-value.ts';
import { closing } from './procedures.ts';
import type { Token } from './tokens.ts';
import {
  COPIES,
  DOTTED,
  FILE_KEYWORDS,
  HANDLES,
  IGNORED,
  JOINS,
  KEYWORDS,
  MOVES,
  OPENS,
  OPENS_BY_NAME,
  READS,
  READS_ITSELF,
  STORES,
  WRITES,
  WRITES_ITSELF,
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

/** What a program does with a file whose name could not be seen. */
export type Hidden = 'reads' | 'writes';

/** What is around the tokens that are read, and who is to know what is found. */
export interface Place extends Scope {
  readonly note: (named: NamedPath) => void;
  /** With the last part of the name where that could be seen. */
  readonly hide: (what: Hidden, last?: string) => void;
  /** That a function is handed on, to be called by others. */
  readonly refer: (name: string) => void;
}

/** What a function does with a path, by its name. */
function useOfCall(name: string): Use | undefined {
  const dotted = DOTTED.find(([pattern]) => pattern.test(name));
  return dotted === undefined ? useOf(name.split(/\.|::/).at(-1) ?? '') : dotted[1];
}

/** What a function does with a path, by the last part of its name. */
function useOf(name: string): Use | undefined {
  if (WRITES.test(name)) return 'written';
  if (READS.test(name)) return 'read';
  return IGNORED.test(name) ? 'ignored' : undefined;
}

/** A call that is open, and how many of its arguments are behind. */
interface Call {
  readonly name: string;
  /** A function of the project, in which is seen what it does. */
  readonly isOwn: boolean;
  commas: number;
}

/** Reads tokens of a program that is at `script`, and gives what it returns: nothing where that is not one value. */
export function readPaths(
  tokens: readonly Token[],
  script: string,
  place: Place,
  variables: Map<string, Value>,
): Value | undefined {
  return new PathReader(tokens, script, place, variables).read();
}

/** Reads from left to right; what was assigned before is known after. */
class PathReader extends PathExpressions {
  readonly #place: Place;
  readonly #returned: (Value | undefined)[] = [];
  readonly #looked = new Set<number>();
  /** Behind the last expression that was a path, and what it was. */
  #behind = { at: -1, value: APART };
  #lastClosed = '';
  /** Where the last function of the project was called. */
  #own = -1;
  /** Variables that were known and are set in lines that are further in, with what they were. */
  readonly #branches: { readonly name: string; readonly indent: number; readonly before: Value }[] =
    [];

  constructor(
    tokens: readonly Token[],
    script: string,
    place: Place,
    variables: Map<string, Value>,
  ) {
    super(tokens, script, place, variables);
    this.#place = place;
  }

  read(): Value | undefined {
    this.#statements(this.tokens.length, []);
    const [first, ...rest] = this.#returned;
    const isOne = rest.every(one => one?.base === first?.base && one?.path === first?.path);
    return isOne ? first : undefined;
  }

  protected override useByMethod(value: Value, method: string): void {
    const use = method === 'open' ? this.#mode(this.at + 1) : useOf(method);
    if (use === undefined) return;
    this.#note(value, use);
    if (READS_ITSELF.test(method) || WRITES_ITSELF.test(method) || method === 'listdir')
      this.#judge(value, use === 'written' ? 'writes' : 'reads');
  }

  protected override lookWithin(open: number): void {
    if (this.#looked.has(open)) return;
    this.#looked.add(open);
    const back = this.at;
    this.at = open + 1;
    this.#statements(closing(this.tokens, open), []);
    this.at = back;
  }

  #statements(end: number, calls: Call[]): void {
    while (this.at < end) {
      const begin = this.at;
      const token = this.tokens[begin];
      if (token === undefined) return;
      if (token.indent !== undefined && /^(?:import|from)$/.test(token.text)) {
        this.#skipLine();
        continue;
      }
      if (token.indent !== undefined) this.#leave(token.indent);
      if (token.kind === 'name') this.#binding(token.text, begin);
      if (this.#assignment(calls)) continue;
      const before = this.tokens[begin - 1];
      const isCall = token.text === '(' && isCallable(before);
      const value = isCall ? undefined : this.expression();
      if (value !== undefined) {
        this.#behind = { at: this.at, value };
        this.#note(value, this.#useAfter(value) ?? this.#useIn(calls));
        continue;
      }
      this.at = begin;
      this.#pass(token, before, calls);
    }
  }

  /** What was set in a branch may be set or not behind it. */
  #leave(indent: number): void {
    while ((this.#branches.at(-1)?.indent ?? -1) > indent) {
      const { name, before } = this.#branches.pop() ?? {};
      if (name === undefined) return;
      const after = this.variables.get(name);
      if (after?.base !== before?.base || after?.path !== before?.path) this.variables.delete(name);
    }
  }

  /** A token that is not a path. */
  #pass(token: Token, before: Token | undefined, calls: Call[]): void {
    const call = calls.at(-1);
    if (isCallable(token)) this.#name(token.text);
    if (token.text === '(') {
      const loop = this.loopIn(this.at, closing(this.tokens, this.at));
      if (loop !== undefined) this.bindLoop(loop);
      calls.push({
        name: isCallable(before) ? before.text : '',
        isOwn: this.#own === this.at - 1,
        commas: 0,
      });
    } else if (token.text === ')') this.#lastClosed = calls.pop()?.name ?? '';
    else if (token.text === ',' && call !== undefined) call.commas += 1;
    this.at += 1;
  }

  #skipLine(): void {
    const depthAt = this.at;
    this.at += 1;
    while (this.at < this.tokens.length && this.tokens[this.at]?.indent === undefined) {
      if (this.tokens[this.at]?.text === '(' && this.at > depthAt)
        this.at = closing(this.tokens, this.at);
      this.at += 1;
    }
  }

  /** `for x in …`, `with … as x`, `return …`. */
  #binding(word: string, begin: number): void {
    if (word === 'for') this.bindLoop(begin);
    else if (word === 'as') {
      const name = this.tokens[begin + 1]?.text ?? '';
      const last = this.#lastClosed.split(/\.|::/).at(-1) ?? '';
      if (this.#behind.at === begin) this.variables.set(name, this.#behind.value);
      else if (HANDLES.test(last)) this.variables.set(name, APART);
      else this.variables.delete(name);
    } else if (word === 'return' || word === 'yield') {
      const next = this.tokens[begin + 1];
      if (next === undefined || next.indent !== undefined || next.text === 'None') return;
      this.at = begin + 1;
      const value = this.expression();
      const after = this.tokens[this.at];
      const ends = after === undefined || after.indent !== undefined || after.text === '}';
      this.#returned.push(ends ? value : undefined);
      this.at = begin;
    }
  }

  #assignment(calls: readonly Call[]): boolean {
    const begin = this.at;
    const [name, sign, after] = this.tokens.slice(begin, begin + 3);
    if (name?.kind !== 'name' || name.text.startsWith('.')) return false;
    if (sign?.text !== '<-' && (sign?.text !== '=' || after?.text === '=')) return false;
    const isKeyword = sign.text === '=' && (calls.at(-1)?.name ?? '') !== '';
    const isOneOfMany = this.tokens[begin - 1]?.text === ',';
    this.at += 2;
    const value = this.expression();
    if (value !== undefined) {
      this.#behind = { at: this.at, value };
      const use = isKeyword && FILE_KEYWORDS.test(name.text) ? this.#useIn(calls) : 'named';
      this.#note(value, this.#useAfter(value) ?? use);
    } else {
      this.at = begin + 2;
    }
    if (isKeyword) return true;
    const earlier = this.variables.get(name.text);
    if (earlier !== undefined && (name.indent ?? 0) > 0)
      this.#branches.push({ name: name.text, indent: name.indent ?? 0, before: earlier });
    // `path.read_text()` is what is in it.
    const isContent = this.tokens[this.at]?.text.startsWith('.') === true;
    const handle = value ?? (this.#isHandle() ? APART : undefined);
    if (handle === undefined || isOneOfMany || (isContent && handle.base !== 'apart'))
      this.variables.delete(name.text);
    else this.variables.set(name.text, handle);
    return true;
  }

  /** Whether a call that opens a file begins here. */
  #isHandle(): boolean {
    const [name, open] = this.tokens.slice(this.at, this.at + 2);
    return open?.text === '(' && HANDLES.test(name?.text.split('.').at(-1) ?? '');
  }

  #note(value: Value, use: Use): void {
    if (use === 'ignored' || value.base === 'apart') return;
    const script = value.base === 'script';
    const path = value.base === 'unknown' ? `?/${value.path}` : value.path;
    if (path !== '' && path !== '?/') this.#place.note({ path, fromScript: script, use });
  }

  /** Of what is read or written enough must be known to say which files it may be. */
  #judge(value: Value | undefined, what: Hidden): void {
    if (value === undefined) {
      this.#place.hide(what);
      return;
    }
    const { base, path } = value;
    if (base === 'apart' || /^[a-z]+:|^\/(?:tmp|dev|proc)\b/i.test(path)) return;
    const isNamed = path !== '' && path !== '.' && !/^\W*\*/.test(path);
    if (base === 'unknown') this.#place.hide(what, isNamed ? path : undefined);
    else if (!isNamed || /^[/~]|[^\w./ *?()+@=,-]/.test(path)) this.#place.hide(what);
  }

  /** What a name tells that is no path: a function that is called or handed on. */
  #name(name: string): void {
    if (this.tokens[this.at + 1]?.text !== '(') {
      this.#place.refer(name);
      return;
    }
    const last = name.split(/\.|::/).at(-1) ?? '';
    const before = name.slice(0, Math.max(0, name.length - last.length - 1));
    const given = this.argumentsAt(this.at + 1);
    if (this.#place.call(name, given) !== undefined) {
      this.#own = this.at;
      return;
    }
    const isKnown =
      this.#behind.at === this.at || (before !== '' && this.known(firstOf(before)) !== undefined);
    if (MOVES.test(name)) {
      this.#place.hide('reads');
      this.#place.hide('writes');
    } else if (WRITES_ITSELF.test(last)) {
      if (!isKnown) this.#place.hide('writes');
    } else if (READS_ITSELF.test(last) && this.#isMethod(before, last, given)) {
      if (!isKnown) this.#place.hide('reads');
    } else if (OPENS_BY_NAME.test(name) || (OPENS.test(last) && !isKnown)) {
      this.#opens(last, given);
    } else if (STORES.test(last) || STORES.test(name)) {
      this.#stores(given);
    }
  }

  /** `path.open("w")` is about itself, `gzip.open(path)` about what it is given. */
  #isMethod(before: string, last: string, given: readonly Argument[]): boolean {
    if (last === 'open') {
      if (this.tokens[this.at]?.text === 'open') return false;
      const [first] = given;
      return first === undefined || /^[rwaxbt+]{1,3}$/.test(this.tokens[first.at]?.text ?? '');
    }
    return last !== 'glob' || !/^(?:glob)?$/.test(before) || before === '.';
  }

  #opens(name: string, given: readonly Argument[]): void {
    const argument =
      given.find(({ keyword }) => keyword !== undefined && FILE_KEYWORDS.test(keyword)) ??
      given.find(({ keyword }) => keyword === undefined);
    if (argument === undefined) return;
    const mode = given.find(({ keyword }, at) => keyword === 'mode' || (keyword ?? at) === 1);
    const isWriting = name === 'open' && /[wax]/.test(this.#textAt(mode?.at));
    const what = isWriting ? 'writes' : 'reads';
    if (argument.value !== undefined) {
      this.#judge(argument.value, what);
      return;
    }
    const [first, next] = this.tokens.slice(argument.at, argument.at + 2);
    const last = first?.text.split(/\.|::/).at(-1) ?? '';
    // What another call opens or reads is judged there; a number is a file that is open.
    const isNested = next?.text === '(' && /^(?:open|read\w*|getvalue|decompress)$/.test(last);
    if (!isNested && !/^\d/.test(first?.text ?? '')) this.#place.hide(what);
  }

  #textAt(at: number | undefined): string {
    const token = at === undefined ? undefined : this.tokens[at];
    return token?.kind === 'string' ? token.text : '';
  }

  #stores(given: readonly Argument[]): void {
    const may = given.filter(({ keyword }) => keyword === undefined || FILE_KEYWORDS.test(keyword));
    if (may.length === 0) return;
    const path = may.find(
      ({ value }) => value !== undefined && (value.base !== 'cwd' || /[./]/.test(value.path)),
    );
    this.#judge(path?.value, 'writes');
  }

  /** What the call does in which the path stands. */
  #useIn(calls: readonly Call[]): Use {
    const call = calls.findLast(({ name }) => name !== '' && !JOINS.test(name));
    if (call?.isOwn === true) return 'named';
    const name = call?.name.split(/\.|::/).at(-1) ?? '';
    if (name === 'open') return this.#mode(this.at);
    if (COPIES.test(name) && call?.commas === 0) return 'read';
    return useOfCall(call?.name ?? '') ?? 'named';
  }

  /** `open(path, "w")`. */
  #mode(from: number): NamedPath['use'] {
    const rest = this.tokens.slice(from, from + 5);
    const mode = rest.find(token => token.kind === 'string' && /^[rwaxbt+]{1,3}$/.test(token.text));
    return mode !== undefined && /[wax]/.test(mode.text) ? 'written' : 'read';
  }

  /** What a method of the path does: `path.write_text(…)`. */
  #useAfter(value: Value): Use | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== 'name' || !token.text.startsWith('.')) return undefined;
    const method = token.text.slice(1).split('.').at(-1) ?? '';
    const use = method === 'open' ? this.#mode(this.at) : useOf(method);
    if (READS_ITSELF.test(method) || WRITES_ITSELF.test(method))
      this.#judge(value, use === 'written' ? 'writes' : 'reads');
    return use;
  }
}

function isCallable(token: Token | undefined): token is Token {
  return token?.kind === 'name' && !KEYWORDS.test(token.text);
}

function firstOf(name: string): string {
  return name.split('.')[0] ?? '';
}
