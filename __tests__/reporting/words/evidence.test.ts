import { describe, expect, it } from 'vitest';
import type { StageEvidence } from '../../../src/record/evidence.ts';
import { adviceTexts } from '../../../src/reporting/model/advice.ts';
import { evidenceRow } from '../../../src/reporting/words/evidence.ts';
import { aReusedStage, aRun, aStage } from '../../builders.ts';

const textOf = (evidence: StageEvidence) => evidenceRow(aStage({ evidence }))[0]?.text;

describe('the evidence of a stage in words', () => {
  const tests = { total: 2, failed: 0, skipped: 0, durationMs: 10, slowest: [] };

  it('says which times were left out', () => {
    const timesLeftOut = { tooLong: 2, longestMs: 548_392_417_000, unreadable: 1 };
    expect(textOf({ tests: { ...tests, timesLeftOut } })).toMatch(
      /left out: 2 times of up to \S.* are longer than the stage took, 1 time cannot be read as a number$/,
    );
  });

  it('says that a file breaks off', () => {
    expect(textOf({ tests: { ...tests, isTorn: true } })).toMatch(/there may have been more$/);
  });

  it('names what leads nowhere or is there twice, and counts the rest', () => {
    const latex = { passes: [{ program: 'xelatex', count: 1 }], usesLatexmk: false };
    const undefinedKeys = ['fig:orbit', 'knuth84'];
    const of = (undefinedReferences: number) =>
      textOf({ latex: { ...latex, undefinedReferences, undefinedKeys } });
    expect(of(2)).toBe('xelatex ran once, 2 undefined references (fig:orbit and knuth84)');
    expect(of(9)).toBe('xelatex ran once, 9 undefined references (fig:orbit, knuth84 and 7 more)');
    const multiple = { multiplyDefined: 1, multiplyDefinedKeys: ['eq:a'] };
    expect(textOf({ latex: { ...latex, ...multiple } })).toBe(
      'xelatex ran once, 1 label defined more than once (eq:a)',
    );
  });

  it('says of a reused stage what its document is, and nothing of what ran', () => {
    const latex = { passes: [], usesLatexmk: false };
    const of = (numbers: object) =>
      evidenceRow(aReusedStage({ evidence: { latex: { ...latex, ...numbers } } }))[0]?.text;
    expect(of({ pages: 2, undefinedReferences: 1, undefinedKeys: ['a'] })).toBe(
      '2 pages, 1 undefined reference (a)',
    );
    expect(of({ undefinedReferences: 0 })).toBeUndefined();
  });

  it('says what never settles, and advises no latexmk', () => {
    const unsettled = { program: 'xelatex', files: ['main.aux', 'main.toc'] };
    const latex = { passes: [{ program: 'xelatex', count: 5 }], usesLatexmk: true, unsettled };
    expect(textOf({ latex: { ...latex, multiplyDefined: 2 } })).toBe(
      'xelatex ran 5 times, 2 labels defined more than once, latexmk gave up on xelatex: main.aux and main.toc changed in every pass',
    );
    const [text] = adviceTexts(
      aRun({ advice: [{ kind: 'latex-never-settles', stage: 'a', passes: 5, ...unsettled }] }),
    );
    expect(text?.seen[0]?.seen).toContain('main.aux and main.toc');
    expect(text?.remedy).not.toMatch(/latexmk/);
  });
});
