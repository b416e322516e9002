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

  it('are looked for of stages that run LaTeX, by their log or their cache', () => {
    expect(runsLatex(stage('a', { evidence: LOG }), CACHES)).toBe(true);
    expect(runsLatex(stage('a', { caches: ['tex'] }), CACHES)).toBe(true);
    expect(runsLatex(stage('a', { caches: ['figures'] }), CACHES)).toBe(false);
  });
});
