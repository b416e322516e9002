import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../services/faults.ts';
import { startResultsService } from '../services/results-service.ts';
import { runAction } from '../services/runner.ts';
import { requireTool } from '../support/tools.ts';
import { definition, workspace } from './harness.ts';

const PASSING = definition({ first: 'run: echo hello' });
const FAILING = definition({ first: 'run: exit 1' });

async function service(faults: readonly Fault[] = []) {
  const started = await startResultsService({ faults });
  onTestFinished(() => started.close());
  return started;
}

const node24 = requireTool('node24');
const NODES = [
  { version: 'this Node', node: process.execPath },
  ...(node24.available ? [{ version: 'Node 24', node: node24.path }] : []),
];

describe('the report as an artifact of the run', () => {
  it.each(NODES)('is uploaded once, under a name of the job, on $version', async ({ node }) => {
    const results = await service();
    const folder = workspace({ 'stagetime.yml': PASSING });
    const result = await runAction({ workspace: folder, node, env: results.env });
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toEqual([]);
    expect(results.artifacts).toHaveLength(1);
    expect(results.artifacts[0]?.name).toMatch(/^stagetime-manuscript-1-[0-9a-f]{6}$/);
    expect(result.post.stdout).toBe('');
  });

  it('is uploaded for a failed run too', async () => {
    const results = await service();
    const folder = workspace({ 'stagetime.yml': FAILING });
    const result = await runAction({ workspace: folder, env: results.env });
    expect(result.exitCode).toBe(1);
    expect(results.artifacts).toHaveLength(1);
  });

  it('has its own name for each job of a matrix', async () => {
    const results = await service();
    const folder = workspace({ 'stagetime.yml': PASSING });
    await runAction({ workspace: folder, env: results.env });
    await runAction({ workspace: folder, env: results.env });
    expect(new Set(results.artifacts.map(({ name }) => name)).size).toBe(2);
  });

  it.each<[string, readonly Fault[]]>([
    ['refuses', [{ match: 'CreateArtifact', status: 403 }]],
    ['refuses the last step', [{ match: 'FinalizeArtifact', status: 400 }]],
  ])(
    'is lost with a notice when the service %s; the job ends as its stages did',
    async (_, faults) => {
      const results = await service(faults);
      for (const [text, exitCode, status] of [
        [PASSING, 0, 'passed'],
        [FAILING, 1, 'failed'],
      ] as const) {
        const folder = workspace({ 'stagetime.yml': text });
        const result = await runAction({ workspace: folder, env: results.env });
        expect(result.exitCode).toBe(exitCode);
        expect(result.outputs.status).toBe(status);
        expect(result.summary).not.toBe('');
        const notices = result.annotations.filter(({ level }) => level === 'notice');
        expect(notices).toHaveLength(1);
        expect(notices[0]?.message).toMatch(/^report not uploaded as an artifact: /);
        expect(result.annotations.filter(({ level }) => level === 'error')).toHaveLength(exitCode);
      }
      expect(results.artifacts).toEqual([]);
    },
  );
});
