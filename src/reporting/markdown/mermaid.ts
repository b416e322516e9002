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

/**
 * The lines of the diagram, the critical path marked `crit`. Undefined where there is nothing to
 * draw or GitHub would not draw it.
 */
export function ganttLines(timeline: Timeline): readonly string[] | undefined {
  if (timeline.rows.length === 0 || timeline.lengthMs >= 28 * DAY) return undefined;
  const { lengthMs } = timeline;
  const lines = [
    GANTT_LOOK,
    'gantt',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${axisFormat(lengthMs)}`,
    `  tickInterval ${axisStepMs(lengthMs)}millisecond`,
    ...timeline.rows.map(task),
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

/** Quiet colours that are seen on light and dark ground, the same as those of the HTML report. */
const GANTT_LOOK = `%%{init: ${JSON.stringify({
  themeVariables: {
    sectionBkgColor: 'transparent',
    altSectionBkgColor: 'transparent',
    taskBkgColor: '#5f7a8c',
    taskBorderColor: '#5f7a8c',
    taskTextColor: '#ffffff',
    critBkgColor: '#c2410c',
    critBorderColor: '#c2410c',
    gridColor: '#8c959f',
  },
})}}%%`;

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

function task({ row, startMs, endMs }: TimelineRow): string {
  const crit = row.critical ? 'crit, ' : '';
  const length = Math.max(1, Math.round(endMs - startMs));
  return `  ${row.status.symbol} ${ganttName(row.name)} :${crit}${clock(startMs)}, ${length}ms`;
}

/** A date on which local time has no gap, because mermaid reads and draws local time. */
function clock(ms: number): string {
  const date = new Date(Date.UTC(2001, 0, 1) + Math.round(ms));
  return date.toISOString().replace('T', ' ').replace('Z', '');
}
