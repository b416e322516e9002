import { describe, expect, it } from 'vitest';
import { selectAnnotations } from '../../../src/reporting/words/annotations.ts';
import { aRun, aStage, aStageComparison } from '../../builders.ts';
import { regressedRun } from '../compared-examples.ts';
import { passingRun } from '../examples.ts';

const places = {
  file: '.github/stagetime.yml',
  stageLines: new Map([
    ['render', 42],
    ['analysis', 21],
  ]),
};

describe('annotations', () => {
  it('stand at the line of the stage that regressed, and not of one that is suspected', () => {
    expect(selectAnnotations(regressedRun(), places)).toEqual([
      {
        title: 'PDF Rendering regressed',
        message: expect.stringMatching(/^34.1s → 52.0s \(\+53 %.*confirmed by 2 further runs/),
        file: '.github/stagetime.yml',
        line: 42,
      },
    ]);
  });

  it('stand at no line where the stage is in no file', () => {
    const [annotation] = selectAnnotations(regressedRun(), { ...places, stageLines: new Map() });
    expect(annotation).not.toHaveProperty('line');
    expect(annotation).not.toHaveProperty('file');
  });

  it('are none where nothing was compared', () => {
    expect(selectAnnotations(passingRun(), places)).toEqual([]);
  });

  it('are eight at most, the worst first, and the last says how many more there are', () => {
    const ids = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const record = aRun({
      stages: ids.map((id, i) => aStage({ id, durationMs: 2000 + i })),
      comparison: {
        runFactorPercent: 0,
        stages: ids.map(id => aStageComparison({ id, verdict: 'regressed' })),
        total: aStageComparison(),
      },
    });
    const found = selectAnnotations(record, places);
    expect(found).toHaveLength(8);
    expect(found[0]?.title).toBe('s11 regressed');
    expect(found[7]?.title).toBe('5 more stages regressed');
  });
});
