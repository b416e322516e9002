/** All words of detection: what was found, what was left out and why, what a reader should check. */

import { nearest } from '../../util/nearest.ts';
import { code, type DefinitionProblem, inReadingOrder, START } from '../document/problems.ts';
import type { Found, LeftOut, Note, Refusal, Summary, Unseen } from './model/found.ts';

/** What a definition was made from: `pytest (tests/), latexmk (paper/main.tex)`. */
export function whatWasFound({ summaries }: Found): string {
  return summaries.map(summaryWords).join(', ');
}

function summaryWords(summary: Summary): string {
  switch (summary.kind) {
    case 'template': {
      const project = summary.project === undefined ? '' : ` for the project ${summary.project}`;
      return `${count(summary.stages, 'stage')} of ${summary.file}${project}`;
    }
    case 'workflow':
      return `${summary.tool} (${summary.file})`;
    case 'numbered':
      return `${count(summary.scripts, 'numbered script')} in ${summary.folder || '.'}/`;
    case 'scripts':
      return `${count(summary.files.length, 'script')} (${summary.files.slice(0, 3).join(', ')}${summary.files.length > 3 ? ', …' : ''})`;
    case 'tests':
      return `pytest (${summary.from})`;
    case 'document':
      return `${summary.tool} (${summary.file})`;
  }
}

/** The file or folder that tells most of a definition. */
export function mainSource({ summaries }: Found): string {
  const [first] = summaries;
  switch (first?.kind) {
    case undefined:
      return '.';
    case 'template':
    case 'workflow':
    case 'document':
      return first.file;
    case 'numbered':
      return `${first.folder || '.'}/`;
    case 'scripts':
      return first.files[0] ?? '.';
    case 'tests':
      return first.from;
  }
}

/** The first lines of a definition: what it was made from, what to check, what was left out. */
export function headLines(
  found: Found,
  notes: ReadonlyMap<string, readonly Note[]>,
): readonly string[] {
  return [
    `Made by \`stagetime init\` from ${whatWasFound(found)}.`,
    ...checkLines(notes),
    ...leftOutLines(found.leftOut),
  ];
}

/** A line for each thing that was seen and left out; one for all that the same thing runs. */
export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const covered = new Map<string, string[]>();
  for (const one of leftOut) {
    if (one.kind !== 'covered') continue;
    const known = covered.get(one.by);
    if (known === undefined) covered.set(one.by, [one.what]);
    else if (!known.includes(one.what)) known.push(one.what);
  }
  const lacking = leftOut.flatMap(one => (one.kind === 'no-arguments' ? [one.file] : []));
  const rest = leftOut.filter(isAlone);
  return [
    ...[...covered].map(
      ([by, what]) =>
        `Left out: ${shortList(what)} (${by} runs ${what.length === 1 ? 'it' : 'them'}).`,
    ),
    ...(lacking.length === 0
      ? []
      : [`Left out: ${shortList(lacking)} (needs arguments, and the README gives none).`]),
    ...rest.map(one => `Left out: ${leftOutWords(one)}.`),
  ];
}

/** One line for each kind of thing to check, with the stages that it is about. */
function checkLines(notes: ReadonlyMap<string, readonly Note[]>): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const [stage, own] of notes) {
    for (const note of own) {
      const words = noteWords(note);
      const stages = lines.get(words);
      if (stages === undefined) lines.set(words, [stage]);
      else if (!stages.includes(stage)) stages.push(stage);
    }
  }
  return [...lines].map(([words, stages]) => `${shortList(stages)}: ${words}`);
}

const MOST_NAMES = 8;
const MOST_ABSENT = 2;

function shortList(names: readonly string[], most = MOST_NAMES): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

