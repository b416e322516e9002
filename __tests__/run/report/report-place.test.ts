import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findReportPlace } from '../../../src/run/report/report-place.ts';
import { temporaryFolder } from '../../execution/support.ts';

describe('the place of a report', () => {
  it('is the folder that was asked for, which is made', () => {
    const wanted = join(temporaryFolder(), 'deep', 'report');
    expect(findReportPlace(wanted, {})).toEqual({ folder: wanted });
    expect(existsSync(wanted)).toBe(true);
  });

  it.each([
    ['a file stands there', (place: string) => writeFileSync(place, 'mine')],
    [
      'a file stands above it',
      (place: string) => writeFileSync(join(place, '..', 'up'), ''),
      'up/x',
    ],
    ['a folder of its name cannot be made', () => {}, `${'n'.repeat(300)}`],
  ])('is a temporary one, so that logs have theirs, where %s', (_, prepare, name = 'report') => {
    const [root, temporary] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(root, 'in'));
    prepare(join(root, 'in', 'report'));
    const wanted = join(root, 'in', name);
    const { folder, ...rest } = findReportPlace(wanted, { RUNNER_TEMP: temporary });
    expect(folder).toBe(join(temporary, `stagetime-${process.pid}`));
    expect(existsSync(folder)).toBe(true);
    expect(rest).toHaveProperty('notice');
  });
});
