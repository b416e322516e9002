/** Resources over time: two small charts a stage, all to the same scale so that they compare. */
import { formatBytes } from '../../record/units.ts';
import type { ReportModel, ResourceChart } from '../model/model.ts';
import { escapeHtml } from './escape.ts';
import { figures, type Section } from './section.ts';

const WIDTH = 200;
const HEIGHT = 40;

/** A figure for every stage that was sampled; none where none was. */
export function chartsSection(model: ReportModel): Section | undefined {
  const charts = model.charts.filter(({ series }) => series.cpuPercent.length > 1);
  if (charts.length === 0) return undefined;
  const cpu = highest(charts.map(({ series }) => highest(series.cpuPercent)));
  const memory = highest(charts.map(({ series }) => highest(series.rssBytes)));
  const drawing = {
    size: ({ lengthMs }: ResourceChart) => lengthMs,
    isNotable: ({ notable }: ResourceChart) => notable,
    draw: (chart: ResourceChart) => figure(chart, cpu, memory),
  };
  const body = `<p class="remark">All charts of a kind have the same height: ${percent(cpu)} of one core, ${formatBytes(memory)} of memory. Each spans the time of its stage.</p>
${figures(charts, drawing)}`;
  return { id: 'resources', title: 'Resources over time', body };
}

function figure({ name, length, series }: ResourceChart, cpu: number, memory: number): string {
  return `<figure>
<figcaption><bdi>${escapeHtml(name)}</bdi> <small>${length}</small></figcaption>
${curve('cpu', series.cpuPercent, cpu)}
<p>CPU, at most ${percent(highest(series.cpuPercent))}</p>
${curve('memory', series.rssBytes, memory)}
<p>Memory, at most ${formatBytes(highest(series.rssBytes))}</p>
</figure>`;
}

function curve(kind: string, samples: readonly number[], top: number): string {
  const step = WIDTH / Math.max(1, samples.length - 1);
  const points = samples.map((sample, index) => {
    const y = HEIGHT - (top > 0 ? sample / top : 0) * (HEIGHT - 2);
    return `${Number((index * step).toFixed(1))},${Number(y.toFixed(1))}`;
  });
  const line = points.join(' ');
  return `<svg class="curve ${kind}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><polygon points="0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}"/><polyline points="${line}"/></svg>`;
}

function percent(value: number): string {
  return `${Math.round(value)} %`;
}

function highest(values: readonly number[]): number {
  return values.reduce((top, value) => Math.max(top, value), 0);
}
