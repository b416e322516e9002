import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import { createStageCaches } from '../../src/execution/caches/caches.ts';
import { createFileStates } from '../../src/execution/files/file-states.ts';
import { createToolVersions } from '../../src/execution/inputs/tool-versions.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';
import { requireTool } from '../support/tools.ts';
import { temporaryFolder } from './support.ts';

const test = stage('test', { caches: ['pytest'] });
const pytest = {
  name: 'pytest',
  preset: 'pytest',
  paths: [],
  inputs: [],
  restoreKeys: [],
  proxy: false,
} as const;

/** Imports a module and says where Python took it from. */
const PROBE = 'import sys, probed; print(sys.prefix, file=sys.stderr)';

describe.skipIf(!requireTool('python3').available)('a pytest cache', () => {
  it('restores an environment that works, with bytecode that is still good', async () => {
    const root = temporaryFolder();
    const store = createDirectoryStore({ folder: temporaryFolder(), maxBytes: 1e9 });
    const run = () =>
      createStageCaches({
        pipeline: pipelineOf([test], { caches: [pytest] }),
        root,
        environment: { PATH: process.env.PATH },
        store,
        saving: { allowed: true },
        keepExisting: false,
        toolVersions: createToolVersions(root),
        states: createFileStates(root),
        emit: () => {},
        now: () => performance.now(),
      });
    const python = join(root, '.venv/bin/python3');
    const probe = () =>
      spawnSync(python, ['-v', '-c', PROBE], { encoding: 'utf8', env: {} }).stderr;

    writeFileSync(join(root, 'requirements.txt'), 'probed==1.0\n');
    const first = run();
    expect((await first.prepare(test)).state).toBe('cold');
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(root, '.venv')]);
    const packages = 'import sysconfig; print(sysconfig.get_path("purelib"))';
    const folder = execFileSync(python, ['-c', packages], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, 'probed.py'), 'import sys\n');
    utimesSync(join(folder, 'probed.py'), 1_000_000_000, 1_000_000_000);
    probe();
    await first.save([{ id: 'test', status: 'passed' }]);

    rmSync(join(root, '.venv'), { recursive: true });
    expect((await run().prepare(test)).state).toBe('warm');
    const said = probe();
    expect(said).toContain(join(root, '.venv'));
    expect(said).toMatch(/matches .*probed\.py/);

    writeFileSync(join(root, 'requirements.txt'), 'probed==2.0\n');
    rmSync(join(root, '.venv'), { recursive: true });
    expect((await run().prepare(test)).state).toBe('partial');
  });
});
