/**
 * What a script reads and writes as it runs: what it does by itself, and what the functions do that it calls, with
 * the paths that they are given. Nothing is run; what is not understood is said to be hidden.
 */
import { folderOf, type Observed, remembered } from '../model/observed.ts';
import { bindingsOf } from './code/modules.ts';
import { conftestsAbove, homeOf } from './code/places.ts';
import { hidesNames } from './code/shell-names.ts';
import { sourceOf } from './code/source.ts';
import type { Argument } from './paths/path-expressions.ts';
import { APART, type Value } from './paths/path-value.ts';
import { type Hidden, type NamedPath, type Place, readPaths } from './paths/path-values.ts';
import { type Procedure, type Program, programOf } from './paths/procedures.ts';
import { type Language, type Token, tokensOf } from './paths/tokens.ts';

/** What is seen of a script as it runs. */
export interface Seen {
  readonly found: readonly NamedPath[];
  readonly hidden: ReadonlySet<Hidden>;
  /** Last parts of the names of files that it writes, of which the folder could not be seen. */
  readonly loose: ReadonlySet<string>;
}

/** Calls of functions that are looked at for one script; with more, what it does is hidden. */
const MOST_CALLS = 2_000;
const DEEPEST = 12;

/** A module, as far as it was looked at. */
interface Module {
  readonly file: string;
  readonly language: Language;
  readonly program: Program;
  readonly variables: Map<string, Value>;
}

/** A function, and the program or body in which it is defined. */
interface Callee {
  readonly module: Module;
  readonly program: Program;
  readonly name: string;
  readonly procedure: Procedure;
}

/** The value of a function's parameter, by its place and its name. */
type Giving = (index: number, name: string) => Value | undefined;

/** A name where it is defined. */
interface Defined {
  readonly module: Module;
  readonly name: string;
}

/** What a script does; of tests, what each of their functions does, with what pytest gives them. */
export const seenOf = remembered((observed, script: string, kind: 'script' | 'tests'): Seen => {
  const evaluation = new Evaluation(observed, script);
  evaluation.run(kind === 'tests');
  return evaluation;
});

/** Paths that a program names anywhere in its text, also in functions that nobody calls. */
export const namedPaths = remembered((observed, file: string): readonly NamedPath[] => {
  const source = sourceOf(observed, file);
  if (source === undefined) return [];
  const found: NamedPath[] = [];
  const evaluation = new Evaluation(observed, file);
  readPaths(
    tokensOf(source.text, source.language),
    file,
    {
      home: homeOf(observed, file),
      value: name => evaluation.valueFor(file, name),
      call: () => undefined,
      refer: () => undefined,
      hide: () => undefined,
      note: named => found.push(named),
    },
    new Map(),
  );
  return found;
});

/** Modules are taken in by many scripts, and taken apart once. */
const programIn = remembered((observed, file: string, language: Language): Program => {
  return programOf(tokensOf(sourceOf(observed, file)?.text ?? '', language), language);
});

class Evaluation implements Seen {
  readonly found: NamedPath[] = [];
  readonly hidden = new Set<Hidden>();
  readonly loose = new Set<string>();
  readonly #observed: Observed;
  readonly #script: string;
  readonly #modules = new Map<string, Module>();
  readonly #results = new Map<string, Value | undefined>();
  /** Fixtures that are looked at right now. */
  readonly #open = new Set<string>();
  #depth = 0;

  constructor(observed: Observed, script: string) {
    this.#observed = observed;
    this.#script = script;
  }

  run(callsAll: boolean): void {
    const module = this.#module(this.#script);
    if (module === undefined || !callsAll) return;
    const given = (_: number, name: string) => this.#fixture(module, name);
    for (const [name, procedure] of module.program.procedures)
      this.#enter({ module, program: module.program, name, procedure }, given, given);
  }

