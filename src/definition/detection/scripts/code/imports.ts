import {
  baseOf,
  folderOf,
  isBuilt,
  type Observed,
  remembered,
  resolveIn,
  within,
} from '../../model/observed.ts';
import { type Source, sourceOf } from './source.ts';
import { isCode, packagesIn, sourcedBy } from './sourced.ts';

/** Where projects keep modules that are found without being installed. */
const SOURCE_FOLDERS = ['', 'src', 'lib', 'python', 'code', 'R'];
const MOST_FILES = 1_000;
/** Of modules with one name in several folders, all may be meant; more than these are nobody's modules. */
const MOST_PLACES = 20;

/** The files that a script's result depends on, itself first; none of installed packages. */
export function sourcesOf(observed: Observed, script: string): readonly string[] {
  const seen = new Set([script]);
  // Grows while it is walked through: what is found is looked at, too.
  for (const file of seen) {
    if (seen.size > MOST_FILES) break;
    for (const found of takenIn(observed, file, folderOf(script))) seen.add(found);
  }
  return [...seen];
}

/** Whether code that a script's result depends on is taken in by a name that its text does not hold. */
export function takesInUnseen(observed: Observed, script: string): boolean {
  const sources = sourcesOf(observed, script);
  return sources.length > MOST_FILES || sources.some(file => namesNoCode(observed, file));
}

const namesNoCode = remembered((observed, file: string): boolean => {
  const source = sourceOf(observed, file);
  if (source === undefined || !isComputed(source)) return false;
  // A loader whose file names the scripts elsewhere: `for name in ["one.py", "two.py"]`.
  return !LOADS_BY_PATH.test(source.text) || startedScripts(observed, file, source).length === 0;
});

/** Modules are taken in by many scripts, and looked through once. */
const takenIn = remembered((observed, file: string, folder: string) => {
  const source = sourceOf(observed, file);
  return source === undefined ? [] : lookThrough(observed, file, folder, source);
});

function lookThrough(
  observed: Observed,
  file: string,
  folder: string,
  source: Source,
): readonly string[] {
  const { language, text } = source;
  switch (language) {
    case 'python':
      return [
        ...pythonModules(text, file).flatMap(module => modulesOf(observed, module, file, folder)),
        ...startedScripts(observed, file, source),
      ];
    case 'r':
    case 'julia':
      return [
        ...codeNamed(observed, file, text),
        ...ownPackage(observed, withoutComments(text), language),
      ];
    case 'shell':
      return startedScripts(observed, file, source);
  }
}

const SCRIPT_NAME = /(?<![\w.])[\w./-]*\w\.(?:py|R|r|jl|sh)\b/g;
const STARTS =
  /\b(?:subprocess|os\.system|popen|runpy|run_path|run_script|spec_from_file_location|SourceFileLoader|script_runner|exec|execfile|compile)\b/i;
/** What takes in a file of code by its path, so that the path may be put together of parts elsewhere in the text. */
const LOADS_BY_PATH = /\b(?:run_path|spec_from_file_location|SourceFileLoader|sys\.executable)\b/;

