/** What paths and patterns of a definition may be, wherever they are written. */
import { FORMATS } from '../../evidence/formats.ts';
import type { NumbersKind } from '../../evidence/port/parser.ts';
import { expandBraces, MOST_ALTERNATIVES } from '../../pipeline/patterns/braces.ts';
import { partsOf } from '../../pipeline/patterns/glob.ts';
import { isExclusion, isLiteral } from '../../pipeline/patterns/patterns.ts';
import { code } from '../document/problems.ts';
import type { Path } from '../document/yaml.ts';
import { evidenceOf } from '../schema/evidence.ts';
import type { Definition, StageDefinition } from '../schema/schema.ts';
import { asList } from '../schema/values.ts';
import { type Fault, items } from './faults.ts';

/** Checks all paths and patterns, each by itself, and that no list of patterns only excludes. */
export function pathFaults({ caches = {}, setup = {}, stages }: Definition): readonly Fault[] {
  const lists = [
    ...Object.entries(setup).map(([id, { inputs }]) => ({
      path: ['setup', id, 'inputs'],
      patterns: inputs,
    })),
    ...Object.entries(caches).map(([name, { inputs }]) => ({
      path: ['caches', name, 'inputs'],
      patterns: inputs,
    })),
    ...Object.entries(stages).flatMap(([id, stage]) =>
      (['inputs', 'outputs', 'unstable'] as const).map(key => ({
        path: ['stages', id, key],
        patterns: stage[key],
      })),
    ),
  ];
  const evidence = Object.entries(stages).flatMap(([id, stage]) => evidenceItems(id, stage));
  const folders = [
    ...Object.entries(setup).flatMap(([id, one]) => [
      ...items(['setup', id, 'keep'], one.keep),
      ...items(['setup', id, 'working-directory'], one['working-directory']),
    ]),
    ...Object.entries(caches).flatMap(([name, { paths }]) =>
      items(['caches', name, 'paths'], paths),
    ),
    ...Object.entries(stages).flatMap(([id, stage]) =>
      items(['stages', id, 'working-directory'], stage['working-directory']),
    ),
  ];
  const patterns = lists.flatMap(list => items(list.path, list.patterns));
  return [
    ...[...patterns, ...evidence, ...folders].flatMap(placeFaults),
    ...patterns.flatMap(sizeFaults),
    ...evidence.flatMap(evidenceFaults),
    ...Object.entries(stages).flatMap(([id, stage]) => sameNumbersFaults(id, stage)),
    ...lists.flatMap(list => exclusionFaults(list.path, list.patterns)),
  ];
}

interface Item {
  readonly item: string;
  readonly path: Path;
}

/** The files that a stage's numbers are read from, as they are written. */
export function evidenceItems(id: string, stage: StageDefinition): readonly Item[] {
  return evidenceOf(stage).map(({ key, file }) => ({
    item: file,
    path: ['stages', id, 'evidence', key],
  }));
}

const BELOW_THE_ROOT = 'write it relative to the root folder of the pipeline, and below it';

function placeFaults({ item, path }: Item): readonly Fault[] {
  const pattern = item.replace(/^!/, '');
  const fault = (what: string, remedy = BELOW_THE_ROOT): readonly Fault[] => [
    { path, message: `the path ${code(item)} ${what}`, remedy },
  ];
  if (/^(?:[/\\]|[A-Za-z]:)/.test(pattern)) return fault('is absolute');
  if (/^~(?:[/\\]|$)/.test(pattern)) return fault('is in the home folder');
  const orNamed = `${BELOW_THE_ROOT}; a file that is really called so is written ${code(`./${pattern}`)}`;
  if (/^~[\w.-]+[/\\]/.test(pattern)) return fault("is in a user's home folder", orNamed);
  const variable = variableIn(pattern);
  if (variable !== undefined) {
    return fault(`holds the variable ${code(variable)}, which nothing puts in`, orNamed);
  }
  return leavesRoot(pattern) ? fault("leaves the pipeline's folder") : [];
}

/** As the shells of Linux and macOS, PowerShell and Windows write them; in capitals, as `$lib` may be a folder. */
const VARIABLE =
  /\$\{[A-Z_][A-Z0-9_]*\}|^\$[A-Z_][A-Z0-9_]*(?=[/\\]|$)|^\$env:\w+|%[A-Z_][A-Z0-9_]*%/;

function variableIn(pattern: string): string | undefined {
  return pattern.startsWith('./') ? undefined : VARIABLE.exec(pattern)?.[0];
}

/** A choice in braces may lead out as well: `{..,src}/*`. */
function leavesRoot(pattern: string): boolean {
  const written = [pattern, ...(expandBraces(pattern) ?? [])];
  return written.some(one => one.split(/[/\\{},]/).includes('..'));
}

function sizeFaults({ item, path }: Item): readonly Fault[] {
  if (expandBraces(item) !== undefined) return [];
  const message = `the braces of ${code(item)} stand for more than ${MOST_ALTERNATIVES} paths, or for longer ones than there are`;
  return [{ path, message, remedy: 'write several patterns, or use `*`' }];
}

/** Numbers are read from one file: of several nobody could say which is the stage's. */
function evidenceFaults({ item, path }: Item): readonly Fault[] {
  const remedy = 'name the file that the command writes';
  if (isExclusion(item)) {
    const message = `${code(item)} excludes a file, and numbers are read from one`;
    return [{ path, message, remedy }];
  }
  if (isLiteral(item)) return [];
  const message = `${code(item)} is a pattern, and numbers are read from one file`;
  return [{ path, message, remedy }];
}

const SUBJECT: Readonly<Record<NumbersKind, string>> = {
  tests: "the stage's tests",
  latex: "the stage's document",
};

/** Numbers of one kind are read from one file, too. */
function sameNumbersFaults(id: string, stage: StageDefinition): readonly Fault[] {
  const first = new Map<NumbersKind, string>();
  return evidenceOf(stage).flatMap(({ key }): readonly Fault[] => {
    const { gives } = FORMATS[key];
    const other = first.get(gives);
    first.set(gives, other ?? key);
    if (other === undefined) return [];
    const message = `${code(other)} and ${code(key)} both have numbers of ${SUBJECT[gives]}`;
    const remedy = 'name one of the two, or make a stage for each';
    return [{ path: ['stages', id, 'evidence', key], part: 'key', message, remedy }];
  });
}

/** Exclusions take away from what other patterns of the list match. */
function exclusionFaults(path: Path, patterns: StageDefinition['inputs']): readonly Fault[] {
  const written = asList(patterns);
  const [first] = written;
  if (first === undefined || !written.every(isExclusion)) return [];
  const name = partsOf(first.slice(1)).join('/');
  const message = `${code(String(path.at(-1)))} only excludes, so that no file is among them`;
  const remedy = `add what ${code(first)} is to be taken away from, such as ${code('**')}; a file whose name begins with ${code('!')} is written ${code(`./!${name}`)}`;
  return [{ path, message, remedy, restsOn: [path] }];
}