  /** What pytest gives a test for a parameter: what the project's fixture of that name returns. */
  #fixture(module: Module, name: string): Value | undefined {
    const key = `${module.file}\0${name}`;
    // A fixture may change the one of its name from further out; those of pytest itself are made for the moment.
    if (this.#open.has(key)) return APART;
    const places = [
      module,
      ...conftestsAbove(this.#observed, module.file).map(file => this.#module(file)),
    ];
    const fixture = places
      .flatMap(place => (place && this.#procedure(place, [place.program], name)) ?? [])
      .find(({ procedure }) => procedure.kind === 'function');
    if (fixture === undefined) return APART;
    this.#open.add(key);
    const given = new Map<string, Value | undefined>();
    const value = this.#enter(fixture, (_, own) => {
      if (!given.has(own)) given.set(own, this.#fixture(fixture.module, own));
      return given.get(own);
    });
    this.#open.delete(key);
    // What is put together for the moment is nobody's file, in whatever it is handed on.
    const isMoments = [...given.keys()].some(own => /^tmp_?(?:path|dir)/.test(own));
    return value ?? (isMoments ? APART : undefined);
  }

  /** The value of a name that a file takes from another one. */
  valueFor(file: string, name: string): Value | undefined {
    for (const { module, name: own } of this.#targets(file, name)) {
      const value = module.variables.get(own);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #module(file: string): Module | undefined {
    const known = this.#modules.get(file);
    if (known !== undefined) return known;
    const source = sourceOf(this.#observed, file);
    if (source === undefined) return undefined;
    if (source.hides) this.hidden.add('reads').add('writes');
    if (source.language === 'shell') {
      if (hidesNames(source.text, file)) this.hidden.add('reads');
      return undefined;
    }
    const program = programIn(this.#observed, file, source.language);
    const module = { file, language: source.language, program, variables: new Map() };
    // Known before it is read, as modules may take in each other.
    this.#modules.set(file, module);
    readPaths(program.top, file, this.#place(module, [program]), module.variables);
    for (const [name, procedure] of program.procedures)
      if (procedure.isDecorated && file === this.#script)
        this.#enter({ module, program, name, procedure }, () => undefined);
    return module;
  }

  #place(module: Module, programs: readonly Program[]): Place {
    const { file } = module;
    return {
      home: homeOf(this.#observed, this.#script),
      note: named => this.found.push(named),
      hide: (what, last) => {
        if (last === undefined || what === 'reads') this.hidden.add(what);
        else this.loose.add(last);
      },
      value: name => module.variables.get(name) ?? this.valueFor(file, name),
      call: (name, given) => {
        const own = this.#procedure(module, programs, name);
        return own && { value: this.#enter(own, givenTo(given)) };
      },
      refer: name => {
        const own = this.#procedure(module, programs, name);
        if (own !== undefined) this.#enter(own, () => undefined);
      },
    };
  }

  #procedure(module: Module, programs: readonly Program[], name: string): Callee | undefined {
    for (const program of programs) {
      const procedure = program.procedures.get(name);
      if (procedure !== undefined) return { module, program, name, procedure };
    }
    for (const target of this.#targets(module.file, name)) {
      const { program } = target.module;
      const procedure = program.procedures.get(target.name);
      if (procedure !== undefined) return { ...target, program, procedure };
    }
    return undefined;
  }

  /** Where a name may be defined that a file takes in: through as many modules as hand it on. */
  #targets(file: string, name: string): readonly Defined[] {
    const targets: Defined[] = [];
    const open = [{ file, name }];
    const seen = new Set<string>();
    for (const one of open) {
      const key = `${one.file}\0${one.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (one !== open[0]) {
        const module = this.#module(one.file);
        if (module !== undefined) targets.push({ module, name: one.name });
      }
      open.push(...this.#handedOn(one.file, one.name));
    }
    return targets;
  }

  #handedOn(file: string, name: string): readonly { file: string; name: string }[] {
    const { names, all } = bindingsOf(this.#observed, file, folderOf(this.#script));
    const parts = name.split('.');
    const found = all.map(one => ({ file: one, name }));
    for (let length = parts.length; length > 0; length -= 1) {
      const target = names.get(parts.slice(0, length).join('.'));
      if (target === undefined) continue;
      const rest = [...(target.name === undefined ? [] : [target.name]), ...parts.slice(length)];
      if (rest.length > 0) found.unshift({ file: target.file, name: rest.join('.') });
    }
    return found;
  }

  /** Looks at what a function does with what it is given, once for the same. */
  #enter(
    { module, program: outer, name, procedure }: Callee,
    given: Giving,
    toMethods: Giving = () => undefined,
  ): Value | undefined {
    const values = procedure.parameters.map((parameter, at) => ({
      name: parameter.name,
      value: given(at, parameter.name) ?? this.#otherwise(module, parameter.otherwise),
    }));
    const key = JSON.stringify([module.file, name, procedure.body.length, values]);
    if (this.#results.has(key)) return this.#results.get(key);
    if (this.#results.size > MOST_CALLS || this.#depth > DEEPEST) {
      this.hidden.add('reads').add('writes');
      return undefined;
    }
    this.#results.set(key, undefined);
    this.#depth += 1;
    const variables = new Map(
      values.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
    );
    const program = programOf(procedure.body, module.language);
    const place = this.#place(module, [program, outer, module.program]);
    const returned = readPaths(program.top, module.file, hiding(place, values), variables);
    if (procedure.kind === 'class')
      for (const [method, one] of program.procedures)
        this.#enter({ module, program, name: `${name}.${method}`, procedure: one }, toMethods);
    this.#depth -= 1;
    this.#results.set(key, returned);
    return returned;
  }

  #otherwise(module: Module, tokens: readonly Token[]): Value | undefined {
    if (tokens.length === 0) return undefined;
    const variables = new Map<string, Value>();
    const assigned: readonly Token[] = [
      { kind: 'name', text: 'it' },
      { kind: 'sign', text: '=' },
      ...tokens,
    ];
    readPaths(assigned, module.file, this.#place(module, [module.program]), variables);
    return variables.get('it');
  }
}

/** A parameter that is not given hides a variable of the module with its name. */
function hiding(
  place: Place,
  values: readonly { readonly name: string; readonly value: Value | undefined }[],
): Place {
  const names = new Set(values.map(({ name }) => name));
  return {
    ...place,
    value: name => (names.has(name.split('.')[0] ?? '') ? undefined : place.value(name)),
  };
}

function givenTo(given: readonly Argument[]) {
  const positional = given.filter(({ keyword }) => keyword === undefined);
  return (index: number, name: string): Value | undefined =>
    (given.find(({ keyword }) => keyword === name) ?? positional[index])?.value;
}
