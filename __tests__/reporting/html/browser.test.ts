import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.ts';
import { renderHtml } from '../../../src/reporting/html/report.ts';
import { buildReport, type ReportModel } from '../../../src/reporting/model/model.ts';
import { requireTool } from '../../support/tools.ts';
import { EXAMPLE_REPORTS, regressedRun, reusedRun } from '../compared-examples.ts';
import * as examples from '../examples.ts';

const tool = requireTool('chromium');

describe.skipIf(!tool.available)('report.html in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    const executablePath = tool.available ? tool.path : '';
    browser = await chromium.launch({
      executablePath,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(() => browser?.close());

  async function show(model: ReportModel, width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.setContent(renderHtml(model));
    return page;
  }
  const open = (record: RunRecord, width: number) =>
    show(buildReport(record, { marks: examples.MARKS }), width);

  it('sorts the stages by keyboard, and says so to who cannot see it', async () => {
    const page = await open(examples.passingRun(), 1280);
    const head = page.getByRole('columnheader', { name: 'Duration' });
    const names = () => page.getByRole('rowheader').locator('bdi').allTextContents();

    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect((await names()).slice(0, 2)).toEqual(['PDF Rendering', 'Project Tests']);

    await page.keyboard.press('Space');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect((await names()).at(0)).toBe('Copy Outputs');
    expect((await names()).at(-1), 'what was not measured comes last').toBe('LLM Review');

    await page.getByRole('button', { name: 'Stage', exact: true }).click();
    expect(await names()).toEqual(examples.passingRun().stages.map(({ name }) => name));
    await page.close();
  });

  it('sorts the caches by keyboard too', async () => {
    const page = await open(reusedRun(), 1280);
    const table = page.getByRole('table', { name: 'Caches' });
    await table.getByRole('button', { name: 'Size' }).focus();
    await page.keyboard.press('Enter');
    const names = await table.getByRole('rowheader').locator('bdi').allTextContents();
    expect(names).toEqual(['pytest', 'latex', 'stage results', 'data', 'llm']);
    await page.close();
  });

  it('leaves the stages in sight that have the words of the filter', async () => {
    const page = await open(examples.failingRun(), 1280);
    const filter = page.getByRole('searchbox', { name: 'Show stages with' });
    const rows = page.getByRole('table', { name: 'Stages' }).getByRole('rowheader');
    const bars = page.locator('.timeline li:visible');
    expect(await rows.count()).toBe(8);
    await filter.fill('growth PASSED');
    expect(await rows.locator('bdi').allTextContents()).toEqual(['Growth Analysis']);
    expect(await bars.count()).toBe(1);
    expect(await page.locator('.filter output').textContent()).toBe('1 of 8');
    await filter.fill('');
    expect(await rows.count()).toBe(8);
    expect(await page.locator('.filter output').textContent()).toBe('');
    await page.close();
  });

  it('shows all of it where no script runs, without a filter that would do nothing', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(
      renderHtml(buildReport(examples.failingRun(), { marks: examples.MARKS })),
    );
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(await page.getByRole('table', { name: 'Stages' }).getByRole('rowheader').count()).toBe(
      8,
    );
    await context.close();
  });

  it('is printed light, unfolded, and without what only a screen can use', async () => {
    const scheme = { colorScheme: 'dark', media: 'print' } as const;
    const page = await show(buildReport(regressedRun(), { marks: examples.MARKS }), 1280);
    const folded = page.locator('details tbody th').first();
    expect(await folded.isVisible()).toBe(false);
    await page.emulateMedia(scheme);
    expect(await folded.isVisible()).toBe(true);
    for (const part of ['nav', '.filter', 'details > summary']) {
      expect(await page.locator(part).first().isVisible(), part).toBe(false);
    }
    const ink = await page.evaluate('getComputedStyle(document.body).color');
    expect(ink).toBe('rgb(29, 35, 39)');
    await page.close();
  });

  it.each([390, 1280])('does not overflow a window of %i px, hostile names or not', async width => {
    for (const [name, model] of EXAMPLE_REPORTS) {
      const page = await show(model, width);
      const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
      expect(await page.evaluate(overflow), name).toBeLessThanOrEqual(0);
      await page.close();
    }
  });

  it('runs nothing that came in by a name', async () => {
    const page = await open(examples.hostileRun(), 1280);
    const dialogs: string[] = [];
    page.on('dialog', dialog => dialogs.push(dialog.message()));
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img, a:not([href^="#"]), iframe').count()).toBe(0);
    expect(dialogs).toEqual([]);
    await page.close();
  });
});
