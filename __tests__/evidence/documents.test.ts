import { describe, expect, it } from 'vitest';
import { documentsOf, runsLatex } from '../../src/evidence/documents.ts';
import type { CacheDefinition, Stage } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';

const CACHES = [
  { name: 'tex', preset: 'latex' },
  { name: 'figures' },
] as unknown as readonly CacheDefinition[];
const LOG = [{ source: 'latex-log', file: 'paper/build/main.log' }];

const found = (overrides: Partial<Stage>, restored = false) =>
  documentsOf(stage('paper', overrides), CACHES, { restored });

describe('the documents of a stage', () => {
  it('are the PDF beside the log of LaTeX, where the outputs name none', () => {
    expect(found({ evidence: LOG })).toEqual(['paper/build/main.pdf']);
    expect(found({ evidence: LOG, outputs: ['paper/build'] })).toEqual(['paper/build/main.pdf']);
  });

  it('are the PDFs among the outputs, the one of the log first', () => {
    const outputs = ['out/supplement.pdf', 'out/main.pdf', 'out/main.bbl', 'out/figures/*.pdf'];
    expect(found({ evidence: LOG, outputs })).toEqual(['out/main.pdf', 'out/supplement.pdf']);
    expect(found({ evidence: LOG, outputs: ['./paper.PDF'] })).toEqual(['paper.PDF']);
    expect(found({ evidence: LOG, outputs: ['a.pdf', 'b.pdf'] })).toEqual([
      'paper/build/main.pdf',
      'a.pdf',
      'b.pdf',
    ]);
  });

  it('of a reused stage are among its outputs: nothing else was put in place', () => {
    expect(found({ evidence: LOG }, true)).toEqual([]);
    expect(found({ evidence: LOG, outputs: ['paper/build'] }, true)).toEqual([
      'paper/build/main.pdf',
    ]);
    expect(found({ evidence: LOG, outputs: ['out.pdf'] }, true)).toEqual(['out.pdf']);
  });

  it('are those of a stage that uses a tool for documents: PDFs of others are figures', () => {
    const outputs = ['fit.pdf'];
    const requires = (name: string) => [{ kind: 'executable' as const, name }];
    expect(found({ outputs })).toEqual([]);
    expect(found({ outputs, requires: requires('python3'), caches: ['figures'] })).toEqual([]);
    expect(found({ outputs, caches: ['tex'] })).toEqual(outputs);
    expect(found({ outputs, requires: requires('pandoc') })).toEqual(outputs);
    expect(found({ outputs, requires: requires('quarto') })).toEqual(outputs);
    expect(found({ evidence: [{ source: 'junit', file: 'out.log' }], outputs })).toEqual([]);
  });

  it.each([
    'pandoc paper.md -o paper.pdf',
    'cd paper && quarto render paper.qmd --to pdf',
    'typst compile paper.typ paper.pdf',
    'SOURCE_DATE_EPOCH=0 /opt/tex/bin/xelatex paper',
    'python3 figures.py\nuv run --with numpy pandoc paper.md -o paper.pdf',
    'conda run -n docs pandoc paper.md \\\n  -o paper.pdf',
    'if test -e paper.md; then exec pandoc paper.md -o paper.pdf; fi',
    'cat a.md b.md | timeout 60 pandoc -o paper.pdf',
    '(latexmk -pdf paper)',
  ])('are those of a stage whose command is `%s`', run => {
    expect(found({ run, outputs: ['paper.pdf'] })).toEqual(['paper.pdf']);
  });

  it.each([
    'python3 plot.py',
    'apt-get install -y pandoc && python3 plot.py',
    'command -v pandoc; python3 plot.py --with pandoc',
    'uv run plot.py pandoc',
    'echo pandoc',
    './pandoc-figures.sh',
    '',
  ])('are not the figures of one whose command is `%s`', run => {
    expect(found({ run, outputs: ['paper.pdf'] })).toEqual([]);
  });

  it('are looked for of stages that run LaTeX, by their log or their cache', () => {
    expect(runsLatex(stage('a', { evidence: LOG }), CACHES)).toBe(true);
    expect(runsLatex(stage('a', { caches: ['tex'] }), CACHES)).toBe(true);
    expect(runsLatex(stage('a', { caches: ['figures'] }), CACHES)).toBe(false);
  });
});
