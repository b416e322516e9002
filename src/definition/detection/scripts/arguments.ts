/** Whether a script does nothing without arguments: then it is a program to use, and no step by itself. */
import { escapeRegExp } from '../../../util/regexp.ts';
import { folderOf, type Observed, remembered } from '../model/observed.ts';
import { bindingsOf } from './code/modules.ts';
import { sourceOf } from './code/source.ts';

/** Whether a script ends with an error where it is given no arguments, as far as its text tells. */
export const needsArguments = remembered((observed, script: string): boolean => {
  const source = sourceOf(observed, script);
  if (source === undefined) return false;
  const code = source.text.replace(/^\s*#.*$/gm, '');
  switch (source.language) {
    case 'python':
      return [code, ...mainsOf(observed, script)].some(asksInPython);
    case 'r':
      return /\bcommandArgs\s*\(/.test(code) && takesFirst(code, /\blength\s*\(/);
    case 'julia':
      return /\bARGS\s*\[\s*1\s*\]/.test(code) && !/\b(?:length|isempty)\s*\(\s*ARGS/.test(code);
    case 'shell':
      return /\$\{1:?\?/.test(code);
  }
});

/** The modules of which a script only calls the main function. */
function mainsOf(observed: Observed, script: string): readonly string[] {
  const { names } = bindingsOf(observed, script, folderOf(script));
  return [...names].flatMap(([name, { file }]) =>
    /^(?:main|cli|app|run)$/.test(name) ? (sourceOf(observed, file)?.text ?? []) : [],
  );
}

function asksInPython(code: string): boolean {
  const calls = (name: RegExp) =>
    [...code.matchAll(new RegExp(`${name.source}\\s*\\(((?:[^()]|\\([^()]*\\))*)\\)`, 'g'))].map(
      ([, given = '']) => given,
    );
  const isOptional =
    /\bnargs\s*=\s*(?:["'][?*]["']|-1|argparse\.(?:REMAINDER|SUPPRESS))|\bdefault\s*=|\brequired\s*=\s*False/;
  const isPlace = (given: string) => /^\s*["'][^-"'\s]/.test(given) && !isOptional.test(given);
  const options = [...calls(/\badd_argument/), ...calls(/\badd_subparsers/), ...calls(/\boption/)];
  return (
    options.some(given => /\brequired\s*=\s*True\b/.test(given)) ||
    calls(/\.add_argument/).some(isPlace) ||
    calls(/@\w+\.argument/).some(isPlace) ||
    /\btyper\.Argument\s*\(\s*\.\.\./.test(code) ||
    (/\bsys\.argv\s*\[\s*1\s*\]/.test(code) && !/\blen\s*\(\s*(?:sys\.)?argv/.test(code))
  );
}

/** `args[1]`, where the number of them is not asked for. */
function takesFirst(code: string, count: RegExp): boolean {
  if (/\bcommandArgs\s*\([^)]*\)\s*\[\[?\s*1\s*\]/.test(code)) return true;
  const [, name = ''] = /([\w.]+)\s*(?:<-|=)\s*commandArgs\s*\(/.exec(code) ?? [];
  const first = new RegExp(`(?<![\\w.])${escapeRegExp(name)}\\s*\\[\\[?\\s*1\\s*\\]`);
  return name !== '' && first.test(code) && !count.test(code);
}
