/** The timeline as a mermaid gantt diagram, and a trend as an xychart. */

import { shorten } from '../../record/text.ts';
import { axisStepMs, type Timeline, type TimelineRow } from '../rows/timeline.ts';
import { type Trend, trendSpan } from '../rows/trends.ts';

/** What GitHub draws; a longer diagram is shown as an error. */
const LONGEST_DIAGRAM = 50_000;
const LONGEST_NAME = 50;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Characters with a meaning for mermaid's lexer or in what it draws, and ones that look alike. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ':': '∶',
  '#': '♯',
  '<': '‹',
  '>': '›',
  '"': '”',
  "'": '’',
  '`': '’',
  '\\': '∖',
  '{': '(',
  '}': ')',
};

/** What the diagram has one colour for beside those of the critical path: failures, else what got slower. */
export type Marked = 'failed' | 'slower';

/** What is marked in the diagram; undefined where nothing is. */
export function markedIn({ rows }: Timeline): Marked | undefined {
  return (['failed', 'slower'] as const).find(one => rows.some(({ mark }) => mark === one));
}

/**
 * The lines of the diagram: the culprits are `crit`, what is beside the critical path `done`, and below a stage whose
 * time moved is what it took before, `active`. Undefined where there is nothing to draw or GitHub would not draw it.
 */
export function ganttLines(timeline: Timeline): readonly string[] | undefined {
  if (timeline.rows.length === 0 || timeline.lengthMs >= 28 * DAY) return undefined;
  const { fromMs } = timeline;
  const lengthMs = timeline.lengthMs - fromMs;
  const marked = markedIn(timeline);
  const lines = [
    ganttLook(marked),
    'gantt',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${axisFormat(lengthMs)}`,
    `  tickInterval ${axisStepMs(lengthMs)}millisecond`,
    ...timeline.before.map(({ name, startMs, endMs }) =>
      task(`· ${ganttName(name)}`, 'done, ', startMs - fromMs, endMs - fromMs),
    ),
    ...timeline.rows.flatMap(row => tasks(row, marked, fromMs)),
  ];
  const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  return length > LONGEST_DIAGRAM ? undefined : lines;
}

/** A stage's name that mermaid takes for text; the status sign before it keeps keywords apart. */
export function ganttName(name: string): string {
  return shorten(
    name.replace(/[:#<>"'`\\{}]/g, sign => LOOK_ALIKES[sign] ?? '·'),
    LONGEST_NAME,
  );
}

function axisFormat(lengthMs: number): string {
  if (lengthMs >= HOUR) return '%H:%M';
  return axisStepMs(lengthMs) < 1000 ? '%S.%L' : '%M:%S';
}

const MARKS: Readonly<Record<Marked, string>> = { failed: '#c9372c', slower: '#b26a00' };

/** Quiet colours that are seen on light and dark ground, with the meanings of those of the HTML report. */
function ganttLook(marked: Marked = 'failed'): string {
  const themeVariables = {
    sectionBkgColor: 'transparent',
    altSectionBkgColor: 'transparent',
    taskBkgColor: '#43657e',
    taskBorderColor: '#43657e',
    taskTextColor: '#ffffff',
    taskTextDarkColor: '#6e7781',
    activeTaskBkgColor: 'transparent',
    activeTaskBorderColor: '#8c959f',
    critBkgColor: MARKS[marked],
    critBorderColor: MARKS[marked],
    doneTaskBkgColor: '#d5dce1',
    doneTaskBorderColor: '#8c959f',
    gridColor: '#8c959f',
  };
  return `%%{init: ${JSON.stringify({ themeVariables })}}%%`;
}

/** Small; no labels for runs, which would be fractions; a line that is seen on light and dark ground. */
const CHART_LOOK = `%%{init: ${JSON.stringify({
  xyChart: { width: 640, height: 220, xAxis: { showLabel: false, showTick: false } },
  themeVariables: { xyChart: { plotColorPalette: '#2f81f7', backgroundColor: 'transparent' } },
})}}%%`;

/** The lines of a trend's diagram: seconds, run after run. Numbers only. */
export function trendLines({ durationsMs }: Trend): readonly string[] {
  const [low, high] = trendSpan(durationsMs);
  return [
    CHART_LOOK,
    'xychart-beta',
    `  x-axis ${1 - durationsMs.length} --> 0`,
    `  y-axis ${seconds(low * 0.9)} --> ${seconds(Math.max(high, 1) * 1.05)}`,
    `  line [${durationsMs.map(seconds).join(', ')}]`,
  ];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

/** The diagram's clock begins with the job, where that is known. */
function tasks(placed: TimelineRow, marked: Marked | undefined, fromMs: number): readonly string[] {
  const { row, mark, beforeEndMs } = placed;
  const [startMs, endMs] = [placed.startMs - fromMs, placed.endMs - fromMs];
  const plain = row.critical ? '' : 'done, ';
  const tag = mark !== undefined && mark === marked ? 'crit, ' : plain;
  const name = `${row.status.symbol} ${ganttName(row.name)}`;
  const now = task(name, tag, startMs, endMs);
  return beforeEndMs === undefined
    ? [now]
    : [now, task('before', 'active, ', startMs, beforeEndMs - fromMs)];
}

function task(name: string, tag: string, startMs: number, endMs: number): string {
  const length = Math.max(1, Math.round(endMs - startMs));
  return `  ${name} :${tag}${clock(startMs)}, ${length}ms`;
}

/** A date on which local time has no gap, because mermaid reads and draws local time. */
function clock(ms: number): string {
  const date = new Date(Date.UTC(2001, 0, 1) + Math.round(ms));
  return date.toISOString().replace('T', ' ').replace('Z', '');
}
