/** One stage as the report shows it. */
import { shareOf, type UsualTime } from '../../analysis/metrics.ts';
import type { Judgement } from '../../record/comparison.ts';
import type { RunRecord, StageRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { oneLine } from '../../record/text.ts';
import { formatBytes, formatDuration, formatSetting, formatShare } from '../../record/units.ts';
import { ranBecauseWords } from '../words/facts/difference.ts';
import { stageReasonWords } from '../words/facts/stage-reason.ts';
import { type StatusWords, savingWords, statusWords } from '../words/facts/status.ts';
import { TEMPERATURES } from '../words/verdict/stratum.ts';
import { isNotable, type JudgedTime, judgedTime } from './judged-time.ts';
import { type Quantity, quantity } from './quantity.ts';

const LONGEST_REASON = 300;

/** What was measured is there; what was not, is absent, and a renderer shows a dash for it. */
export interface StageRow {
  readonly id: string;
  readonly name: string;
  readonly status: StatusWords;
  /** The state's word, and of a reused stage what it saves: `reused, saves 12s`. */
  readonly statusText: string;
  /** Why it is not simply passed, in words. */
  readonly reason?: string;
  /** Remarkable things about it, in words: `bottleneck`, `over budget of 1m 30s`, `2 attempts`. */
  readonly marks: readonly string[];
  /** Whether it deserves a place where not all stages have one. */
  readonly notable: boolean;
  readonly critical: boolean;
  readonly overBudget: boolean;
  /** `ran because input fit.py changed (and 3 more)`; absent where it is the rule that it runs. */
  readonly ranBecause?: string;
  readonly bottleneck: boolean;
  readonly duration?: Quantity;
  readonly share?: Quantity;
  readonly cpu?: Quantity;
  readonly memory?: Quantity;
  readonly read?: Quantity;
  readonly written?: Quantity;
  readonly outputs?: Quantity;
  /** What a reused stage would have taken. */
  readonly saves?: Quantity;
  /** Of its caches: `warm`, `partly warm`, `cold`; absent where it uses none. */
  readonly cache?: string;
  /** Absent where nothing was compared. */
  readonly judged?: JudgedTime;
}

/** What the analysis says about the stages, by id. */
export interface StageMarks {
  readonly bottlenecks: ReadonlySet<string>;
  readonly critical: ReadonlySet<string>;
  readonly overruns: ReadonlySet<string>;
  readonly overUsual: ReadonlyMap<string, UsualTime>;
  /** The names of all stages of the run. */
  readonly nameOf: (id: string) => string;
}

const TOOLS: Readonly<Record<UsualTime['tool'], string>> = { latex: 'LaTeX', pytest: 'pytest' };

/** `over the usual 1m 30s of LaTeX`. */
export function overUsualWords({ tool, mostMs }: UsualTime): string {
  return `over the usual ${formatSetting(mostMs)} of ${TOOLS[tool]}`;
}

/** The reason the stage gives, as one line of visible text; empty where it gives none. */
export function stageReason({ reason }: StageRecord, nameOf?: (id: string) => string): string {
  return reason === undefined ? '' : oneLine(stageReasonWords(reason, nameOf), LONGEST_REASON);
}

/** Why the stage ran although its result might have been stored, as one line of visible text. */
function ranBecause({ ranBecause }: StageRecord): string | undefined {
  const words = ranBecause === undefined ? undefined : ranBecauseWords(ranBecause);
  return words === undefined ? undefined : oneLine(words, LONGEST_REASON);
}

/** How often the stage ran again on this commit to confirm a suspicion. */
function furtherRunsOf({ confirmations = [] }: StageRecord): number {
  return confirmations.filter(({ ref }) => ref === 'head').length;
}

/** What a comparison says of a stage's time. */
export function judgedStage(
  stage: StageRecord,
  judgement: Judgement,
  nameOf: (id: string) => string,
): JudgedTime {
  return judgedTime(judgement, {
    subject: 'stage',
    durationMs: stage.durationMs,
    furtherRuns: furtherRunsOf(stage),
    nameOf,
    stageReason: stageReason(stage, nameOf),
  });
}

/** Words and numbers of one stage. */
export function stageRow(
  stage: StageRecord,
  record: RunRecord,
  marks: StageMarks,
  judgement: Judgement | undefined,
): StageRow {
  const status = statusWords(stage);
  const saving = savingWords(stage);
  const reason = stageReason(stage, marks.nameOf);
  const cache = TEMPERATURES[stage.cacheState];
  const moved = judgement !== undefined && isNotable(judgement.verdict);
  const bottleneck = marks.bottlenecks.has(stage.id);
  const overrun = marks.overruns.has(stage.id);
  const usual = marks.overUsual.get(stage.id);
  const why = ranBecause(stage);
  return {
    id: stage.id,
    name: stageName(stage),
    status,
    statusText: saving === undefined ? status.word : `${status.word}, ${saving}`,
    ...(reason !== '' && { reason }),
    marks: [
      ...(bottleneck ? ['bottleneck'] : []),
      ...(overrun ? [`over budget of ${formatSetting(stage.budgetMs ?? 0)}`] : []),
      ...(usual === undefined ? [] : [overUsualWords(usual)]),
      ...(stage.attempts > 1 ? [`${stage.attempts} attempts`] : []),
    ],
    notable: bottleneck || overrun || moved || status.tone === 'bad' || status.tone === 'warn',
    critical: marks.critical.has(stage.id),
    overBudget: overrun,
    ...(why !== undefined && { ranBecause: why }),
    bottleneck,
    ...quantity('duration', stage.durationMs, formatDuration),
    ...quantity('share', shareOf(stage, record.totalMs), formatShare),
    ...quantity('cpu', stage.cpuMs, formatDuration),
    ...quantity('memory', stage.peakRssBytes, formatBytes),
    ...quantity('read', stage.readBytes, formatBytes),
    ...quantity('written', stage.writeBytes, formatBytes),
    ...quantity('outputs', stage.outputBytes, formatBytes),
    ...quantity('saves', saving === undefined ? undefined : stage.reuse?.savedMs, formatDuration),
    ...(cache !== '' && { cache }),
    ...(judgement !== undefined && { judged: judgedStage(stage, judgement, marks.nameOf) }),
  };
}
