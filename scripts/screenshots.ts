/**
 * The pictures of the documentation: `npm run screenshots` runs the example for real, which takes some
 * minutes, and puts pictures of its report into `docs/images`. With arguments it pictures a report that
 * is there already:
 *
 *   npm run screenshots -- REPORT_DIR OUT_DIR
 *
 * Fails where something on a page is cut off, its verdict is below the fold, or the example's run shows
 * no regression. Needs what the example needs (Python with pytest, latexmk, XeLaTeX), and Chromium, at
 * /usr/bin/chromium or where $CHROMIUM says.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reportOnExample } from './screenshots/example.ts';
import { takePictures } from './screenshots/pictures.ts';

const [reportDir, outDir] = process.argv.slice(2);
if (reportDir === undefined) {
  await pictureExample('docs/images');
} else if (outDir === undefined) {
  console.error('usage: npm run screenshots [-- REPORT_DIR OUT_DIR]');
  process.exitCode = 2;
} else {
  await picture(resolve(reportDir), resolve(outDir));
}

async function pictureExample(to: string): Promise<void> {
  const temp = realpathSync(mkdtempSync(join(tmpdir(), 'stagetime-pictures-')));
  try {
    const { folder, record } = await reportOnExample(temp, line => console.log(line));
    for (const { id, verdict, reason } of record.comparison?.stages ?? []) {
      console.log(`${id}: ${verdict}: ${reason}`);
    }
    // Pictures of nothing would explain nothing; on a busy machine the noise hides every change.
    const isShown = record.comparison?.stages.some(({ verdict }) => verdict === 'regressed');
    if (isShown !== true) throw new Error('no stage regressed: try again on a quieter machine');
    await picture(folder, to);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

async function picture(from: string, to: string): Promise<void> {
  const pictures = await takePictures(from, to);
  for (const { file, faults } of pictures) console.log([file, ...faults].join('\n  '));
  if (pictures.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}
