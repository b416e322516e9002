/** What names in a module mean that it takes from others of the project. */
import { folderOf, type Observed, remembered } from '../../model/observed.ts';
import { codeNamed, modulesOf, relativeModule } from './imports.ts';
import { sourceOf } from './source.ts';

/** A name of another module; the module itself where nothing of it is named. */
export interface Target {
  readonly file: string;
  readonly name?: string;
}

/** The names that a module takes in. */
export interface Bindings {
  readonly names: ReadonlyMap<string, Target>;
  /** Modules of which all names are taken in. */
  readonly all: readonly string[];
}

/** The bindings of a file, whose modules are looked for as a script in `folder` finds them. */
export const bindingsOf = remembered((observed, file: string, folder: string): Bindings => {
  const source = sourceOf(observed, file);
  if (source === undefined) return { names: new Map(), all: [] };
  if (source.language === 'r' || source.language === 'julia') {
    return { names: new Map(), all: codeNamed(observed, file, source.text) };
  }
  return source.language === 'python'
    ? pythonBindings(observed, source.text, file, folder)
    : { names: new Map(), all: [] };
});

function pythonBindings(
  observed: Observed,
  source: string,
  file: string,
  folder: string,
): Bindings {
  const text = source.replace(/[;:][ \t]*(?=(?:import|from)[ \t])/g, '\n');
  const names = new Map<string, Target>();
  const all: string[] = [];
  const moduleFile = (module: string): string | undefined => {
    const found = modulesOf(observed, module, file, folder);
    // Of several in other folders nobody knows which is meant.
    return found.length === 1 || found.some(one => folderOf(one) === folder) ? found[0] : undefined;
  };
  for (const [, list = ''] of text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm)) {
    for (const one of list.split(',')) {
      const [module = '', , local = module] = one.trim().split(/\s+/);
      const found = moduleFile(module);
      if (found !== undefined) names.set(local, { file: found });
    }
  }
  const from = text.matchAll(
    /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm,
  );
  for (const [, dots = '', written = '', list = ''] of from) {
    const module = dots === '' ? written : relativeModule(file, dots.length, written);
    const base = moduleFile(module);
    for (const one of list.replace(/#[^\n]*|[()\\]/g, '').split(',')) {
      const [name = '', , local = name] = one.trim().split(/\s+/);
      if (name === '*' && base !== undefined) all.push(base);
      if (!/^\w+$/.test(name)) continue;
      const inside = moduleFile(dots === '' ? `${module}.${name}` : `${module}/${name}`);
      if (inside !== undefined) names.set(local, { file: inside });
      else if (base !== undefined) names.set(local, { file: base, name });
    }
  }
  return { names, all };
}
