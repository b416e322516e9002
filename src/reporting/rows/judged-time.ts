/** What a comparison says of one time, as the report shows it. */
import type { Evidence, Judgement, TotalJudgement, Verdict } from '../../record/comparison.ts';
import { counted, oneLine } from '../../record/text.ts';
import { formatChange, formatDuration, formatLimit } from '../../record/units.ts';
import type { StatusWords } from '../words/facts/status.ts';
import { adjustedWords, measuredWords } from '../words/verdict/change.ts';
import { type Judged, reasonWords } from '../words/verdict/reason.ts';
import { stratumParts } from '../words/verdict/stratum.ts';
import { type Quantity, quantity } from './quantity.ts';

const LONGEST_REASON = 400;

/** A judged time; numbers are there where a comparison was possible. */
export interface JudgedTime {
  readonly kind: Verdict;
  readonly verdict: StatusWords;
  /** Why, in a sentence: the change that decided where it is not the plain one, and what the verdict rests on. */
  readonly reason: string;
  /** Whether the reason belongs where the verdict is, because the numbers beside it do not explain it. */
  readonly explain: boolean;
  /** The median of the runs that the basis names. */
  readonly baseline?: Quantity;
  /** Plain: of the time that was measured, or of what `of` says, against the baseline. */
  readonly change?: Quantity;
  /** `51.3s when run again`: the time that the change is of, where it is not the time of the run. */
  readonly of?: string;
  /** That time alone. */
  readonly again?: Quantity;
  /** `+18 % without the run-wide factor`: the change that decided, where the plain one would not have. */
  readonly adjusted?: string;
  /** Where the change that the verdict rests on lies on the scale of what can be told from noise; see `band`. */
  readonly band?: string;
  /** The reason in a few words, for a table: `confirmed by 2 further runs`. */
  readonly brief?: string;
  /** `changes within ±10 % do not show`, `changes within ±1.10s do not show`. */
  readonly limit?: string;
  readonly basis?: Basis;
}

/** The part of the history that a time was compared with. */
export interface Basis {
  readonly runs: number;
  /** What they share with this one, in a few words each. */
  readonly shared: readonly string[];
  readonly ageDays: number;
}

const WORDS: Readonly<Record<Verdict, StatusWords>> = {
  regressed: { symbol: '⚠', word: 'regressed', tone: 'warn' },
  suspected: { symbol: '⚠', word: 'suspected', tone: 'warn' },
  improved: { symbol: '▼', word: 'improved', tone: 'good' },
  unchanged: { symbol: '=', word: 'unchanged', tone: 'quiet' },
  'not-enough-data': { symbol: '…', word: 'not enough data', tone: 'quiet' },
  'not-comparable': { symbol: '≠', word: 'not comparable', tone: 'quiet' },
  'not-measured': { symbol: '–', word: 'not measured', tone: 'quiet' },
};

/** A slowdown that is no alarm because somebody answered for it. */
const ACCEPTED: StatusWords = { symbol: '✓', word: 'accepted slowdown', tone: 'quiet' };

/** The verdicts that a reader should see first. */
export function isNotable(verdict: Verdict): boolean {
  return verdict === 'regressed' || verdict === 'suspected' || verdict === 'improved';
}

/** The word for a verdict. */
export function verdictWord(verdict: Verdict): string {
  return WORDS[verdict].word;
}

/** The time that is judged, and what it rests on besides the history. */
export interface TimeJudged extends Judged {
  readonly durationMs: number | undefined;
  /** Of this commit. */
  readonly furtherRuns: number;
}

