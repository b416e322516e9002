/** Tests of pytest, wherever projects keep them → one stage. */
import { matches, startDescent } from '../../../pipeline/patterns/descent.ts';
import { commandOf } from '../model/commands.ts';
import { oneOf, PYTEST_FILES, withoutContained } from '../model/families.ts';
import {
  type DetectionContext,
  type Found,
  type FoundStage,
  NOTHING,
  type Unseen,
} from '../model/found.ts';
import { baseOf, folderOf, isResult, type Observed } from '../model/observed.ts';
import { packageOf } from '../scripts/code/packages.ts';
import { scriptFiles } from '../scripts/files.ts';

const TEST_FILE = /^(?:test_.*|.*_test)\.py$/;
/** A function that needs more than pytest gives it is none of its tests, whatever its name. */
const HAS_TESTS =
  /^\s*(?:async )?def test_\w*\(\s*(?:self\s*)?(?:\)|(?:tmp_?\w+|monkeypatch|cap\w+|request|recwarn)\b)|unittest|import pytest/m;
const TEST_FOLDER = /^(?:tests?|testing)$/;
const MOST_TESTS_READ = 1_000;
/** Where the results go: not into a folder that is another stage's. */
const JUNIT = ['output/junit.xml', 'build/junit.xml', 'junit.xml'];

