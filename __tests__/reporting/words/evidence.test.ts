import { describe, expect, it } from 'vitest';
import type { StageEvidence } from '../../../src/record/evidence.ts';
import { adviceTexts } from '../../../src/reporting/model/advice.ts';
import { evidenceRow } from '../../../src/reporting/words/evidence.ts';
import { aRun, aStage } from '../../builders.ts';

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
