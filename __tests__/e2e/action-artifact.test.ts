import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unzip } from '../github/zips.ts';
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

const REPORT = ['comment.md', 'report.html', 'run.json', 'summary.md'];

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
    const [artifact] = results.artifacts;
    expect(artifact?.name).toMatch(/^stagetime-manuscript-1-[0-9a-f]{6}$/);
    // What stages print is not among it, unless somebody asks.
    const files = await unzip(artifact?.content ?? Buffer.alloc(0));
    expect(Object.keys(files).sort()).toEqual(REPORT);
    expect(result.post.stdout).toBe('');
  });

  it('is uploaded for a failed run too', async () => {
    const results = await service();
    const folder = workspace({ 'stagetime.yml': FAILING });
    const result = await runAction({ workspace: folder, env: results.env });
    expect(result.exitCode).toBe(1);
    expect(results.artifacts).toHaveLength(1);
  });

  it('holds the logs too, on request, with nothing in them that is secret in the end', async () => {
    const results = await service();
    const folder = workspace({
      'stagetime.yml': definition({
        // It hides nothing while it runs; what it leaves behind goes on writing to its log.
        early: 'run: |\n  echo printed-before-masked\n  (sleep 0.5; echo "late $API_KEY") &',
        late: 'run: sleep 1; echo ::add-mask::printed-before-masked\nneeds: [early]',
        fails: 'run: echo "why $API_KEY"; exit 1\nneeds: [late]',
        never: 'run: echo never\nneeds: [fails]',
      }),
    });
    const result = await runAction({
      workspace: folder,
      env: { ...results.env, API_KEY: 'very-secret' },
      inputs: { 'upload-logs': 'true' },
    });
    expect(result.annotations.map(({ level }) => level)).toEqual(['error']);
    const files = await unzip(results.artifacts[0]?.content ?? Buffer.alloc(0));
    expect(Object.keys(files).sort()).toEqual(
      [...REPORT, 'logs/early.log', 'logs/fails.log', 'logs/late.log'].sort(),
    );
    expect(files['logs/early.log']).toBe('***\nlate ***\n');
    expect(files['logs/late.log']).toBe('::add-mask::***\n');
    expect(files['logs/fails.log']).toBe('why ***\n');
    expect(readFileSync(join(folder, '.stagetime/logs/early.log'), 'utf8')).toBe('***\nlate ***\n');
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