/** Files that tell of pytest, and the text in them that does; any text where none is given. */
const CONFIGURATIONS: readonly { readonly file: string; readonly section?: RegExp }[] = [
  { file: 'pytest.ini' },
  { file: '.pytest.ini' },
  { file: 'pytest.toml' },
  { file: 'conftest.py' },
  { file: 'pyproject.toml', section: /^\[tool\.pytest/m },
  { file: 'setup.cfg', section: /^\[tool:pytest\]/m },
  { file: 'tox.ini', section: /^\[pytest\]|^\s*commands\s*=(?:[^\n]|\n\s)*\bpytest\b/m },
  { file: 'noxfile.py', section: /\bpytest\b/ },
];

/** The tests of a folder, and of the packages in it. */
export function pytestSuite(observed: Observed, context: DetectionContext): Found {
  const configuration = CONFIGURATIONS.find(({ file, section }) => {
    const text = observed.text(file);
    return text !== undefined && (section === undefined || section.test(text));
  });
  const tests = observed.files.filter(file => isTest(observed, file, configuration !== undefined));
  const from = configuration?.file ?? tests[0];
  if (from === undefined) return NOTHING;
  const roots = rootsOf(tests);
  const shown = roots.length > 0 ? roots.map(root => `${root || '.'}/`).join(', ') : from;
  const driver = context.found.drivers.find(({ runsTests }) => runsTests);
  if (driver !== undefined) {
    return { ...NOTHING, leftOut: [{ kind: 'covered', what: shown, by: driver.file }] };
  }
  const pathsAreSet = /^\s*testpaths\s*=/m.test(
    configuration === undefined ? '' : (observed.text(configuration.file) ?? ''),
  );
  return {
    ...NOTHING,
    stages: [testStage(observed, context, tests, pathsAreSet ? [] : roots)],
    summaries: [{ kind: 'tests', from: shown }],
  };
}

function isTest(observed: Observed, file: string, isConfigured: boolean): boolean {
  if (isResult(file) || file.startsWith('projects/')) return false;
  const inFolder = folderOf(file)
    .split('/')
    .some(part => TEST_FOLDER.test(part));
  if (inFolder && baseOf(file) === 'conftest.py') return true;
  if (!TEST_FILE.test(baseOf(file))) return false;
  return inFolder || isConfigured || HAS_TESTS.test(observed.text(file) ?? '');
}

/** The topmost folders of tests; of tests beside the code, their own folder. */
function rootsOf(tests: readonly string[]): readonly string[] {
  const roots = tests.map(file => {
    const parts = folderOf(file).split('/');
    const at = parts.findIndex(part => TEST_FOLDER.test(part));
    return at < 0 ? folderOf(file) : parts.slice(0, at + 1).join('/');
  });
  const distinct = [...new Set(roots)];
  // From the root all of them are found.
  if (distinct.includes('')) return [];
  return distinct.filter(root => !distinct.some(other => root.startsWith(`${other}/`)));
}

function testStage(
  observed: Observed,
  { python, found }: DetectionContext,
  tests: readonly string[],
  roots: readonly string[],
): FoundStage {
  // pytest reads those of the folders above the tests, too.
  const conftests = observed.files.filter(
    file => baseOf(file) === 'conftest.py' && !isResult(file) && !file.startsWith('projects/'),
  );
  const read = [...new Set([...tests, ...conftests])];
  const files = read
    .slice(0, MOST_TESTS_READ)
    .map(test => scriptFiles(observed, test, [], 'tests'));
  const sources = [...new Set(files.flatMap(one => one.sources))];
  const code = [
    ...new Set(sources.filter(file => !read.includes(file)).map(file => codeOf(observed, file))),
  ];
  const packages = code.length > 0 ? code : packagesIn(observed);
  const data = files.flatMap(one => one.existing).map(path => path.replace(/\/$/, ''));
  const places = roots.length > 0 ? roots : tests.map(file => folderOf(file) || ROOT_TESTS);
  const own = withoutContained([...places, ...packages, ...data]);
  const inputs = [...withSettings(observed, own, places), ...python.inputs];
  const unseen = [
    ...new Set<Unseen>([
      ...(read.length > MOST_TESTS_READ ? (['takes-in'] as const) : []),
      // What tests write is theirs, and made for the moment.
      ...files.flatMap(one => one.unseen).filter(what => what !== 'writes'),
    ]),
  ];
  const junit = JUNIT.find(file => !isTaken(file, found)) ?? 'junit.xml';
  const needsPath =
    python.isMachines && packages.some(one => one.startsWith('src/')) && !setsPath(observed);
  return {
    key: 'tests',
    name: 'Tests',
    run: commandOf([...python.having(['pytest']), '-m', 'pytest', ...roots, `--junitxml=${junit}`]),
    requires: [...python.requires, ...(python.isMachines ? ['python:pytest'] : [])],
    usesPython: true,
    after: [],
    inputs,
    reads: files.flatMap(one => one.missing),
    lacks: files.flatMap(one => one.lacks),
    readsAreKnown: true,
    ...(unseen.length > 0 ? { unseen } : {}),
    made: { kind: 'known', outputs: [] },
    evidence: { junit },
    ...(needsPath ? { env: { PYTHONPATH: 'src' } } : {}),
    notes: [],
  };
}

/** Tests of the root itself. */
const ROOT_NAMES = ['test_*.py', '*_test.py'];
const ROOT_TESTS = oneOf(ROOT_NAMES);

/** The settings of pytest, there or not, as one pattern: where none is there, together with what is. */
function withSettings(
  observed: Observed,
  inputs: readonly string[],
  places: readonly string[],
): readonly string[] {
  const above = new Set(places.flatMap(foldersAbove));
  const isOwn = startDescent(inputs);
  const names = [
    ...PYTEST_FILES,
    ...CONFIGURATIONS.map(({ file }) => file).filter(observed.hasFile),
    ...[...above].flatMap(folder => ['conftest.py', 'pytest.ini'].map(name => `${folder}/${name}`)),
  ].filter(name => !matches(isOwn, name));
  if (names.some(observed.hasFile)) return [...inputs, oneOf(names)];
  const carrier = inputs.find(input => input === ROOT_TESTS || !/[,{}[\]*?!]/.test(input));
  return inputs.map(input => {
    if (input !== carrier) return input;
    return oneOf([...(input === ROOT_TESTS ? ROOT_NAMES : [input]), ...names]);
  });
}

/** `a` and `a/b` for `a/b/c`: pytest reads what is there as well. */
function foldersAbove(place: string): readonly string[] {
  const parts = place.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isTaken(file: string, { stages }: Found): boolean {
  return stages.some(
    ({ made }) =>
      made.kind === 'known' &&
      made.outputs.some(output => file.startsWith(`${output.replace(/\/(?:\*\*)?$/, '')}/`)),
  );
}

/** pytest's own setting finds modules in `src` already. */
function setsPath(observed: Observed): boolean {
  return CONFIGURATIONS.some(({ file }) => /^\s*pythonpath\s*=/m.test(observed.text(file) ?? ''));
}

/** The outermost package that a module is in; of a module in none, the modules beside it. */
function codeOf(observed: Observed, file: string): string {
  return packageOf(observed, file) ?? (folderOf(file) === '' ? '*.py' : `${folderOf(file)}/*.py`);
}

/** Where nothing says what tests test: all packages of the project. */
function packagesIn(observed: Observed): readonly string[] {
  const packages = observed.folders.filter(
    folder =>
      observed.hasFile(`${folder}/__init__.py`) &&
      !observed.hasFile(`${folderOf(folder)}/__init__.py`) &&
      !folder.split('/').some(part => TEST_FOLDER.test(part)) &&
      folder.split('/').length <= 2,
  );
  const modules = ['', 'src'].filter(folder =>
    observed
      .filesIn(folder)
      .some(
        file =>
          file.endsWith('.py') &&
          !/^(?:setup|conftest|noxfile)\.py$/.test(baseOf(file)) &&
          !TEST_FILE.test(baseOf(file)),
      ),
  );
  return [...packages, ...modules.map(folder => (folder === '' ? '*.py' : `${folder}/*.py`))];
}
