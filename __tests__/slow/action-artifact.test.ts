import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { definition, workspace } from '../e2e/harness.ts';
import type { Fault } from '../services/faults.ts';
import { startResultsService } from '../services/results-service.ts';
import { runAction } from '../services/runner.ts';

const DEADLINE_MS = 60_000;

describe('a results service that wears out the toolkit', () => {
  it.each<[string, Fault | 'down']>([
    ['is down', 'down'],
    ['answers 500 to everything', { match: /./, status: 500 }],
    ['never answers', { match: /./, hang: true }],
    ['never takes the bytes', { match: /Put|blobs/, hang: true }],
  ])('and %s costs a notice and a bounded time, never the job', async (_, fault) => {
    const results = await startResultsService({ faults: fault === 'down' ? [] : [fault] });
    if (fault === 'down') await results.close();
    else onTestFinished(() => results.close());
    const folder = workspace({ 'stagetime.yml': definition({ first: 'run: echo hello' }) });
    const startedAt = performance.now();
    // The history would ask the same service.
    const inputs = { baseline: 'history.json' };
    const result = await runAction({ workspace: folder, env: results.env, inputs });
    // Half of it more for all else, on a machine that may do much else.
    expect(performance.now() - startedAt).toBeLessThan(1.5 * DEADLINE_MS);
    expect(result.exitCode).toBe(0);
    expect(result.outputs.status).toBe('passed');
    expect(result.summary).not.toBe('');
    expect(result.annotations).toHaveLength(1);
    expect(result.annotations[0]).toMatchObject({ level: 'notice' });
    expect(result.annotations[0]?.message).toMatch(/^report not uploaded as an artifact: \S/);
    // Main has finished, whatever became of the upload: post does not try again.
    expect(result.post).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('takes no longer where there is a document too, and leaves the report its part of the time', async () => {
    const results = await startResultsService({ faults: [{ match: /./, hang: true }] });
    onTestFinished(() => results.close());
    const paper = `run: echo %PDF-1.7 > main.pdf
requires: [pandoc]
outputs: [main.pdf]`;
    const bin = workspace({ pandoc: '#!/bin/sh\n' });
    chmodSync(join(bin, 'pandoc'), 0o755);
    const startedAt = performance.now();
    const result = await runAction({
      workspace: workspace({ 'stagetime.yml': definition({ paper }) }),
      env: { ...results.env, PATH: `${bin}:${process.env.PATH}` },
      inputs: { baseline: 'history.json' },
    });
    expect(performance.now() - startedAt).toBeLessThan(1.5 * DEADLINE_MS);
    expect(result.exitCode).toBe(0);
    expect(result.annotations.map(({ message }) => message)).toEqual([
      'main.pdf not uploaded: no answer within 20s',
      'report not uploaded as an artifact: no answer within 40s',
    ]);
    expect(result.summary).not.toContain('[main.pdf]');
  });
});
