/** What is wrong with a stage's evidence, in words. */
import { formatOf } from '../../../evidence/formats.ts';
import type { Format } from '../../../evidence/port/parser.ts';
import type { TestNumbers } from '../../../record/evidence.ts';
import type { EvidenceProblem } from '../../../record/facts/stage/evidence-problem.ts';
import { counted, listWords } from '../../../record/text.ts';
import { formatBytes, formatDuration } from '../../../record/units.ts';

/** A clause that names the file, what is lost by it, and why; or what a document was made without. */
export function evidenceProblemText({
  source,
  path = 'its output',
  problem,
}: EvidenceProblem): string {
  if (problem.kind === 'lacks-files') return lacksWords(problem);
  // A later version may have written it, with a format that this one does not know.
  const format: Known = formatOf(source) ?? { name: source };
  const why = problemWords(problem, format);
  switch (problem.kind) {
    case 'torn':
    case 'incomplete':
      return `tests may be missing from ${path}: ${why}`;
    case 'times-left-out':
      return `times left out from ${path}: ${why}`;
    default:
      return `${format.gives === 'tests' ? 'no test times from' : 'nothing of'} ${path}: ${why}`;
  }
}

/** `2 times of up to 152331h are longer than their stage`, `one is no time`. */
export function leftOutWords({ tooLong, longestMs, unreadable }: TimesLeftOut): string {
  const [times, are] = tooLong === 1 ? ['1 time', 'is'] : [`${tooLong} times`, 'are'];
  return [
    ...(tooLong === 0
      ? []
      : [`${times} of up to ${formatDuration(longestMs)} ${are} longer than the stage took`]),
    ...(unreadable === 0 ? [] : [`${counted(unreadable, 'time')} cannot be read as a number`]),
  ].join(', ');
}

type TimesLeftOut = NonNullable<TestNumbers['timesLeftOut']>;

/** What is wrong with a file, not with what it tells of. */
type Faulty = Exclude<EvidenceProblem['problem'], { kind: 'lacks-files' }>;
type Known = Partial<Format> & Pick<Format, 'name'>;

function problemWords(problem: Faulty, { name, remedy, times }: Known): string {
  const withRemedy = (fault: string) => (remedy === undefined ? fault : `${fault}: ${remedy}`);
  switch (problem.kind) {
    case 'missing':
      return withRemedy('there is no such file');
    case 'stale':
      return withRemedy('an earlier run wrote it');
    case 'no-file':
      return problem.what === 'folder' ? 'it is a folder' : 'it is not a regular file';
    case 'empty':
      return 'the file is empty';
    case 'too-large':
      return `it is larger than ${formatBytes(problem.limitBytes)}`;
    case 'system':
      return problem.message;
    case 'other-format':
      return withRemedy(`it is not ${name}`);
    case 'beyond-bounds':
      return boundWords(problem, name);
    case 'incomplete':
      return incompleteWords(problem);
    case 'times-left-out': {
      const unit = problem.times.tooLong === 0 || times === undefined ? '' : `; ${times}`;
      return `${leftOutWords(problem.times)} (${formatDuration(problem.stageMs)})${unit}`;
    }
    case 'other-root':
      return `it is not ${name}: its root is \`${problem.root}\``;
    case 'two-roots':
      return `line ${problem.line}: a second document begins there: let every command write a file of its own`;
    case 'torn':
      return `line ${problem.line}, column ${problem.column}: \`${problem.element}\` is not closed; what could be read counts`;
  }
}

type Problem<K> = Extract<EvidenceProblem['problem'], { kind: K }>;

function boundWords({ what, limit }: Problem<'beyond-bounds'>, name: string): string {
  switch (what) {
    case 'depth':
      return `it is nested deeper than ${limit} levels, as no ${name} is`;
    case 'attributes':
      return `an element has more than ${limit} attributes, as none of ${name} has`;
    case 'tests':
      return `it holds more than ${limit} tests`;
  }
}

/** Files that are named; the others are counted. */
const MOST_FILES = 4;

/** `chapters/intro.tex was not found, so the PDF lacks it`. */
function lacksWords({ files, more = 0 }: Problem<'lacks-files'>): string {
  const unnamed = Array.from({ length: more }, () => '');
  const [were, them] = files.length + more === 1 ? ['was', 'it'] : ['were', 'them'];
  return `${listWords([...files, ...unnamed], MOST_FILES)} ${were} not found, so the PDF lacks ${them}`;
}

/** `it breaks off after 3 of 10 tests (out of disk); what could be read counts`. */
function incompleteWords({ found, planned, said }: Problem<'incomplete'>): string {
  const tests =
    planned === undefined ? counted(found, 'test') : `${found} of ${counted(planned, 'test')}`;
  return `it breaks off after ${tests}${said === undefined ? '' : ` (${said})`}; what could be read counts`;
}
