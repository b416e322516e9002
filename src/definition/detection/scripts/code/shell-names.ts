/** The files that a shell script names, with the variables that it sets put in. */
import { folderOf } from '../../model/observed.ts';
import type { NamedPath } from '../paths/path-values.ts';

/** Words that look like files; behind `>` and `-o` they are written. */
export function shellNames(text: string, script: string): readonly NamedPath[] {
  const code = text.replace(/^\s*#.*$/gm, '').replace(/\\\n\s*/g, ' ');
  const variables = variablesOf(code, script);
  const put = (line: string) =>
    line.replace(/\$\{?(\w+)(?:[^}\s"'/]*\})?/g, (_, name: string) => variables.get(name) ?? '*');
  return [
    ...put(code).matchAll(/(>>?\s*|(?:-o|--output|--out)[ =]\s*)?["']?([\w./?*\0-]+)["']?/g),
  ].flatMap(([, before, word = '']): readonly NamedPath[] => {
    if (!/[^/]\.\w+$|\//.test(word) || /^[*/]+$/.test(word)) return [];
    const fromScript = word.startsWith(FROM_ROOT);
    const path = fromScript ? word.slice(FROM_ROOT.length) : word;
    return path === ''
      ? []
      : [{ path, fromScript, use: before === undefined ? 'named' : 'written' }];
  });
}

/** Whether words of a command begin with what nobody knows: `sort "$1"`. */
export function hidesNames(text: string, script: string): boolean {
  const code = text
    .replace(/^\s*#.*$|\s#\s.*$/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .replace(
      /(?<=^|[;&|]|\bthen|\bdo|\belse)[ \t]*(?:echo|printf|test|\[\[?|if \[\[?)[ \t][^\n;&|>]*/gm,
      '',
    );
  const variables = variablesOf(code, script);
  const isKnown = (name: string) => name === '0' || variables.get(name)?.startsWith('*') === false;
  return [...code.matchAll(/(?<=[\s<>"'])\$\{?(\w+)(?![^}\s]*:-)/g)].some(
    ([, name = '']) => !isKnown(name),
  );
}

/** Marks a path that begins at the root, wherever the script runs. */
const FROM_ROOT = '\0/';

/** `"$(cd "$(dirname "$0")/../.." && pwd)"`, in the ways in which people write it. */
const OWN_FOLDER =
  /^\$\(\s*(?:cd\s+["']?)?\$\(\s*dirname\s+[^)]*\)([\w./-]*)|^\$\(\s*dirname\s+[^)]*\)([\w./-]*)/;

function variablesOf(code: string, script: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const assignments = code.matchAll(
    /^[ \t]*(?:export[ \t]+|local[ \t]+|readonly[ \t]+|declare[ \t]+(?:-\w+[ \t]+)*)?(\w+)=("[^\n]*"|'[^'\n]*'|[^\s;#]*)/gm,
  );
  for (const [, name = '', written = ''] of assignments) {
    const value = written.replace(/^(["'])([\s\S]*)\1$/, '$2');
    variables.set(name, meaningOf(value, script, variables));
  }
  for (const [, name = '', first = ''] of code.matchAll(/\bfor\s+(\w+)\s+in\s+(\S+)/g)) {
    variables.set(name, meaningOf(first.replace(/["';]/g, ''), script, variables));
  }
  return variables;
}

function meaningOf(value: string, script: string, variables: ReadonlyMap<string, string>): string {
  const own = OWN_FOLDER.exec(value);
  if (own !== null) return `${FROM_ROOT}${folderOf(script)}${own[1] ?? own[2] ?? ''}`;
  if (/^\$\(\s*git rev-parse --show-toplevel/.test(value)) return FROM_ROOT.slice(0, -1);
  if (/^\$\(\s*pwd\s*\)|^\$\{?PWD\}?$/.test(value)) return '.';
  const [, otherwise] = /^\$\{\w+:-([^}]*)\}$/.exec(value) ?? [];
  return (otherwise ?? value)
    .replace(/\$\([^)]*\)/g, '*')
    .replace(/\$\{?(\w+)(?:[^}\s"'/]*\})?/g, (_, name: string) => variables.get(name) ?? '*');
}
