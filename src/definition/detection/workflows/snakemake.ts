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
  const wanted = namesIn(rules[0] ?? '', 'input');
  const names = wanted.length > 0 ? wanted : rules.flatMap(rule => namesIn(rule, 'output'));
  return [...new Set(names)]
    .filter(name => /\.\w+$|\/$/.test(name) && !/[*$]/.test(name))
    .flatMap(name => resolveIn('', name.replace(/\{\w[^{}]*\}/g, '*')) ?? []);
}

/** The literal names of a section of a rule; `{sample}` in them stands for anything. */
function namesIn(rule: string, section: string): readonly string[] {
  const body =
    new RegExp(
      `^([ \\t]+)${section}[ \\t]*:([^\\n]*(?:\\n(?:\\1[ \\t]+[^\\n]*|[ \\t]*(?=\\n)))*)`,
      'm',
    ).exec(rule)?.[2] ?? '';
  return [...body.matchAll(/["']([^"'\n]+)["']/g)].map(([, name = '']) => name);
}
