/** A Makefile that builds figures or documents → a stage of make. */

import { escapeRegExp } from '../../../util/regexp.ts';
import { texDocuments } from '../manuscripts/tex.ts';
import { commandOf } from '../model/commands.ts';
import { coveredBy, type DetectionContext, type Found, NOTHING, together } from '../model/found.ts';
import { baseOf, folderOf, type Observed, resolveIn, withoutExtension } from '../model/observed.ts';
import { namesWord } from '../scripts/drivers.ts';
import { wholeWorkflow } from './whole.ts';

const MAKEFILE = /^(?:GNUmakefile|makefile|Makefile)$/;
/** Where projects keep the Makefile of a paper. */
const FOLDERS = /^(?:paper|manuscript|tex|latex|doc|thesis|report|article|analysis|src\/tex|ms)$/;
/** Targets that build what the project is for, best first. */
const GOALS = [
  'all',
  'paper',
  'manuscript',
  'pdf',
  'thesis',
  'article',
  'report',
  'document',
  'build',
  'figures',
  'analysis',
  'results',
];
const PROGRAMS =
  /\b(?:Rscript|R CMD|python[\d.]*|julia|latexmk|pdflatex|xelatex|lualatex|pandoc|quarto|tectonic|jupyter|stata|matlab|octave|gnuplot)\b|\$\((?:PYTHON\d?|LATEX(?:MK)?|PDFLATEX|XELATEX|RSCRIPT|JULIA|PANDOC|R|PY)\)/;
/** Targets of those who develop a package. */
const CHORES =
  /^(?:help|clean\S*|distclean|install\S*|uninstall|test\S*|check|lint\S*|format\S*|fmt|docs?|html|livehtml|dist|release|publish|upload|coverage|env\S*|venv|setup|init|deps|requirements|serve|watch|docker\S*|view|open|push|pre-commit|type\S*|mypy|ruff|black|.*_(?:data|env|environment)|sync\S*|print-%)$/;

/** A stage for each Makefile of the work; those of a package's chores are left out with a word. */
export function makefiles(observed: Observed, context: DetectionContext): Found {
  const files = ['', ...observed.folders.filter(folder => FOLDERS.test(folder))].flatMap(
    folder => observed.filesIn(folder).find(file => MAKEFILE.test(baseOf(file))) ?? [],
  );
  return together(
    files.map(file => {
      const covered = coveredBy(file, context);
      return covered === undefined ? makefile(observed, file) : { ...NOTHING, leftOut: [covered] };
    }),
  );
}

interface Rule {
  readonly targets: readonly string[];
  readonly needs: readonly string[];
  readonly recipe: string;
}

function makefile(observed: Observed, file: string): Found {
  const text = (observed.text(file) ?? '').replace(/\\\n/g, ' ');
  const folder = folderOf(file);
  const rules = rulesOf(text);
  const isOwn = (rule: Rule) =>
    PROGRAMS.test(rule.recipe) && !rule.targets.every(target => CHORES.test(target));
  const goal = goalOf(text, rules);
  if (goal === undefined || !rules.some(isOwn)) {
    return { ...NOTHING, leftOut: [{ kind: 'no-pipeline', file }] };
  }
  const built = builtFor(observed, folder, goal, text, rules);
  return wholeWorkflow(observed, {
    tool: 'make',
    file,
    run: commandOf(['make', ...(goal === 'default' ? [] : [goal])]),
    ...(folder === '' ? {} : { workingDirectory: folder }),
    requires: ['make', ...programsOf(text)],
    outputs: built.length > 0 ? built : documentsOf(observed, text),
    runs: other => names(text, other),
  });
}

/** Where the rules do not say it: a document's PDF beside it, which is where engines put it. */
function documentsOf(observed: Observed, text: string): readonly string[] {
  return texDocuments(observed)
    .filter(({ file }) => names(text, file))
    .map(({ file }) => `${withoutExtension(file)}.pdf`);
}

/** The files that a goal asks for, directly or not, and that the rules make: with a rule, or by a pattern. */
function builtFor(
  observed: Observed,
  folder: string,
  goal: string,
  text: string,
  rules: readonly Rule[],
): readonly string[] {
  const variables = variablesOf(text);
  const put = (words: readonly string[]) => words.flatMap(word => expand(word, variables));
  const expanded = rules.map(rule => ({
    ...rule,
    targets: put(rule.targets),
    needs: put(rule.needs),
  }));
  const patterns = expanded.flatMap(rule => rule.targets).filter(target => target.includes('%'));
  const reached = new Set(goal === 'default' ? firstTargets(text, expanded) : [goal]);
  // Grows while it is walked through.
  for (const target of reached) {
    for (const rule of expanded) {
      if (rule.targets.includes(target)) for (const need of rule.needs) reached.add(need);
    }
  }
  const isMade = (target: string) =>
    expanded.some(rule => rule.targets.includes(target) && rule.recipe.trim() !== '') ||
    patterns.some(pattern => target.endsWith(pattern.slice(pattern.indexOf('%') + 1)));
  const files = [...reached].filter(
    target => /\.\w+$/.test(target) && !/[%$()*]/.test(target) && isMade(target),
  );
  return files.flatMap(target => {
    const path = resolveIn(folder, target);
    // A source that a pattern fits as well is made by nobody.
    return path === undefined ||
      (observed.hasFile(path) && !expanded.some(rule => rule.targets.includes(target)))
      ? []
      : [path];
  });
}

