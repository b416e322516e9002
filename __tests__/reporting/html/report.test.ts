import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { renderHtml } from '../../../src/reporting/html/report.ts';
import { STYLE } from '../../../src/reporting/html/style.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import { axisTicks } from '../../../src/reporting/rows/timeline.ts';
import { EXAMPLE_REPORTS } from '../compared-examples.ts';
import * as examples from '../examples.ts';
import { hostileRuns } from '../hostile.ts';

const page = (record: RunRecord) => renderHtml(buildReport(record, { marks: examples.MARKS }));
const tagsOf = (html: string) => html.match(/<\/?[a-z][a-z0-9]*/gi) ?? [];
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('report.html', () => {
  it.each(EXAMPLE_REPORTS)('of a %s run is as it was looked at', async (name, model) => {
    await expect(renderHtml(model)).toMatchFileSnapshot(`../golden/report-${name}.html`);
  });

  it('needs no network, and allows itself nothing but its own style and script', () => {
    const html = page(examples.passingRun());
    expect(html).not.toMatch(/\s(src|style|on\w+)=|\shref=(?!"#)/i);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hashOf(style)}`,
      `script-src ${hashOf(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('has only tags of ours, whatever the names are', () => {
    const known = new Set(
      EXAMPLE_REPORTS.flatMap(([name, model]) =>
        name === 'hostile' ? [] : tagsOf(renderHtml(model)),
      ),
    );
    fc.assert(
      fc.property(hostileRuns, record => {
        const html = page(record);
        expect(tagsOf(html).filter(tag => !known.has(tag))).toEqual([]);
        expect(html.match(/<script>/g)).toHaveLength(1);
        expect(html).not.toMatch(/[^\n\P{Cc}]|\p{Bidi_Control}/u);
      }),
    );
  });

  it('says beside every sign what it means', () => {
    const html = page(examples.passingRun());
    expect(html).toContain('⚠ bottleneck');
    expect(html).toContain('critical path');
    expect(html).toContain('not measured');
  });
});

describe('the contents', () => {
  it('lead to every section, of which the advice comes after what was found', () => {
    const [, model] = EXAMPLE_REPORTS.find(([name]) => name === 'regressed') ?? [];
    if (model === undefined) throw new Error('there is no such example');
    const html = renderHtml(model);
    const links = [...html.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    const sections = [...html.matchAll(/<section aria-labelledby="([^"]*)"/g)].map(([, id]) => id);
    expect(links).toEqual(sections);
    expect(sections.slice(0, 3)).toEqual(['verdicts', 'metrics', 'stages']);
    expect(sections.indexOf('advice')).toBeGreaterThan(sections.indexOf('resources'));
    for (const id of links) expect(html.split(`id="${id}"`)).toHaveLength(2);
  });
});

describe('the timeline', () => {
  const timeline = (name: string) => {
    const [, model] = EXAMPLE_REPORTS.find(one => one[0] === name) ?? [];
    const html = model === undefined ? '' : renderHtml(model);
    return /<ol class="timeline">[\s\S]*?<\/ol>/.exec(html)?.[0] ?? '';
  };
  const rowOf = (html: string, name: string) =>
    html.split(/<li(?=[ >])/).find(row => row.includes(`>${name}</bdi>`)) ?? '';
  const widthOf = (row: string, kind: string) =>
    Number(new RegExp(`<rect class="${kind}"[^>]* width="([\\d.]+)%"`).exec(row)?.[1]);

  it('marks what got slower, with its baseline behind it to the same scale', () => {
    const row = rowOf(timeline('regressed'), 'PDF Rendering');
    expect(row).toMatch(/^ class="culprit"/);
    expect(row).toContain('regressed, 34.1s before, critical path');
    expect(widthOf(row, 'slower') / widthOf(row, 'before')).toBeCloseTo(52 / 34.1, 2);
    expect(row.indexOf('"before"'), 'behind').toBeLessThan(row.indexOf('"slower"'));
    expect(rowOf(timeline('regressed'), 'Figures')).toContain('class="faster"');
  });

  it('marks what failed, and nothing where all is well', () => {
    expect(rowOf(timeline('failing'), 'PDF Rendering')).toContain('<rect class="failed"');
    expect(timeline('passing')).not.toMatch(/culprit|class="(failed|slower|faster|before)"/);
  });
});

describe('axisTicks', () => {
  it('counts in steps a reader can count in, and not to the very end', () => {
    expect(axisTicks(135_000)).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
    expect(axisTicks(5100)).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  it('is never crowded', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), lengthMs => {
        const ticks = axisTicks(lengthMs);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(Math.max(...ticks)).toBeLessThanOrEqual(lengthMs);
      }),
    );
  });
});

describe('the colours', () => {
  const [light = '', dark = ''] = STYLE.split('@media (prefers-color-scheme: dark)');

  it.each([
    ['light', light],
    ['dark', dark],
  ])('have the contrast of WCAG AA in the %s scheme', (_, css) => {
    const color = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(css)?.[1] ?? '';
    for (const text of ['ink', 'soft', 'good', 'bad', 'warn', 'busy']) {
      for (const ground of ['ground', 'card']) {
        expect(contrast(color(text), color(ground)), `${text} on ${ground}`).toBeGreaterThan(4.5);
      }
    }
    expect(contrast(color('warn'), color('tint'))).toBeGreaterThan(4.5);
    for (const shape of ['aside', 'path', 'cpu', 'memory']) {
      expect(contrast(color(shape), color('card')), shape).toBeGreaterThan(3);
    }
  });
});

/** WCAG 2.2: the relative luminances of two colours, each raised by 0.05, as a ratio. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
