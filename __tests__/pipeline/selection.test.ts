import { describe, expect, it } from 'vitest';
import { selectStages } from '../../src/pipeline/selection.ts';
import { pipelineOf, stage } from './stages.ts';

const pipeline = pipelineOf([
  stage('setup'),
  stage('tests', { needs: ['setup'], tags: ['quick'] }),
  stage('render', { needs: ['setup'] }),
  stage('review', { needs: ['render'], tags: ['llm', 'slow'] }),
]);
const leftOut = (only: string[], skip: string[]) => {
  const result = selectStages(pipeline, { only, skip });
  return result.kind === 'selected' ? Object.fromEntries(result.leftOut) : result;
};

describe('selectStages', () => {
  it('takes everything when nothing is asked for', () => {
    expect(leftOut([], [])).toEqual({});
  });

  it('keeps what the chosen stages need', () => {
    expect(leftOut(['render'], [])).toEqual({ tests: 'only', review: 'only' });
  });

  it('takes ids and tags for both', () => {
    expect(leftOut(['quick'], [])).toEqual({ render: 'only', review: 'only' });
    expect(leftOut([], ['llm', 'tests'])).toEqual({
      review: 'skip',
      tests: 'skip',
    });
  });

  it('skips what is named by both', () => {
    expect(leftOut(['tests'], ['tests'])).toMatchObject({ tests: 'skip' });
  });

  it('names what it does not know', () => {
    expect(leftOut(['tets'], ['__proto__'])).toEqual({
      kind: 'unknown',
      names: ['tets', '__proto__'],
    });
  });
});
