/** Whatever a folder holds of what projects hold, what is detected is a definition without problems. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectDefinition } from '../../../src/definition/detection/detect.ts';
import { LAYOUTS } from '../../layouts/layouts.ts';
import { problemsOf } from '../helpers.ts';
import { folderOf } from './folder.ts';

/** Files that meet: of all layouts, and some that write into the same places. */
const FILES = [
  // A template goes before all the rest.
  ...LAYOUTS.flatMap(({ files }) => Object.entries(files)).filter(
    ([file]) => !file.endsWith('pipeline.yaml'),
  ),
  [
    'Makefile',
    'all: paper.pdf output\n\npaper.pdf: main.tex\n\tlatexmk -pdf main.tex\n\noutput:\n\tpython3 x.py\n',
  ],
  ['dvc.yaml', 'stages:\n  a: { cmd: x, outs: [output, results/clean.csv] }\n'],
  ['main.tex', '\\begin{document}\\includegraphics{output/figures/fit.png}\\end{document}'],
  ['scripts/01_a.py', 'open("output/figures/fit.png", "wb")\nopen("paper/build/main.pdf", "w")\n'],
  ['scripts/02_b.sh', 'cp output/figures/fit.png results/\nls > output/list.txt\n'],
  ['report.Rmd', '---\ntitle: R\noutput: html_document\n---\n'],
  ['tests/test_a.py', 'def test_a(): pass\n'],
] as const;

it('is one without problems, and the same each time', async () => {
  const some = fc.uniqueArray(fc.nat({ max: FILES.length - 1 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(some, async chosen => {
      const files = Object.fromEntries(chosen.map(index => FILES[index] ?? ['', '']));
      // A file of one layout may be a folder of another.
      const paths = Object.keys(files);
      fc.pre(!paths.some(path => paths.some(other => other.startsWith(`${path}/`))));
      const folder = folderOf(files);
      const detection = await detectDefinition(folder);
      expect(await detectDefinition(folder)).toEqual(detection);
      if (detection.kind === 'detected')
        expect(problemsOf(detection.text), detection.text).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
