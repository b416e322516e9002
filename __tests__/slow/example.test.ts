import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunRecord, runCli, statuses, workspace } from '../e2e/harness.ts';
import { runAction } from '../services/runner.ts';
import { copyExample } from '../support/example.ts';
import { requireTool } from '../support/tools.ts';

const missing = ['python3', 'python:pytest', 'latexmk', 'xelatex'].filter(
  name => !requireTool(name).available,
);

describe.skipIf(missing.length > 0)('examples/manuscript with all its tools', () => {
  it('makes the PDF in the terminal, and as the Action with the same statuses', async () => {
    const [local, onRunner] = [workspace(), workspace()];
    for (const folder of [local, onRunner]) copyExample(folder);
    const { exitCode, stdout } = await runCli(['run'], { cwd: local });
    expect(exitCode, stdout).toBe(0);
    const found = statuses(readRunRecord(join(local, '.stagetime')));
    const { 'llm-review': review, ...others } = found;
    expect(new Set(Object.values(others))).toEqual(new Set(['passed']));
    expect(review).toBe('skipped'); // no model answers, and the script says so by its exit code
    for (const pdf of ['manuscript/build/main.pdf', 'output/manuscript.pdf']) {
      expect(readFileSync(join(local, pdf)).subarray(0, 5).toString()).toBe('%PDF-');
    }

    const action = await runAction({ workspace: onRunner });
    expect(action.exitCode, action.stdout).toBe(0);
    expect(statuses(readRunRecord(action.reportDir ?? ''))).toEqual(found);
    expect(readFileSync(join(onRunner, 'manuscript/build/main.pdf')).length).toBeGreaterThan(
      10_000,
    );
  });
});