/** The goal that a Makefile sets by name. */
function setGoal(text: string): string | undefined {
  return /^\.DEFAULT_GOAL\s*:?=\s*(\S+)/m.exec(text)?.[1];
}

function firstTargets(text: string, rules: readonly Rule[]): readonly string[] {
  const set = setGoal(text);
  const first = rules.find(rule =>
    rule.targets.some(target => !target.startsWith('.') && !target.includes('%')),
  );
  return set === undefined ? (first?.targets ?? []) : [set];
}

function rulesOf(text: string): readonly Rule[] {
  return [
    ...text.matchAll(
      /^([^\s#:=][^:=\n]*):(?!=)([^\n#]*)[^\n]*((?:\n(?:\t[^\n]*|[ \t]*(?=\n\t)|#[^\n]*))*)/gm,
    ),
  ].map(([, targets = '', needs = '', recipe = '']) => ({
    targets: targets.trim().split(/\s+/),
    needs: needs
      .replaceAll('|', ' ')
      .trim()
      .split(/\s+/)
      .filter(word => word !== ''),
    recipe,
  }));
}

/** The first target is what plain `make` builds, unless it is a chore such as `help`. */
function goalOf(text: string, rules: readonly Rule[]): string | undefined {
  const targets = rules
    .flatMap(rule => rule.targets)
    .filter(target => !target.startsWith('.') && !target.includes('%'));
  const first = setGoal(text) ?? targets[0];
  if (first === undefined) return undefined;
  if (!CHORES.test(first)) return 'default';
  return (
    GOALS.find(goal => targets.includes(goal)) ??
    targets.find(target => /\.(?:pdf|html|docx)$/.test(target) && !target.includes('$'))
  );
}

function variablesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^([A-Za-z_][\w-]*)\s*(?::|\?|\+)?=\s*([^\n#]*)/gm)].map(
      ([, name = '', value = '']) => [name, value.trim()],
    ),
  );
}

/** A target with its variables put in, as one word or more. */
function expand(
  target: string,
  variables: ReadonlyMap<string, string>,
  depth = 0,
): readonly string[] {
  if (depth > 5 || !/\$[({]/.test(target)) return target.split(/\s+/).filter(word => word !== '');
  const put = target.replace(/\$[({]([\w-]+)[)}]/g, (whole, name) => variables.get(name) ?? whole);
  return put === target ? [target] : expand(put, variables, depth + 1);
}

function programsOf(text: string): readonly string[] {
  const known = [
    'Rscript',
    'julia',
    'latexmk',
    'pdflatex',
    'xelatex',
    'lualatex',
    'pandoc',
    'quarto',
  ];
  const recipes = [...text.matchAll(/^\t[^\n]*/gm)].map(([line]) => line).join('\n');
  return known.filter(program => new RegExp(`\\b${program}\\b`).test(recipes));
}

/** A Makefile names a file by its name, or by a pattern of its folder or ending. */
function names(text: string, file: string): boolean {
  const [base, stem] = [baseOf(file), baseOf(withoutExtension(file))];
  if (namesWord(text, base)) return true;
  if (/\.(?:tex|ltx|md|qmd|rmd|rnw)$/i.test(base)) {
    const builds =
      /\b(?:latexmk|pdflatex|xelatex|lualatex|tectonic|pandoc|quarto)\b|\$\((?:LATEX|PDFLATEX|LATEXMK|XELATEX|PANDOC)/.test(
        text,
      );
    return (
      builds &&
      (new RegExp(`(?<![\\w.-])${escapeRegExp(stem)}(?:\\.pdf|(?![\\w.-]))`).test(text) ||
        /[%*]\.(?:tex|md|qmd|rmd|rnw|pdf)/i.test(text))
    );
  }
  const folder = baseOf(folderOf(file));
  const ending = base.slice(base.lastIndexOf('.') + 1);
  return new RegExp(
    `${folder === '' ? '' : `(?<![\\w-])${escapeRegExp(folder)}/[\\w./-]*`}[%*]\\.${ending}\\b`,
  ).test(text);
}
