/**
 * One number for one thing: the numbers of a report, read back from its documents and compared with what
 * `run.json` and the history say. It knows nothing of how the report is made.
 */
import type { Judgement } from '../../src/record/comparison.ts';
import type { RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { stageName } from '../../src/record/status.ts';
import {
  CHANGE,
  changeOf,
  covers,
  DURATION,
  htmlTable,
  markdownTable,
  middleOf,
  msOf,
  type Row,
  readable,
  terminalTable,
} from './shown-numbers.ts';
import { untraced } from './traced-numbers.ts';

/** A report, as its files and the terminal show it. */
export interface ShownReport {
  readonly record: RunRecord;
  /** Empty where it is not known: then medians are those of the record. */
  readonly history: readonly RunRecord[];
  readonly comment: string;
  readonly summary: string;
  readonly html: string;
  readonly terminal?: string;
}

/** What contradicts the record, the history or another document; empty where nothing does. */
export function inconsistencies(report: ShownReport): readonly string[] {
  const { record, history, comment, terminal } = report;
  // Trends are of runs that cannot be looked up where the history is not at hand.
  const [summary, html] =
    history.length > 0
      ? [report.summary, report.html]
      : [
          report.summary.replace(/\*\*Trend\*\*[\s\S]*?(?=\n<details>|$)/, ''),
          report.html.replace(/<section aria-labelledby="trends">[\s\S]*?<\/section>/, ''),
        ];
  const documents: readonly Shown[] = [
    markdown('comment', comment),
    markdown('summary', summary),
    {
      name: 'html',
      headline: oneSpaced(readable(/<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '')),
      rows: htmlTable(html, 'stages'),
      isDigest: false,
      metrics: new Map(
        [...html.matchAll(/<dt>([^<]*)<\/dt><dd>([\s\S]*?)<\/dd>/g)].map(
          ([, label = '', value = '']) => [label, readable(value.replace(/<small>/g, ' ('))],
        ),
      ),
      text: readable(
        html
          .replace(/<(style|script|svg|pre)[\s\S]*?<\/\1>/g, '')
          .replace(/<\/(?!bdi|strong|code)\w+>|<small>/g, '\n'),
      ),
      prose: proseOf(html),
      isWhole: true,
    },
    ...(terminal === undefined ? [] : [inTerminal(terminal)]),
  ];
  return [
    ...againstHistory(report),
    ...headlineFaults(record, documents),
    ...documents.flatMap(shown => [
      ...rowFaults(record, shown),
      ...metricFaults(record, shown),
      ...sentenceFaults(record, shown),
      ...repeatedSentences(record, shown),
      ...untraced(report, shown.text)
        .map(number => `a number from nowhere: ${number}`)
        .map(of(shown)),
    ]),
    ...timelineFaults(record, summary),
  ];
}

/** A document, taken apart. */
interface Shown {
  readonly name: string;
  readonly headline: string;
  readonly rows: readonly Row[];
  /** Whether a stage may be in a line with others instead of having a row, and rows may be in any order. */
  readonly isDigest: boolean;
  readonly metrics: Row;
  readonly text: string;
  /** What is not in tables, a paragraph or an item (`- `) a line. */
  readonly prose: string;
  /** Whether nothing was left out for its size. */
  readonly isWhole: boolean;
}

const of =
  ({ name }: Pick<Shown, 'name'>) =>
  (fault: string): string =>
    `${name}: ${fault}`;

function oneSpaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function markdown(name: string, document: string): Shown {
  const metrics = markdownTable(document, 'Performance Metrics');
  return {
    name,
    headline: oneSpaced(readable(headlineOf(document)).replace(/^#+ (?:[✅❌⏳]|⚠️)? ?/u, '')),
    rows: markdownTable(document, 'Stage'),
    isDigest: true,
    metrics: new Map(metrics.map(row => [row.get('Performance Metrics') ?? '', row.get('') ?? ''])),
    text: readable(document.replace(/(`{3,})\w*\n[\s\S]*?\n\1/g, '')),
    prose: readable(document.replace(/(`{3,})\w*\n[\s\S]*?\n\1|^\|.*$/gm, '')),
    isWhole: !/Left out to stay|All else is left out/.test(document),
  };
}

/** The first heading; of a job with a name of its own, the one below that. */
function headlineOf(document: string): string {
  const headings = document.split('\n').filter(line => line.startsWith('#'));
  const isSigned = (line: string) => /^#+ (?:[✅❌⏳]|⚠️)/u.test(line);
  return headings.find(isSigned) ?? document.split('\n')[0] ?? '';
}

function inTerminal(text: string): Shown {
  const verdict = text.split('\n\n').findLast(block => block.startsWith('▌')) ?? '';
  const metrics = [...text.matchAll(/^ {2}([A-Z][A-Za-z ]+): (.*)$/gm)];
  return {
    name: 'terminal',
    headline: oneSpaced(verdict.replace('▌', '')),
    rows: terminalTable(text, 'Stage'),
    isDigest: false,
    metrics: new Map(metrics.map(([, label = '', value = '']) => [label, value])),
    text: text.replace(/\n +(?! *-)/g, ' '),
    prose: '',
    isWhole: true,
  };
}

/** The record's own numbers, recomputed from the history that it names. */
function againstHistory({ record, history }: ShownReport): readonly string[] {
  const { comparison } = record;
  if (comparison === undefined) return [];
  const runs = (comparison.runs ?? []).map(({ id, attempt }) =>
    history.find(({ run }) => run.id === id && run.attempt === attempt),
  );
  const stageTime = (id: string) => (run: RunRecord) =>
    run.stages.find(stage => stage.id === id)?.durationMs;
  const { over } = comparison.total;
  const totalTime = (run: RunRecord) =>
    over?.kind === 'stage-times'
      ? over.stages.reduce((sum, id) => sum + (stageTime(id)(run) ?? Number.NaN), 0)
      : run.totalMs;
  const check = (
    name: string,
    judgement: Judgement,
    nowMs: number | undefined,
    timeOf: (run: RunRecord) => number | undefined,
  ) => {
    const { baseline, changePercent, measuredMs, evidence } = judgement;
    const faults: string[] = [];
    const members = baseline?.members;
    if (baseline !== undefined && members !== undefined) {
      if (members.length !== baseline.runs)
        faults.push(`${name} names ${members.length} runs and counts ${baseline.runs}`);
      const times = members.map(i => {
        const run = runs[i];
        return run === undefined ? undefined : timeOf(run);
      });
      const all = times.filter(time => time !== undefined);
      // Runs that the history has dropped since, and stages that had another id, cannot be looked up.
      if (all.length === members.length && !near(middleOf(all), baseline.medianMs)) {
        faults.push(
          `${name}: the median of its runs is ${middleOf(all)}, not ${baseline.medianMs}`,
        );
      }
    }
    const now = measuredMs ?? nowMs;
    if (baseline !== undefined && changePercent !== undefined && now !== undefined) {
      const plain = (Math.max(now, 1) / Math.max(baseline.medianMs, 1) - 1) * 100;
      if (Math.abs(plain - changePercent) > 0.011 && plain < 1e7)
        faults.push(
          `${name}: ${now} against ${baseline.medianMs} is ${plain} %, not ${changePercent} %`,
        );
    }
    if (
      judgement.verdict === 'not-enough-data' &&
      evidence !== undefined &&
      evidence.have >= evidence.needed
    ) {
      faults.push(`${name}: ${evidence.have} of ${evidence.needed} is enough`);
    }
    return faults;
  };
  return [
    ...comparison.stages.flatMap(judged =>
      check(
        judged.id,
        judged,
        record.stages.find(({ id }) => id === judged.id)?.durationMs,
        stageTime(judged.id),
      ),
    ),
    ...check('the total', comparison.total, record.totalMs, totalTime),
  ];
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
}

const STATES: Readonly<Record<string, string>> = {
  'timed-out': 'timed out',
  pending: 'unfinished',
  running: 'unfinished',
};
const VERDICTS: Readonly<Record<string, string>> = {
  'not-enough-data': 'not enough data',
  'not-comparable': 'not comparable',
};

/** One headline in every document, whose counts are those of the record and add up. */
function headlineFaults(record: RunRecord, documents: readonly Shown[]): readonly string[] {
  const [first] = documents;
  if (first === undefined) return [];
  const { headline } = first;
  const faults = documents
    .filter(shown => shown.headline !== headline)
    .map(shown => `${shown.name} says "${shown.headline}", ${first.name} "${headline}"`);
  const ran = record.stages.some(({ status }) => status !== 'skipped');
  if (!ran && /passed/.test(headline)) faults.push(`nothing ran, and it says "${headline}"`);
  const [, list] = /(?:^|[:;] )((?:\d+ (?:other )?stages? )[^:;]*)$/.exec(headline) ?? [];
  if (list === undefined || record.status === 'running') return faults;
  const counts = [...list.matchAll(/(\d+) (?:(?:other )?stages? )?([a-z][a-z ]*[a-z])(?=,|$)/g)];
  const words = wordsOf(
    record,
    !/passed|Nothing ran|Interrupted|failed/.test(headline.replace(list, '')) &&
      !/stages? passed/.test(list),
  );
  const sum = counts.reduce((total, [, count]) => total + Number(count), 0);
  for (const [, count, word = ''] of counts) {
    const found = words.filter(one => one === word).length;
    const isNamed = /other stage/.test(list) || record.status === 'failed';
    if (found !== Number(count) && !(isNamed && found > Number(count))) {
      faults.push(`the headline counts ${count} ${word}, the record has ${found}`);
    }
  }
  const stages = record.stages.filter(isCounted).length;
  const named = stages - sum;
  const culprits = record.stages.filter(
    ({ status, optional }) => !optional && (status === 'failed' || status === 'timed-out'),
  ).length;
  const expected = /other stage/.test(list) ? 1 : record.status === 'failed' ? culprits : 0;
  if (named !== expected) faults.push(`the headline counts ${sum} of ${stages} stages`);
  return faults;
}

/** Setups that did not have to run are no news. */
function isCounted({ setup }: StageRecord): boolean {
  return setup === undefined || setup.kind === 'command';
}

function wordsOf({ stages, comparison }: RunRecord, isJudged: boolean): readonly string[] {
  const judged = new Map((comparison?.stages ?? []).map(one => [one.id, one]));
  return stages.filter(isCounted).map(({ id, status }) => {
    const found = judged.get(id);
    if (!isJudged || found === undefined || found.verdict === 'not-measured')
      return STATES[status] ?? status;
    if (found.accepted !== undefined) return 'slower and accepted';
    return VERDICTS[found.verdict] ?? found.verdict;
  });
}

/** Every row beside its stage: time, change, baseline, share, verdict, what it saves; the last one is the run. */
function rowFaults(record: RunRecord, shown: Shown): readonly string[] {
  const { rows } = shown;
  if (!shown.isWhole) return [];
  const { comparison, stages, totalMs } = record;
  const isCompared = rows.some(row => row.has('Baseline') || row.has('Verdict'));
  const rowOf = (stage: StageRecord, i: number) =>
    shown.isDigest ? rows.find(row => isRowOf(row, stage)) : rows[i];
  const folded = stages.filter((stage, i) => rowOf(stage, i) === undefined);
  const faults = shown.isDigest
    ? [...foldFaults(record, folded, shown.text), ...orderFaults(record, rows)]
    : folded.map(({ id }) => `${id} has no row`);
  stages.forEach((stage, i) => {
    const row = rowOf(stage, i);
    if (row === undefined) return;
    const judgement = comparison?.stages.find(({ id }) => id === stage.id);
    const told = cellFaults(row, stage.durationMs, judgement, isCompared);
    const share = row.get('Share');
    if (share !== undefined && !isShare(share, stage, totalMs)) told.push(`share ${share}`);
    const saves = /saves (\S+(?: \d\ds)?)/.exec([...row.values()].join(' '))?.[1];
    if (saves !== undefined && !isTime(saves, stage.reuse?.savedMs)) told.push(`saves ${saves}`);
    faults.push(...told.map(fault => `${stage.id}: ${fault}`));
  });
  const last = rows[stages.length - (shown.isDigest ? folded.length : 0)];
  if (last !== undefined && comparison !== undefined) {
    faults.push(
      ...cellFaults(last, totalMs, comparison.total, true).map(fault => `total: ${fault}`),
    );
  }
  return faults.map(of(shown));
}

/** `✓ Setup Environment`, `⚠ Growth Analysis (bottleneck)`, and below it why it ran. */
function isRowOf(row: Row, stage: StageRecord): boolean {
  const name = stageName(stage);
  const cell = (row.get('Stage') ?? '').replace(/^\S+ /, '');
  if (!cell.startsWith(name)) return false;
  const more = cell.slice(name.length).trimStart();
  return more === '' || more.startsWith('(') || more.startsWith('ran because');
}

const FOLD =
  /^(\d+) (unchanged|reused|passed|restored(?: in [^:]+)?|set up already|not selected|skipped on request|skipped because .*? (?:failed|did not run|was interrupted))(?:, saved ([^:]+))?: (.*?) *$/gm;

/** What has no row is in the line of its kind, which counts it. */
function foldFaults(
  record: RunRecord,
  folded: readonly StageRecord[],
  text: string,
): readonly string[] {
  const lines = [...text.matchAll(FOLD)];
  const skips = (kind = ''): boolean => kind.startsWith('skipped') || kind === 'not selected';
  const faults: string[] = [];
  for (const kind of ['unchanged', 'reused', 'passed', 'restored', 'set up already']) {
    const expected = folded.filter(stage => foldOf(record, stage) === kind);
    const found = lines.find(
      ([, , word = '']) => word.replace(/^restored in .*/, 'restored') === kind,
    );
    const [, count = '0', , saved, names = ''] = found ?? [];
    if (Number(count) !== expected.length) faults.push(`${count} ${kind}, not ${expected.length}`);
    const first = expected[0] === undefined ? '' : stageName(expected[0]);
    if (!names.startsWith(first)) faults.push(`${kind}: ${names}, not ${first}`);
    const savedMs = expected.reduce((sum, { reuse }) => sum + (reuse?.savedMs ?? 0), 0);
    if (saved !== undefined && !isTime(saved, savedMs))
      faults.push(`saved ${saved}, not ${savedMs}`);
    if (kind === 'reused' && expected.length > 0 && saved === undefined)
      faults.push('what reuse saved is not said');
  }
  const skipped = folded.filter(stage => foldOf(record, stage) === 'skipped');
  const said = lines.filter(([, , kind]) => skips(kind));
  const sum = said.reduce((all, [, count]) => all + Number(count), 0);
  if (sum !== skipped.length) faults.push(`${sum} skipped for others, not ${skipped.length}`);
  for (const [, , kind = ''] of said) {
    const name = /because (.*) failed$/.exec(kind)?.[1];
    if (name !== undefined && !record.stages.some(one => stageName(one) === name && isFailed(one)))
      faults.push(`${kind}: it did not fail`);
  }
  const missing = folded.filter(stage => foldOf(record, stage) === undefined);
  if (missing.length > 0) faults.push(`rows are missing: ${missing.length}`);
  return faults;
}

const SKIPPED_FOR_ANOTHER = new Set(['needs', 'not-started-after', 'interrupted', 'left-out']);

/** The line that a stage without a row has to be in. */
function foldOf({ status: run, comparison }: RunRecord, stage: StageRecord): string | undefined {
  const { id, status, reason, setup } = stage;
  if (setup !== undefined && setup.kind !== 'command') {
    return setup.kind === 'found' ? 'set up already' : 'restored';
  }
  if (status === 'reused') return 'reused';
  if (status === 'skipped') {
    return SKIPPED_FOR_ANOTHER.has(reason?.kind ?? '') ? 'skipped' : undefined;
  }
  if (comparison?.stages.find(one => one.id === id)?.verdict === 'unchanged') return 'unchanged';
  return run === 'failed' && status === 'passed' ? 'passed' : undefined;
}

function isFailed({ status }: StageRecord): boolean {
  return status === 'failed' || status === 'timed-out';
}

/** A stage that failed or regressed has nothing above it that did not. */
function orderFaults({ stages, comparison }: RunRecord, rows: readonly Row[]): readonly string[] {
  const isCulprit = (row: Row) => {
    const stage = stages.find(one => isRowOf(row, one));
    const judged = comparison?.stages.find(({ id }) => id === stage?.id);
    const hasFailed = stage !== undefined && isFailed(stage);
    return hasFailed || judged?.verdict === 'regressed' || judged?.verdict === 'suspected';
  };
  const culprits = rows.filter(isCulprit).length;
  return rows.slice(0, culprits).every(isCulprit) ? [] : ['a culprit is not at the top'];
}

function cellFaults(
  row: Row,
  durationMs: number | undefined,
  judgement: Judgement | undefined,
  isCompared: boolean,
): string[] {
  const faults: string[] = [];
  const cell = `${row.get('Now') ?? row.get('Duration') ?? row.get('Time') ?? ''} ${row.get('Again') ?? ''}`;
  const [now, again] = cell.match(new RegExp(DURATION, 'g')) ?? [];
  if ((now === undefined) !== (durationMs === undefined)) faults.push(`time "${cell}"`);
  if (now !== undefined && !isTime(now, durationMs)) faults.push(`time ${now}, not ${durationMs}`);
  if (again !== undefined && !isTime(again, judgement?.measuredMs))
    faults.push(`time ${again} again`);
  if (!isCompared) return faults;
  const change = CHANGE.exec(row.get('Change') ?? '')?.[0];
  const percent = judgement?.changePercent;
  // A terminal cuts what is wider than its column.
  if (row.get('Change')?.endsWith('…')) return faults;
  if (row.has('Change') && (change === undefined) !== (percent === undefined))
    faults.push(`change ${change}, not ${percent}`);
  if (change !== undefined && percent !== undefined && !isChange(change, percent))
    faults.push(`change ${change}, not ${percent}`);
  const baseline = DURATION.exec(row.get('Baseline') ?? '')?.[0];
  const medianMs = judgement?.baseline?.medianMs;
  if (row.has('Baseline') && (baseline === undefined) !== (medianMs === undefined))
    faults.push(`baseline ${baseline}, not ${medianMs}`);
  if (baseline !== undefined && !isTime(baseline, medianMs))
    faults.push(`baseline ${baseline}, not ${medianMs}`);
  faults.push(...agreementFaults(again ?? now, baseline, change));
  const verdict = judgement?.verdict.replaceAll('-', ' ');
  const word = judgement?.accepted !== undefined ? 'accepted slowdown' : verdict;
  const said = row.get('Verdict');
  if (said !== undefined && word !== undefined && word !== 'not measured' && !said.includes(word))
    faults.push(`verdict "${said}", not ${word}`);
  return faults;
}

/** From a second on the shown change is that of the shown times, give or take two points in a hundred. */
function agreementFaults(
  now: string | undefined,
  baseline: string | undefined,
  change: string | undefined,
): readonly string[] {
  const middle = (text: string | undefined): number => {
    const span = text === undefined ? undefined : msOf(text);
    return span === undefined ? Number.NaN : (span.low + span.high) / 2;
  };
  const [a, b, shown] = [middle(baseline), middle(now), changeOf(change ?? '')];
  if (shown === undefined || Number.isNaN(a + b) || Math.min(a, b) < 1000) return [];
  const plain = (b / a - 1) * 100;
  const room = 0.5 + (b / a) * 2;
  return covers({ low: shown.low - room, high: shown.high + room }, plain)
    ? []
    : [`${baseline} to ${now} is ${plain.toFixed(1)} %, and ${change} is shown`];
}

function isTime(text: string, ms: number | undefined): boolean {
  const span = msOf(text);
  return ms !== undefined && span !== undefined && covers(span, ms);
}

function isChange(text: string, percent: number): boolean {
  const span = changeOf(text);
  return span !== undefined && covers(span, percent);
}

const EXECUTED = new Set(['passed', 'failed', 'timed-out']);

function isShare(text: string, { status, durationMs }: StageRecord, totalMs: number): boolean {
  const share = /^(?:<\s*)?\d+ %/.exec(text)?.[0];
  if (share === undefined) return durationMs === undefined || !EXECUTED.has(status);
  const percent = totalMs > 0 ? ((durationMs ?? 0) / totalMs) * 100 : 0;
  return share.startsWith('<') ? percent < 0.5 : isChange(share, percent);
}

function metricFaults(record: RunRecord, shown: Shown): readonly string[] {
  const { metrics } = shown;
  const times = record.stages.flatMap(({ status, durationMs }) =>
    EXECUTED.has(status) && durationMs !== undefined ? [durationMs] : [],
  );
  const reused = record.stages.flatMap(({ status, reuse }) =>
    status === 'reused' && reuse !== undefined ? [reuse.savedMs] : [],
  );
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const expected: Readonly<Record<string, readonly [number, number?]>> = {
    'Total Execution Time': [record.totalMs],
    'Average Stage Time': [sum(times) / times.length, times.length],
    'Slowest Stage': [Math.max(...times)],
    'Fastest Stage': [Math.min(...times)],
    'Saved by Reuse': [sum(reused), reused.length],
  };
  const faults = Object.entries(expected).flatMap(([label, [ms, count]]) => {
    const text = metrics.get(label);
    if (text === undefined) return [];
    const shownTimes = text.match(new RegExp(DURATION, 'g')) ?? [];
    const counts = [/(\d+) (?:executed|reused) stage/.exec(text)?.[1]].flatMap(found =>
      found === undefined ? [] : [Number(found)],
    );
    const isRight =
      shownTimes.some(time => isTime(time, ms)) && counts.every(found => found === count);
    return isRight ? [] : [`${label} "${text}", not ${ms}`];
  });
  return faults.map(of(shown));
}

/** The run-wide factor once; how many runs the history has. */
function sentenceFaults(record: RunRecord, shown: Shown): readonly string[] {
  const { comparison, baseline } = record;
  const factors = [
    ...shown.text.matchAll(/(\d+ %|< 1 %)\s+(slower|faster)\s+than\s+its\s+history/g),
  ];
  const faults = factors.length > 1 ? ['the run-wide factor is said twice'] : [];
  for (const [, percent = '', word] of factors) {
    const factor = (comparison?.runFactorPercent ?? Number.NaN) * (word === 'faster' ? -1 : 1);
    if (!percent.startsWith('<') && !isChange(percent, factor))
      faults.push(`the factor ${percent}, not ${factor}`);
  }
  if (/No baseline yet/.test(shown.text) && baseline?.runs !== 0)
    faults.push('it says that there is no baseline yet');
  if (/No baseline yet/.test(shown.text) && baseline?.unreadable === true)
    faults.push('what cannot be read is called missing');
  for (const [, runs] of shown.text.matchAll(/History: (\d+) runs?/g)) {
    if (Number(runs) !== baseline?.runs)
      faults.push(`a history of ${runs} runs, not ${baseline?.runs}`);
  }
  return faults.map(of(shown));
}

/** The words of a page, without tables, drawings and code. */
function proseOf(html: string): string {
  const body = html.replace(/<(style|script|svg|pre|table|nav|head|figure)[\s\S]*?<\/\1>/g, '');
  const lines = body
    .replace(/\n/g, ' ')
    .replace(/<wbr>/g, '')
    .replace(/<(?:li|h1)\b[^>]*>/g, '\n- ')
    .replace(/<\/?(?!bdi|strong|code|span|a\b|i\b)\w+[^>]*>/g, '\n');
  return readable(lines);
}

/** Words of a sentence that is long enough to be noticed when it comes again. */
const MANY_WORDS = 5;

/** Nothing is said twice outside of tables and code. */
function repeatedSentences({ stages }: RunRecord, shown: Shown): readonly string[] {
  // A name may be as long as a sentence, and stand wherever its stage does.
  const names = stages.map(stageName).sort((a, b) => b.length - a.length);
  const prose = names.reduce((text, name, i) => text.replaceAll(name, `stage-${i}`), shown.prose);
  const sentences = sentencesOf(prose.split('\n'));
  const twice = sentences.filter((sentence, i) => sentences.indexOf(sentence) < i);
  return twice.map(sentence => `said twice: ${sentence}`).map(of(shown));
}

const ENDS = /(?<=[.!?]) +(?=[A-Z])/;
const ENDS_OR_CAUSES = /(?<=[.!?:]) +(?=[A-Z])/;

function sentencesOf(lines: readonly string[]): readonly string[] {
  return (
    lines
      // The headline and two facts of a list may have one cause, which stands behind a colon.
      .flatMap(line => line.split(/^\s*(?:-|#+) /.test(line) ? ENDS : ENDS_OR_CAUSES))
      .map(sentence => oneSpaced(sentence.replace(/^[-#>\s]+/, '')))
      // What ends with a colon is about what follows; of two stages a clause or a change may be the same.
      .filter(sentence => !sentence.endsWith(':') && !/^(?:[a-z±+−]|Baseline: )/.test(sentence))
      .filter(sentence => sentence.split(' ').length >= MANY_WORDS)
  );
}

/** The diagram draws the times of the record, and those of baselines where it says so. */
function timelineFaults(
  { stages, totalMs, comparison, wholeJob }: RunRecord,
  summary: string,
): readonly string[] {
  const task = /^ {2}(.*) :(?:crit, |done, |active, )?[\d-]+ [\d:.]+, (\d+)ms$/gm;
  const tasks = [...summary.matchAll(task)].map(([, name = '', ms]) => ({ name, ms: Number(ms) }));
  const steps = wholeJob?.steps.map(({ durationMs }) => Math.round(durationMs)) ?? [];
  const isStep = (name: string) => name.startsWith('· ');
  const drawn = tasks.filter(({ name }) => name !== 'before' && !isStep(name)).map(({ ms }) => ms);
  const strange = tasks.filter(({ name, ms }) => isStep(name) && !steps.includes(ms));
  const before = tasks.filter(({ name }) => name === 'before').map(({ ms }) => ms);
  const medians = (comparison?.stages ?? []).map(({ baseline }) => baseline?.medianMs ?? -1);
  const lengths = stages.flatMap(({ status, durationMs, startMs = 0 }) => {
    const ms = status === 'running' ? totalMs - startMs : durationMs;
    return ms === undefined ? [] : [Math.max(1, Math.round(ms))];
  });
  return [
    ...strange.map(({ ms }) => ms),
    ...drawn.filter(ms => !lengths.includes(ms)),
    ...before.filter(ms => !medians.some(median => Math.abs(Math.max(1, median) - ms) <= 0.5)),
  ].map(ms => `the diagram draws ${ms} ms`);
}