/** Calls that take in a module by a name that is a value, in Python. */
const BY_NAME = /\b(?:import_module|__import__|importorskip|run_module|find_spec)\s*\(\s*/g;
const LITERAL = /^["']([\w.]+)["']\s*[,)]/;

/** Whether code is taken in by a name that is put together, or by a path of which the text has no part. */
function isComputed({ language, text }: Source): boolean {
  const code = withoutComments(text);
  switch (language) {
    case 'python':
      return (
        [...code.matchAll(BY_NAME)].some(call => !LITERAL.test(behind(code, call))) ||
        /\b(?:run_path|spec_from_file_location|SourceFileLoader)\s*\(/.test(code) ||
        startsUnseen(code)
      );
    case 'r':
    case 'julia':
      return sourcedBy(code).isComputed;
    case 'shell':
      return false;
  }
}

/** `subprocess.run([sys.executable, path])`, where neither a module nor code follows. */
function startsUnseen(code: string): boolean {
  return [...code.matchAll(/\bsys\.executable\s*,\s*/g)].some(
    call => !/^["']-[mc]["']/.test(behind(code, call)),
  );
}

function behind(code: string, { index, 0: call }: RegExpMatchArray): string {
  return code.slice((index ?? 0) + call.length, (index ?? 0) + call.length + 200);
}

function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$|\s#[^"'\n]*$/gm, '');
}

/** Modules that are named as texts: `import_module("a")`, `["-m", "a"]`, `pytest_plugins = ["a"]`. */
function namedModules(text: string): readonly string[] {
  const code = withoutComments(text);
  const called = [...code.matchAll(BY_NAME)].flatMap(
    call => LITERAL.exec(behind(code, call))?.[1] ?? [],
  );
  const started = [...code.matchAll(/["']-m["']\s*,\s*["']([\w.]+)["']/g)].map(
    ([, name = '']) => name,
  );
  const plugins = [...code.matchAll(/\bpytest_plugins\s*=\s*([[(][^\])]*[\])]|[^\n]*)/g)]
    .flatMap(([, list = '']) => [...list.matchAll(/["']([\w.]+)["']/g)])
    .map(([, name = '']) => name);
  return [...called, ...started, ...plugins].map(name => name.replace(/^\.+/, ''));
}

/** `a.b` of `import a.b`, `from a.b import c` (with `a.b.c`, which may be a module). */
function pythonModules(source: string, file: string): readonly string[] {
  const text = source.replace(/[;:][ \t]*(?=(?:import|from)[ \t])/g, '\n');
  const imported = [...text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm)].flatMap(
    ([, names = '']) => names.split(',').map(name => name.trim().split(/\s+/)[0] ?? ''),
  );
  const from = [
    ...text.matchAll(/^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm),
  ].flatMap(([, dots = '', module = '', names = '']) => {
    const base = dots === '' ? module : relativeModule(file, dots.length, module);
    const inside = names
      .replace(/[()]/g, '')
      .split(',')
      .map(one => one.trim().split(/\s+/)[0] ?? '');
    return [base, ...inside.filter(one => /^\w+$/.test(one)).map(one => `${base}.${one}`)];
  });
  return [...new Set([...imported, ...from, ...namedModules(text)])].filter(name =>
    /^[\w./]+$/.test(name),
  );
}

/** `from ..a import b` as a path from the root, which a leading `/` marks. */
export function relativeModule(file: string, dots: number, module: string): string {
  const folder = resolveIn(folderOf(file), Array.from({ length: dots - 1 }, () => '..').join('/'));
  return `/${[folder ?? '', ...module.split('.')].filter(part => part !== '').join('/')}`;
}

/** The files of a module that a file takes in, as a script in `folder` finds them. */
export function modulesOf(
  observed: Observed,
  module: string,
  file: string,
  folder: string,
): readonly string[] {
  if (module.startsWith('/')) return moduleAt(observed, module.slice(1).replaceAll('.', '/'));
  const path = module.replaceAll('.', '/');
  const [project] = /^projects\/(?:[^/]+\/)*?(?=scripts\/|src\/)/.exec(`${folder}/`) ?? [];
  const roots = [
    folder,
    folderOf(file),
    ...SOURCE_FOLDERS,
    ...(project === undefined ? [] : [project.slice(0, -1), `${project}src`]),
  ];
  const found = [...new Set(roots)].flatMap(root => moduleAt(observed, within(root, path)));
  return found.length > 0 ? found : modulesAnywhere(observed, path);
}

/** Where no usual folder has a module: wherever it is, since there are many ways to set where it is looked for. */
const modulesAnywhere = remembered((observed, path: string): readonly string[] => {
  const end = `/${path}`;
  const stems = [
    ...observed.files.filter(file => file.endsWith(`${end}.py`)).map(file => file.slice(0, -3)),
    ...observed.folders.filter(folder => folder.endsWith(end)),
  ];
  return [...new Set(stems)]
    .flatMap(stem => moduleAt(observed, stem))
    .filter(file => !isBuilt(file))
    .slice(0, MOST_PLACES);
});

/** A module's file, or its package's `__init__.py`; with those of the packages it is in. */
function moduleAt(observed: Observed, path: string): readonly string[] {
  const found = [`${path}.py`, `${path}/__init__.py`].filter(observed.hasFile);
  // A package without one is a folder of modules, of which more may be taken in than are named.
  if (found.length > 0 || !observed.hasFolder(path) || path === '') return found;
  return observed.filesIn(path).filter(name => name.endsWith('.py'));
}

/** The files of code that `source` and `include` name, and those of the folders that are gone through for them. */
export function codeNamed(observed: Observed, file: string, text: string): readonly string[] {
  const { files, folders } = sourcedBy(withoutComments(text));
  return [
    ...files.flatMap(name => existing(observed, name, file)),
    ...folders.flatMap(folder => {
      const place = [resolveIn('', folder), resolveIn(folderOf(file), folder)].find(
        one => one !== undefined && observed.hasFolder(one),
      );
      return place === undefined ? [] : observed.filesIn(place).filter(isCode);
    }),
  ];
}

/** The code of the package that the project is, where a program of it takes that in. */
function ownPackage(observed: Observed, code: string, language: 'r' | 'julia'): readonly string[] {
  const names = packagesIn(code, language);
  if (language === 'julia')
    return [...names].map(name => `src/${name}.jl`).filter(observed.hasFile);
  const [, own] = /^Package:\s*(\S+)/m.exec(observed.text('DESCRIPTION') ?? '') ?? [];
  const isOwn = own !== undefined && names.has(own);
  return isOwn || /\bload_all\s*\(/.test(code) ? observed.filesIn('R').filter(isCode) : [];
}

/** Scripts that another names to start them: `subprocess.run(["python", "scripts/a.py"])`. */
function startedScripts(
  observed: Observed,
  file: string,
  { language, text }: Source,
): readonly string[] {
  const named = [...text.matchAll(SCRIPT_NAME)].map(([name]) => name);
  // Only what starts others means a script that is elsewhere; the rest speaks of it.
  const starts = language !== 'python' || STARTS.test(text);
  const inCode = new Set(
    starts ? [...withoutComments(text).matchAll(SCRIPT_NAME)].map(([name]) => name) : [],
  );
  return [...new Set(named)]
    .flatMap(name => {
      const found = near(observed, name, file);
      return found.length > 0 || !inCode.has(name) ? found : anywhere(observed, name);
    })
    .filter(
      found =>
        found !== file && !/(?:^|\/)(?:test_[^/]*|[^/]*_test|setup|conftest)\.py$/.test(found),
    );
}

/** A name as it is written in a file, wherever it may be. */
function existing(observed: Observed, name: string, file: string): readonly string[] {
  const found = near(observed, name, file);
  return found.length > 0 ? found : anywhere(observed, name);
}

/** A name as it is written in a file: from the root, from its folder, or only the last part of it. */
function near(observed: Observed, name: string, file: string): readonly string[] {
  const places = [
    resolveIn('', name),
    resolveIn(folderOf(file), name),
    within(folderOf(file), baseOf(name)),
  ];
  const found = places.find(place => place !== undefined && observed.hasFile(place));
  return found === undefined ? [] : [found];
}

/** Files that end as a name does, else those whose last part it is: the rest of the path was put together. */
const anywhere = remembered((observed, name: string): readonly string[] => {
  const path = name.replace(/^(?:\.{0,2}\/)+/, '');
  const ending = (end: string) =>
    observed.files.filter(file => (file === end || file.endsWith(`/${end}`)) && !isBuilt(file));
  const found = ending(path);
  return (found.length > 0 ? found : ending(baseOf(path))).slice(0, MOST_PLACES);
});
