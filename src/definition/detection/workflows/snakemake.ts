/** A Snakefile → a stage of snakemake. */
import { commandOf } from '../model/commands.ts';
import {
  coveredBy,
  type DetectionContext,
  type Found,
  NOTHING,
  toolRequires,
} from '../model/found.ts';
import { type Observed, resolveIn } from '../model/observed.ts';
import { wholeWorkflow } from './whole.ts';

const FILES = ['Snakefile', 'snakefile', 'workflow/Snakefile', 'workflow/snakefile'];

/** One stage: which rules have to run is for snakemake to say. */
export function snakefiles(observed: Observed, context: DetectionContext): Found {
  const { python } = context;
  const file = FILES.find(observed.hasFile);
  if (file === undefined) return NOTHING;
  const covered = coveredBy(file, context);
  if (covered !== undefined) return { ...NOTHING, leftOut: [covered] };
  const text = observed.text(file) ?? '';
  const conda = /^\s*conda\s*:/m.test(text);
  return wholeWorkflow(observed, {
    tool: 'snakemake',
    file,
    run: commandOf([
      ...python.tool('snakemake'),
      ...['--cores', 'all', ...(conda ? ['--use-conda'] : [])],
    ]),
    requires: toolRequires(python, 'snakemake'),
    outputs: targetsOf(text),
    cache: { name: 'snakemake', paths: ['.snakemake'] },
  });
}

/** What the first rule asks for, which snakemake makes by default; else what the rules make. */
function targetsOf(text: string): readonly string[] {
  const rules = text
    .split(/^(?=(?:rule|checkpoint)\b)/m)
    .filter(block => /^(?:rule|checkpoint)\b/.test(block));
  const variables = new Map(
    [...text.matchAll(/^(\w+)\s*=\s*["']([^"'\n{}]+)["']\s*(?:#[^\n]*)?$/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
  const wanted = namesIn(rules[0] ?? '', 'input', variables);
  const names =
    wanted.length > 0 ? wanted : rules.flatMap(rule => namesIn(rule, 'output', variables));
  return [...new Set(names)]
    .filter(name => /\.\w+$|\/$/.test(name) && !/[*$]/.test(name))
    .flatMap(name => resolveIn('', name.replace(/\{\w[^{}]*\}/g, '*')) ?? []);
}

/** Functions of snakemake that take names as they are. */
const TAKES_NAMES =
  /^(?:expand|directory|protected|temp|temporary|report|touch|ensure|ancient|local|collect)$/;
const MOST_CALLS = 200;

/**
 * The names of a section of a rule, `{sample}` in them standing for anything. Of one that is put together in a way
 * that is not understood, such as `join(config["out"], "a.csv")`, the text has a part only, and it is left out.
 */
function namesIn(
  rule: string,
  section: string,
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  const body =
    new RegExp(
      `^([ \\t]+)${section}[ \\t]*:([^\\n]*(?:\\n(?:\\1[ \\t]+[^\\n]*|[ \\t]*(?=\\n)))*)`,
      'm',
    ).exec(rule)?.[2] ?? '';
  return withoutCalls(body.replace(/#[^\n"']*$/gm, ''))
    .split(',')
    .flatMap(item => {
      const [, kind, , name = ''] =
        /^\s*(?:\w+\s*=\s*)?(f?)(["'])([^"'\n]+)\2\s*$/.exec(item) ?? [];
      if (kind !== 'f') return name === '' ? [] : name;
      const put = name.replace(/\{(\w+)\}/g, (whole, one: string) => variables.get(one) ?? whole);
      return put.includes('{') ? [] : put;
    });
}

/** A list without what functions and look-ups make that nobody knows; from within, as calls stand in calls. */
function withoutCalls(body: string): string {
  let text = body;
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const next = text.replace(
      /([\w.]+)\s*\(([^()]*)\)|\b\w+\s*\[[^[\]]*\]/,
      (_, name: string | undefined, given: string) =>
        name !== undefined && TAKES_NAMES.test(name) ? given : 'UNKNOWN',
    );
    if (next === text) break;
    text = next;
  }
  return text;
}
