/** Setups of the Action: what they keep is saved by the default branch, and restored into fresh checkouts. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ResultsService, startResultsService } from '../services/results-service.ts';
import { type ActionOptions, runAction } from '../services/runner.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import { readRunRecord, workspace } from './harness.ts';

const DEFINITION = `setup:
  python:
    run: |
      python3 -m venv --without-pip .venv
      cp requirements.txt .venv/made-from
    inputs: requirements.txt
    keep: .venv
    provides: python3
stages:
  use:
    needs: python
    run: .venv/bin/python -c "print(open('.venv/made-from').read())"
`;

/** One repository, checked out again for each job as a runner does: at the same place, with nothing left there. */
async function repository(results: ResultsService) {
  const folder = workspace({ 'stagetime.yml': DEFINITION, 'requirements.txt': 'a\n' });
  return async (requirements: string, options: Omit<ActionOptions, 'workspace'> = {}) => {
    for (const left of ['.venv', '.stagetime']) {
      rmSync(join(folder, left), { recursive: true, force: true });
    }
    writeFileSync(join(folder, 'requirements.txt'), requirements);
    const image = { ImageOS: 'ubuntu24', ImageVersion: '20261101.1' };
    const env = { ...results.env, ...image, ...options.env };
    const inputs = { baseline: 'history.json', ...options.inputs };
    const { exitCode } = await runAction({ ...options, workspace: folder, env, inputs });
    const record = readRunRecord(join(folder, '.stagetime'));
    const [setup, stage] = record.stages;
    return { exitCode, record, setup, stage };
  };
}

async function service(): Promise<ResultsService> {
  const started = await startResultsService();
  onTestFinished(() => started.close());
  return started;
}

describe('setups of the Action', () => {
  it('are restored where all is the same, and run again where the lock or the image is another', async () => {
    const job = await repository(await service());
    const first = await job('a\n');
    expect(first.exitCode).toBe(0);
    expect(first.setup).toMatchObject({ status: 'passed', setup: { kind: 'command' } });
    expect(first.record.caches).toMatchObject([{ name: 'python', state: 'miss', saved: true }]);

    const second = await job('a\n');
    expect(second.setup).toMatchObject({ status: 'reused', setup: { kind: 'kept' } });
    expect(second.stage?.status).toBe('passed');
    expect(second.record.caches).toMatchObject([{ name: 'python', state: 'exact' }]);

    expect((await job('b\n')).setup?.status).toBe('passed');
    const newer = await job('a\n', { env: { ImageVersion: '20261115.2' } });
    expect(newer.setup).toMatchObject({ status: 'passed', cacheState: 'cold' });
    expect((await job('a\n')).setup?.status).toBe('reused');
  });

  it('are restored for a pull request, which saves none', async () => {
    const results = await service();
    const job = await repository(results);
    await job('a\n');
    const event = pullRequestEvent();
    expect((await job('a\n', { event })).setup?.status).toBe('reused');
    const changed = await job('b\n', { event });
    expect(changed.setup?.status).toBe('passed');
    expect(changed.record.caches).toMatchObject([{ name: 'python', saved: false }]);
  });

  it('that fail fail the job, and no stage starts', async () => {
    const folder = workspace({
      'stagetime.yml': DEFINITION.replace('python3 -m venv', 'exit 7; python3 -m venv'),
      'requirements.txt': 'a\n',
    });
    const { exitCode } = await runAction({ workspace: folder });
    const { stages } = readRunRecord(join(folder, '.stagetime'));
    expect(exitCode).toBe(1);
    expect(stages.map(({ status }) => status)).toEqual(['failed', 'skipped']);
  });
});
