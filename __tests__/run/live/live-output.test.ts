import { describe, expect, it } from 'vitest';
import { endLine } from '../../../src/reporting/terminal/live.ts';
import { aReusedStage, aSkippedStage, aStage } from '../../builders.ts';

describe('the line for a stage that ended', () => {
  it.each([
    ['✓ Tests passed in 1.00s', aStage({ name: 'Tests' })],
    ['↺ Tests reused, saves 12.0s', aReusedStage({ name: 'Tests' })],
    [
      '○ PDF skipped: needs Tests',
      aSkippedStage({ name: 'PDF', reason: { kind: 'needs', stage: 'Tests' } }),
    ],
  ])('says: %s', (line, record) => {
    expect(endLine(record)).toBe(line);
  });
});