function noteWords(note: Note): string {
  switch (note.kind) {
    case 'from-source':
      return 'check `inputs` and `outputs`; they are what the text of the script names, and it may read or write more.';
    case 'inputs-from-contract':
      return "`inputs` and `outputs` are what the template's contracts promise, with the script and what it imports.";
    case 'engine-from-rc':
      return `${note.file} chooses the engine.`;
    case 'wide-inputs':
      return `any file of the project counts as an input, since only ${note.tool} knows which it reads; name them in \`inputs\` to run it less often.`;
    case 'missing-figure':
      return `${note.file} is not there, and no stage makes it.`;
    case 'needs-arguments':
      return 'needs arguments: write them behind the script in `run`.';
    case 'looks-at-machine':
      return 'looks at the machine, which no input tells about, so it runs every time.';
    case 'always-runs':
      return 'runs every time, because its outputs could not be seen; name `inputs` and `outputs`, and it is reused.';
    case 'unseen':
      return `${UNSEEN[note.what]}, so it runs every time; name its \`inputs\`, and it is reused.`;
    case 'absent':
      return `reads ${shortList(note.files, MOST_ABSENT)}, which ${note.files.length === 1 ? 'is' : 'are'} not there and no stage makes, so it runs every time; name its \`inputs\`, and it is reused.`;
    case 'behind-unknown':
      return 'runs every time, because what the stages before it write could not be seen; name theirs and its `inputs`.';
    case 'shared-folder':
      return 'runs every time, because another stage writes the same files or folders; give each its own.';
    case 'dated':
      return 'prints `\\today`, which does not count as an input: a reused PDF keeps the day of the commit that made it; where the date matters, see "Dates" in docs/reuse.md.';
    case 'after-failure':
      return 'removes what latexmk remembers of a failure, which would keep the next run from building.';
  }
}

const UNSEEN: Readonly<Record<Unseen, string>> = {
  reads: 'reads something whose name `init` could not see',
  writes: 'writes something whose name `init` could not see',
  'takes-in': 'imports or starts something by a name that is computed',
};

/** What has a line of its own; of the others one line is about all that have the same reason. */
type Alone = Exclude<LeftOut, { kind: 'covered' | 'no-arguments' }>;

function isAlone(left: LeftOut): left is Alone {
  return left.kind !== 'covered' && left.kind !== 'no-arguments';
}

function leftOutWords(left: Alone): string {
  switch (left.kind) {
    case 'on-request':
      return `${short(left.stage)} (tag ${left.tag}: runs only when asked for)`;
    case 'method':
      return `${short(left.stage)} (a function of the project's own runner, not a script)`;
    case 'disabled':
      return `${short(left.stage)} (\`enabled\` is false)`;
    case 'keys':
      return `${left.keys.map(code).join(', ')} of ${short(left.stage)} (only the project's own runner knows what to do with ${left.keys.length === 1 ? 'it' : 'them'})`;
    case 'made':
      return `${left.file} (made from ${left.source})`;
    case 'split':
      return `${left.file} (the scripts that it runs are stages of their own here)`;
    case 'no-runner':
      return `${left.file} (no program is known that runs it: write a stage for it)`;
    case 'results':
      return `${left.folder}/ (${count(left.documents, 'document')} among results)`;
    case 'no-pipeline':
      return `${left.file} (its rules build neither figures nor a document)`;
    case 'housekeeping':
      return `${left.file} (by its name it is about the checkout, not about results)`;
    case 'aside':
      return `${left.file} (in a folder of examples or tests)`;
    case 'arguments':
      return `${left.file} (the README gives it arguments that have to be filled in)`;
    case 'unordered':
      return `${count(left.scripts, 'script')} in ${left.folder}/ (neither a number, a document's figure nor the README says when to run ${left.scripts === 1 ? 'it' : 'them'})`;
    case 'too-many':
      return `${left.what} after the first ${left.kept}`;
  }
}

function short(name: string): string {
  return name.slice(0, 80);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Why nothing was made, as problems with their places. */
export function refusalProblems(refusal: Refusal): readonly DefinitionProblem[] {
  if (refusal.kind === 'invalid') return inReadingOrder(refusal.file, refusal.problems);
  const { projects, asked } = refusal;
  const meant = asked === undefined ? undefined : nearest(asked, projects);
  const are =
    projects.length === 0
      ? 'there are no projects'
      : `there are: ${shortList(projects, MOST_PROJECTS)}`;
  const message =
    asked === undefined
      ? `one of ${count(projects.length, 'project')} has to be chosen; ${are}`
      : `there is no project ${code(asked)}; ${are}`;
  const example = meant ?? projects[0] ?? 'NAME';
  const remedy = `\`stagetime init --project ${example}\` writes the pipeline of one; with a file name behind it, several stand side by side`;
  return inReadingOrder('projects', [{ ...START, message, remedy }]);
}

const MOST_PROJECTS = 40;