/** Words and numbers of a judgement. */
export function judgedTime(
  judgement: Judgement & Pick<TotalJudgement, 'over'>,
  judged: TimeJudged,
): JudgedTime {
  const { subject, durationMs, furtherRuns, nameOf } = judged;
  const { verdict, baseline, changePercent, smallestDetectablePercent } = judgement;
  const judgedPercent = judgement.adjusted?.changePercent ?? changePercent;
  const of = durationMs === undefined ? undefined : measuredWords(durationMs, judgement, subject);
  const adjusted = judgement.adjusted?.decides === true ? adjustedWords(judgement) : undefined;
  const why = oneLine(reasonWords(judgement, judged), LONGEST_REASON);
  const least = smallestDetectablePercent;
  const isAccepted = judgement.accepted !== undefined;
  const limit = least === undefined ? undefined : limitWords(least, baseline?.medianMs);
  const sure = verdict === 'unchanged' ? limit : undefined;
  const brief = briefReason(judgement, furtherRuns) ?? sure;
  return {
    kind: verdict,
    verdict: isAccepted ? ACCEPTED : WORDS[verdict],
    reason: adjusted === undefined ? why : `${adjusted}; ${why}`,
    explain:
      isNotable(verdict) ||
      verdict === 'not-comparable' ||
      isAccepted ||
      furtherRuns > 0 ||
      of !== undefined ||
      adjusted !== undefined,
    ...quantity('baseline', baseline?.medianMs, formatDuration),
    ...quantity('change', changePercent, formatChange),
    ...(of !== undefined && { of, ...quantity('again', judgement.measuredMs, formatDuration) }),
    ...(adjusted !== undefined && { adjusted }),
    ...(judgedPercent !== undefined && least !== undefined && { band: band(judgedPercent, least) }),
    ...(brief !== undefined && { brief }),
    ...(limit !== undefined && { limit: `changes within ${limit} do not show` }),
    ...(baseline !== undefined && {
      basis: {
        runs: baseline.runs,
        shared: stratumParts(baseline.stratum, nameOf),
        ageDays: baseline.ageDays,
      },
    }),
  };
}

/** More percent than this are better said as a time: so are those of a stage of a fraction of a second. */
const MOST_PERCENT = 100;

function limitWords(percent: number, medianMs: number | undefined): string {
  if (percent < MOST_PERCENT || medianMs === undefined) {
    return `±${formatLimit(percent)}`;
  }
  return `±${formatDuration((medianMs * percent) / 100)}`;
}

function briefReason(
  { verdict, evidence, accepted }: Judgement,
  furtherRuns: number,
): string | undefined {
  if (accepted !== undefined) return 'see below';
  const further = counted(furtherRuns, 'further run');
  switch (verdict) {
    case 'suspected':
      return furtherRuns > 0 ? `not settled by ${further}` : 'in this run alone';
    case 'regressed':
      return furtherRuns > 0 ? `confirmed by ${further}` : undefined;
    case 'unchanged':
      return furtherRuns > 0 ? `not confirmed by ${further}` : undefined;
    case 'not-enough-data':
      return evidence === undefined ? undefined : evidenceWords(evidence);
    default:
      return undefined;
  }
}

/** `3 of 5 runs so far`. */
function evidenceWords({ of, have, needed }: Evidence): string {
  const runs = `${have} of ${counted(needed, 'run')}`;
  return of === 'cache-state' ? `${runs} with its caches in this state` : `${runs} so far`;
}

const EMPTY_BAND = [...'···├─┼─┤···'];
const MIDDLE = 5;
/** From the middle of the band to where a change can be told from noise. */
const REACH = 2;

/**
 * `···├─┼─┤··●`: the bracket spans the changes that cannot be told from noise, the dot is this run,
 * on a logarithmic scale; an arrow where it lies beyond the band.
 */
export function band(changePercent: number, leastPercent: number): string {
  const change = Math.log(Math.max(0.01, 1 + changePercent / 100));
  const least = Math.log(1 + Math.max(0.1, leastPercent) / 100);
  const at = MIDDLE + Math.round((change / least) * REACH);
  const cells = [...EMPTY_BAND];
  if (at < 0) cells[0] = '◀';
  else if (at >= cells.length) cells[cells.length - 1] = '▶';
  else cells[at] = '●';
  return cells.join('');
}
