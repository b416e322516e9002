/** What a reader sees before they scroll, found in the pages as a browser lays them out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { githubPage } from '../../scripts/github-markdown.ts';
import { renderHtml } from '../../src/reporting/html/report.ts';
import { renderComment } from '../../src/reporting/markdown/comment.ts';
import { renderSummary } from '../../src/reporting/markdown/summary.ts';
import { buildReport } from '../../src/reporting/model/model.ts';
import { allScenes, type Scene } from '../reporting/scenes.ts';
import { requireTool } from '../support/tools.ts';

const PHONE = 390;
const DESKTOP = 1280;
/** Of a phone's picture, in CSS pixels. */
const FIRST_SIGHT = 700;
const KINDS = ['comment', 'summary', 'html'] as const;
type Kind = (typeof KINDS)[number];

const tool = requireTool('chromium');
/** On a machine of one's own a browser may be missing; where changes are checked it may not. */
const isMissing = !tool.available && process.env.CI === undefined;

/** How the page is seen. */
interface View {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** A box that is wholly in sight, or why it is not. */
type Sight = 'in sight' | 'not there' | `ends at ${number}, ${number}`;

describe.skipIf(isMissing)('the report at first sight', () => {
  const scenes = allScenes();
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-sight-'));
  let browser: Browser;

  beforeAll(async () => {
    if (!tool.available) throw new Error(tool.reason);
    browser = await chromium.launch({
      executablePath: tool.path,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    for (const scene of scenes) {
      for (const kind of KINDS) writeFileSync(fileOf(scene, kind), await pageOf(scene, kind));
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fileOf = ({ name }: Scene, kind: Kind): string => join(folder, `${name}-${kind}.html`);

  async function open(scene: Scene, kind: Kind, view: View): Promise<Page> {
    const { width, colorScheme } = view;
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    await page.goto(pathToFileURL(fileOf(scene, kind)).href);
    await page.waitForFunction('!document.body.dataset.drawing');
    // As it is shown: the drawings of GitHub's pages had to be unfolded to be made.
    if (kind !== 'html') await page.evaluate(FOLD);
    return page;
  }

  describe.each(['comment', 'html'] as const)('of the %s on a phone', kind => {
    it.each(scenes.map(scene => [scene.name, scene] as const))('%s', async (_, scene) => {
      const page = await open(scene, kind, { width: PHONE, colorScheme: 'light' });
      const { culprit, cause, change } = scene;
      expect(await sight(page, 'h1, h2, h3'), 'the verdict').toBe('in sight');
      for (const words of [culprit, cause, change]) {
        if (words === undefined) continue;
        expect(await sightOfWords(page, words), words).toBe('in sight');
      }
      if (culprit !== undefined) {
        const place = `tr:has-text("${culprit}") > :first-child`;
        const card = `:is(.card > h3, .findings li > p:first-child):has-text("${culprit}")`;
        expect(await sight(page, kind === 'html' ? card : place), 'its row').toBe('in sight');
      }
      if (scene.isCompared && kind === 'comment') {
        expect(await sight(page, 'th:text-is("Change")'), 'its column').toBe('in sight');
      }
      await page.close();
    });
  });

  it.each(KINDS)('the %s is never wider than the window', async kind => {
    for (const scene of scenes) {
      // Only the page is a table that is laid out by rules of ours.
      for (const width of kind === 'html' ? [PHONE, DESKTOP] : [PHONE]) {
        const page = await open(scene, kind, { width, colorScheme: 'dark' });
        const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
        expect(await page.evaluate(overflow), `${scene.name} ${width}`).toBeLessThanOrEqual(0);
        await page.close();
      }
    }
  });

  it('sentences in a table of the html take the whole width of a phone', async () => {
    const scene = scenes.find(({ name }) => name === 'regressed') as Scene;
    const page = await open(scene, 'html', { width: PHONE, colorScheme: 'light' });
    await page.locator('#rests').click();
    const cells = await page.locator('[aria-labelledby=rests] td.text:visible').all();
    expect(cells.length).toBeGreaterThan(10);
    for (const cell of cells.slice(0, 10)) {
      expect((await cell.boundingBox())?.width).toBeGreaterThan(PHONE * 0.8);
    }
    await page.close();
  });

  it('would see what is below, beside or not there', async () => {
    const page = await browser.newPage({ viewport: { width: PHONE, height: 800 } });
    await page.setContent(
      `<p style="margin-top:690px">low words</p><p style="margin-left:380px;width:max-content">far words</p>`,
    );
    expect(await sightOfWords(page, 'low words')).toMatch(/^ends at /);
    expect(await sightOfWords(page, 'far words')).toMatch(/^ends at /);
    expect(await sightOfWords(page, 'no words')).toBe('not there');
    await page.close();
  });
});

const FOLD = 'for (const details of document.querySelectorAll("details")) details.open = false';

async function pageOf(scene: Scene, kind: Kind): Promise<string> {
  const model = buildReport(scene.record, scene.reporting);
  switch (kind) {
    case 'comment':
      return githubPage(renderComment(model));
    case 'summary':
      return githubPage(renderSummary(model));
    case 'html':
      return renderHtml(model);
  }
}

/** Of the first that matches. */
async function sight(page: Page, selector: string): Promise<Sight> {
  const box = await page.locator(selector).first().boundingBox({ timeout: 5000 });
  return box === null ? 'not there' : within(box.x + box.width, box.y + box.height);
}

/** Of the first place of these words, which may stand in several elements. */
async function sightOfWords(page: Page, words: string): Promise<Sight> {
  const end = (await page.evaluate(`(${END_OF_WORDS})(${JSON.stringify(words)})`)) as
    | { x: number; y: number }
    | undefined;
  return end === undefined ? 'not there' : within(end.x, end.y);
}

function within(x: number, y: number): Sight {
  const isSeen = x <= PHONE && y <= FIRST_SIGHT;
  return isSeen ? 'in sight' : `ends at ${Math.round(x)}, ${Math.round(y)}`;
}

/** Right and bottom edge of the words, in pixels of the page; spaces of any kind are alike. */
const END_OF_WORDS = `wanted => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = '';
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('style, script') !== null) continue;
    for (let i = 0; i < node.data.length; i += 1) {
      const sign = node.data[i].replace('\\u2060', '').replace(/\\s/, ' ');
      if (sign === '' || (sign === ' ' && text.endsWith(' '))) continue;
      text += sign;
      places.push([node, i]);
    }
  }
  const at = text.indexOf(wanted);
  if (at < 0) return undefined;
  const range = document.createRange();
  range.setStart(...places[at]);
  const [last, offset] = places[at + wanted.length - 1];
  range.setEnd(last, offset + 1);
  const rects = [...range.getClientRects()];
  return {
    x: Math.max(...rects.map(({ right }) => right)) + scrollX,
    y: Math.max(...rects.map(({ bottom }) => bottom)) + scrollY,
  };
}`;
