import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { publishSummary } from '../../../src/github/runner/summary.ts';

describe('the job summary', () => {
  it('is what it was given to the byte, because GitHub refuses one byte too many', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stagetime-summary-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const file = join(folder, 'summary.md');
    writeFileSync(file, 'of before');
    vi.stubEnv('GITHUB_STEP_SUMMARY', file);
    expect(await publishSummary('## As it is\n')).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('## As it is\n');
  });
});
