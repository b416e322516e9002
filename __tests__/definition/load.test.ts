import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/definition/document/problems.ts';
import { type LoadOptions, loadDefinition } from '../../src/definition/load.ts';

const ONE_STAGE = '# one\nstages:\n  build:\n    run: make\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'definition-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text = ONE_STAGE): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

async function load(options: Partial<LoadOptions> = {}) {
  const result = await loadDefinition({ cwd: folder, ...options });
  return result.kind === 'loaded' ? result : result.problems.map(formatProblem).join('\n');
}

describe('the definition', () => {
  it.each([
    ['stagetime.yml', '.'],
    ['stagetime.yaml', '.'],
    ['.github/stagetime.yml', '.'],
    ['.github/stagetime.yaml', '.'],
  ])('is found in %s; its paths begin at the repository', async (file, root) => {
    write(file);
    expect(await load()).toMatchObject({
      kind: 'loaded',
      source: 'file',
      file,
      root: path.join(folder, root),
      pipeline: { stages: [{ id: 'build' }] },
      stageLines: new Map([['build', 3]]),
    });
  });

  it('in the folder itself comes before the one in .github', async () => {
    write('.github/stagetime.yml', 'stages: { other: { run: x } }');
    write('stagetime.yml');
    expect(await load()).toMatchObject({ file: 'stagetime.yml' });
  });

  it('may be named; its paths begin at its own folder', async () => {
    write('papers/one/pipeline.yml');
    const expected = { file: 'papers/one/pipeline.yml', root: path.join(folder, 'papers/one') };
    expect(await load({ file: 'papers/one/pipeline.yml' })).toMatchObject(expected);
    expect(await load({ file: path.join(folder, 'papers/one/pipeline.yml') })).toMatchObject(
      expected,
    );
    expect(
      await load({ file: '../one/pipeline.yml', cwd: path.join(folder, 'papers/one') }),
    ).toMatchObject({
      file: 'pipeline.yml',
    });
  });

  it('outside the folder is shown by its whole path', async () => {
    write('stagetime.yml');
    mkdirSync(path.join(folder, 'inner'));
    expect(await load({ file: '../stagetime.yml', cwd: path.join(folder, 'inner') })).toMatchObject(
      {
        file: path.join(folder, 'stagetime.yml'),
      },
    );
  });

  it('that is wrong is not passed over for another', async () => {
    write('stagetime.yml', 'stages: { a: { runs: x } }');
    write('.github/stagetime.yml');
    expect(await load()).toContain('stagetime.yml:1:16: error: unknown key `runs`');
  });
});

describe('a file that cannot be read is a problem with a remedy', () => {
  it('when it does not exist', async () => {
    write('stagetime.yml');
    expect(await load({ file: 'stagetiem.yml' })).toBe(
      'stagetiem.yml:1:1: error: there is no such file\n  remedy: correct the path, or let `stagetime init` write a definition',
    );
    expect(await load({ file: 'stagetime.yml/x' })).toContain('there is no such file');
    expect(await load({ file: 'a\0b' })).toContain('error: the file cannot be read');
  });

  it('when it is a folder', async () => {
    write('paper/.github/stagetime.yml');
    expect(await load({ file: 'paper' })).toBe(
      'paper:1:1: error: this is a folder, not a file\n  remedy: name the file in it: .github/stagetime.yml',
    );
    mkdirSync(path.join(folder, 'stagetime.yml'));
    expect(await load()).toContain('stagetime.yml:1:1: error: this is a folder');
  });

  it.skipIf(process.platform === 'win32')(
    'when it is a pipe, without waiting for a writer',
    async () => {
      execFileSync('bash', ['-c', 'mkfifo pipe'], { cwd: folder });
      expect(await load({ file: 'pipe' })).toContain('pipe:1:1: error: this is not a regular file');
    },
  );

  it('when it is too large, without reading it', async () => {
    write('large.yml');
    truncateSync(path.join(folder, 'large.yml'), 2 ** 40);
    expect(await load({ file: 'large.yml' })).toContain(
      `large.yml:1:1: error: the file has ${2 ** 40} bytes, and a definition at most 1000000`,
    );
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'when it is not permitted',
    async () => {
      write('secret.yml');
      chmodSync(path.join(folder, 'secret.yml'), 0);
      expect(await load({ file: 'secret.yml' })).toContain(
        'error: reading the file is not permitted',
      );
    },
  );

  it('when nothing is there, and nothing to detect', async () => {
    expect(await load()).toBe(
      'stagetime.yml:1:1: error: there is no definition here, and nothing that one could be detected from\n  remedy: `stagetime init` writes a `stagetime.yml` to start from',
    );
    expect(await load({ cwd: path.join(folder, 'gone') })).toContain('there is no definition here');
  });
});

describe('without a definition', () => {
  it('the pipeline is detected, and the result says so', async () => {
    write('scripts/00_setup.py', '');
    expect(await load()).toMatchObject({
      kind: 'loaded',
      source: 'detected',
      detected: '1 numbered script in scripts/',
      file: 'scripts/',
      root: folder,
      stageLines: new Map(),
      pipeline: { stages: [{ id: 'setup', run: 'python3 scripts/00_setup.py' }] },
    });
  });
});
