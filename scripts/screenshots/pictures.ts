/**
 * Pictures of a report as people see it: the job summary and the comment as GitHub shows Markdown, and
 * the HTML report, on a phone and on a desktop, light and dark, with what is wrong with each.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { githubPage } from '../github-markdown.ts';

/** What is above the fold, in CSS pixels. */
const HEIGHT = 800;
const SCHEMES = ['light', 'dark'] as const;

/** How a page is looked at. */
interface View {
  /** After the page's name in that of the file. */
  readonly suffix: string;
  /** Of the window, in CSS pixels. */
  readonly width: number;
  readonly colorScheme: (typeof SCHEMES)[number];
  /** For a picture of what is seen first: how much of the page at most, in CSS pixels; nothing unfolded. */
  readonly firstSight?: number;
}

/** The whole of a page, everything unfolded. */
const WHOLE: readonly View[] = Object.entries({ phone: 390, desktop: 1280 }).flatMap(
  ([device, width]) =>
    SCHEMES.map(colorScheme => ({ suffix: `-${device}-${colorScheme}`, width, colorScheme })),
);

/** What is seen first, for pages of the documentation, where a whole page would take too much room. */
const firstSight = (width: number, height: number): readonly View[] =>
  SCHEMES.map(colorScheme => ({
    suffix: colorScheme === 'dark' ? '-dark' : '',
    width,
    colorScheme,
    firstSight: height,
  }));

const VIEWS = {
  summary: WHOLE,
  comment: [...WHOLE, ...firstSight(960, 1600)],
  report: [...WHOLE, ...firstSight(1120, 860)],
};

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One picture, and what a reader would stumble over in it. */
export interface Picture {
  readonly file: string;
  readonly faults: readonly string[];
}

/** Pictures of the report in the folder `from`, as files in the folder `to`. */
export async function takePictures(from: string, to: string): Promise<readonly Picture[]> {
  await mkdir(to, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  try {
    const pictures: Picture[] = [];
    for (const name of ['summary', 'comment'] as const) {
      const page = join(to, `${name}.html`);
      await writeFile(page, await githubPage(await readFile(join(from, `${name}.md`), 'utf8')));
      pictures.push(...(await takeEach(browser, page, VIEWS[name], join(to, name))));
      await rm(page);
    }
    const report = join(from, 'report.html');
    return [...pictures, ...(await takeEach(browser, report, VIEWS.report, join(to, 'report')))];
  } finally {
    await browser.close();
  }
}

async function takeEach(
  browser: Browser,
  source: string,
  views: readonly View[],
  prefix: string,
): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const view of views) {
    const { width, colorScheme } = view;
    const page = await browser.newPage({ viewport: { width, height: HEIGHT }, colorScheme });
    const file = `${prefix}${view.suffix}.webp`;
    pictures.push({ file, faults: await take(page, source, view, file) });
    await page.close();
  }
  return pictures;
}

/** Takes the picture; gives what is wrong with the page. */
async function take(page: Page, source: string, view: View, file: string): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(pathToFileURL(source).href);
  await page.waitForFunction('!document.body.dataset.drawing');
  if (view.firstSight !== undefined) await page.evaluate(FOLD);
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  const clip = {
    x: 0,
    y: 0,
    width: view.width,
    height: Math.min(height, view.firstSight ?? height),
  };
  const png = await page.screenshot({ fullPage: true, clip });
  // Not a pixel is lost, and it is a fifth as large, which everybody who clones the repository downloads.
  await writeFile(file, await sharp(png).webp({ lossless: true, effort: 6 }).toBuffer());
  return [...errors, ...(await overflows(page)), ...(await belowTheFold(page))];
}

const FOLD = 'for (const details of document.querySelectorAll("details")) details.open = false';

async function overflows(page: Page): Promise<string[]> {
  const pixels = Number(
    await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
  );
  const spilling = (await page.evaluate(SPILLING)) as string[];
  return [...(pixels > 0 ? [`${pixels} px too wide`] : []), ...spilling];
}

async function belowTheFold(page: Page): Promise<string[]> {
  const verdict = await page.locator('h1, h2, h3').first().boundingBox();
  if (verdict === null) return ['there is no verdict'];
  const bottom = Math.round(verdict.y + verdict.height);
  return bottom > HEIGHT ? [`the verdict ends at ${bottom} px`] : [];
}

/**
 * What is wider than the element that holds it, so that it is cut off or lies over its neighbours. What
 * scrolls is reachable, drawings have their own room, and `.sr` is only there to be read aloud.
 */
const SPILLING = `
[...document.body.querySelectorAll('*')].filter(element => {
  const { display, overflowX } = getComputedStyle(element);
  return display !== 'inline' && !['auto', 'scroll'].includes(overflowX) &&
    element.closest('svg, .sr') === null && element.clientWidth > 0 &&
    element.scrollWidth > element.clientWidth + 1;
}).filter((element, _, all) => !all.some(other => other !== element && element.contains(other)))
  .map(({ tagName, scrollWidth, clientWidth, textContent }) =>
    tagName.toLowerCase() + ' "' + textContent.trim().slice(0, 40) + '": ' + scrollWidth +
    ' px in ' + clientWidth)
`;
