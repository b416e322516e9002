/** The checkouts of a world: sources, what the user does to them, and what is the user's among what stages make. */

import type { World } from './machine/world.ts';
import type { Tree } from './model.ts';
import { definitionOf, FILES, outOf, type Spec, type Thing } from './pipelines.ts';
import { putThing, viewAt } from './programs.ts';
import type { Scenario, Step } from './scenario.ts';

/** One checkout. */
export interface Checkout {
  readonly root: string;
  /** What the user put among what stages make. */
  readonly users: Map<string, Thing>;
}

export class Workspace {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #checkouts = new Map<number, Checkout>();
  #sources = new Map<string, string>();
  #specs: readonly Spec[];
  #past: ReadonlyMap<string, string>[] = [];
  #edits = 0;
  #places = 0;

  constructor(world: World, scenario: Scenario) {
    this.#world = world;
    this.#scenario = scenario;
    this.#specs = scenario.specs;
    scenario.sources.forEach((words, index) => {
      this.#sources.set(FILES[index] as string, this.#textOf(words));
    });
  }

  /** The stages as they are defined now. */
  get specs(): readonly Spec[] {
    return this.#specs;
  }

  /** No two texts are the same. */
  #textOf(words: readonly string[]): string {
    this.#edits += 1;
    return [...words, `#${this.#edits}`].join(' ');
  }

  /** Takes a step that is about sources or checkouts. */
  take(step: Exclude<Step, { kind: 'run' | 'damage' | 'repair' }>): void {
    switch (step.kind) {
      case 'edit':
        this.#edit(sources => sources.set(FILES[step.file] as string, this.#textOf(step.words)));
        break;
      case 'remove':
        this.#edit(sources => sources.delete(FILES[step.file] as string));
        break;
      case 'revert':
        this.#become(new Map(this.#past.pop() ?? this.#sources));
        break;
      case 'define':
        this.#define(step.stage);
        break;
      case 'tamper':
        this.#tamper(step.how, step.pick);
        break;
      case 'fresh':
        this.forget(0);
        break;
    }
  }

  #define(stage: number): void {
    this.#specs = this.#specs.map((spec, index) =>
      index === stage && spec.kind === 'maker' ? { ...spec, version: spec.version + 1 } : spec,
    );
    this.#become(this.#sources);
  }

  /** Another checkout takes the place of this one. */
  forget(leg: number): void {
    this.#checkouts.delete(leg);
  }

  /** Somebody edits a source in one checkout, perhaps while stages run there. */
  editIn({ root }: Checkout): void {
    const path = 'src/a';
    if (this.#world.disk.find(`${root}/${path}`) === undefined) return;
    const text = `a edited ${this.#textOf([])}`;
    this.#sources.set(path, text);
    putThing(this.#world.disk, root, path, { kind: 'file', text, isExecutable: false });
  }

  /** Brings all checkouts to the same sources. */
  settle(): void {
    this.#become(this.#sources);
  }

  #edit(change: (sources: Map<string, string>) => void): void {
    this.#past.push(new Map(this.#sources));
    const sources = new Map(this.#sources);
    change(sources);
    this.#become(sources);
  }

  #become(sources: Map<string, string>): void {
    this.#sources = sources;
    if (this.#scenario.home !== 'terminal') return;
    for (const { root } of this.#checkouts.values()) this.#plant(root);
  }

  /** Makes the sources what they are to be; what is as it should be stays untouched. */
  #plant(root: string): void {
    const { disk } = this.#world;
    for (const path of FILES) {
      const wanted = this.#sources.get(path);
      if (wanted === undefined) disk.remove(`${root}/${path}`);
      else if (disk.readFile(`${root}/${path}`) !== wanted) {
        putThing(disk, root, path, { kind: 'file', text: wanted, isExecutable: false });
      }
    }
    const definition = definitionOf(this.#specs);
    if (disk.readFile(`${root}/stagetime.yml`) !== definition)
      disk.writeFile(`${root}/stagetime.yml`, definition);
  }

  #freshCheckout(): Checkout {
    this.#places += 1;
    const root = `/w/${this.#places}/code`;
    this.#world.disk.makeFolders(root);
    this.#plant(root);
    return { root, users: new Map() };
  }

  /** A user works in the same folder again; a runner gets a new one. */
  checkoutFor(leg: number): Checkout {
    const known = this.#scenario.home === 'terminal' ? this.#checkouts.get(leg) : undefined;
    const checkout = known ?? this.#freshCheckout();
    this.#checkouts.set(leg, checkout);
    return checkout;
  }

  #tamper(how: Extract<Step, { kind: 'tamper' }>['how'], pick: number): void {
    const checkout = this.#checkouts.get(0);
    if (this.#scenario.home !== 'terminal' || checkout === undefined) return;
    const { disk } = this.#world;
    const { root, users } = checkout;
    const makers = this.#specs.flatMap((spec, index) =>
      spec.kind === 'maker' ? [outOf(index)] : [],
    );
    const out = makers[pick % makers.length] as string;
    const path = how === 'add' ? `${out}/zz.user` : `${out}/always.txt`;
    const thing: Thing = { kind: 'file', text: `user ${pick}`, isExecutable: false };
    if (disk.find(`${root}/${out}`) === undefined) return;
    if (how === 'wipe') {
      disk.remove(`${root}/${out}`);
      for (const own of users.keys()) if (own.startsWith(`${out}/`)) users.delete(own);
    } else if (how === 'delete') disk.remove(`${root}/${path}`);
    else putThing(disk, root, path, thing);
    if (how === 'add') users.set(path, thing);
  }

  /** What stands in a checkout before its stages run. */
  givenIn({ users }: Checkout): Tree {
    const sources = [...this.#sources].map(([path, text]): [string, Thing] => [
      path,
      { kind: 'file', text, isExecutable: false },
    ]);
    const given = new Map<string, Thing>([...sources, ...users]);
    for (const path of users.keys()) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      given.set(folder, { kind: 'folder' });
    }
    return given;
  }

  /** What stands where stages write. */
  standingIn({ root }: Checkout): Tree {
    const view = viewAt(this.#world.disk, root);
    const paths = this.#specs.flatMap((_, index) => {
      const out = outOf(index);
      return view.at(out) === undefined ? [] : [out, ...view.below(out)];
    });
    return new Map(paths.map(path => [path, view.at(path) as Thing]));
  }
}
