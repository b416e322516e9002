/**
 * Pictures of a report as people see it: the job summary and the comment as GitHub shows Markdown,
 * and the HTML report, on a phone and on a desktop, light and dark. Fails where a page is wider than its
 * window or the verdict is not above the fold.
 *
 *   node scripts/run-ts.mjs scripts/screenshots.ts REPORT_DIR OUT_DIR
 *
 * Needs Chromium, at /usr/bin/chromium or where $CHROMIUM says.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { githubPage } from './github-markdown.ts';

const WIDTHS = { phone: 390, desktop: 1280 };
/** What is above the fold. */
const HEIGHT = 800;
const SCHEMES = ['light', 'dark'] as const;
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

const [reportDir, outDir] = process.argv.slice(2);
if (reportDir === undefined || outDir === undefined) {
  console.error('usage: node scripts/run-ts.mjs scripts/screenshots.ts REPORT_DIR OUT_DIR');
  process.exit(2);
}
await takePictures(resolve(reportDir), resolve(outDir));

async function takePictures(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  try {
    for (const name of ['summary', 'comment']) {
      const page = join(to, `${name}.html`);
      await writeFile(page, await githubPage(await readFile(join(from, `${name}.md`), 'utf8')));
      await takeEach(browser, page, join(to, name));
      await rm(page);
    }
    await takeEach(browser, join(from, 'report.html'), join(to, 'report'));
  } finally {
    await browser.close();
  }
}

/** One picture a width and colour scheme, with what is wrong with it. */
async function takeEach(browser: Browser, file: string, prefix: string): Promise<void> {
  for (const [device, width] of Object.entries(WIDTHS)) {
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({ viewport: { width, height: HEIGHT }, colorScheme });
      page.on('pageerror', error => console.error(`${file}: ${error.message}`));
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction('!document.body.dataset.drawing');
      const overflow = Number(
        await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
      );
      const picture = `${prefix}-${device}-${colorScheme}.png`;
      await page.screenshot({ path: picture, fullPage: true });
      const verdict = await page.locator('h1, h2, h3').first().boundingBox();
      const bottom = (verdict?.y ?? HEIGHT) + (verdict?.height ?? HEIGHT);
      const faults = [
        ...(overflow > 0 ? [`${overflow} px too wide`] : []),
        ...(bottom > HEIGHT ? [`the verdict ends at ${Math.round(bottom)} px`] : []),
      ];
      console.log([picture, ...faults].join(': '));
      if (faults.length > 0) process.exitCode = 1;
      await page.close();
    }
  }
}
