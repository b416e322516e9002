import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunRecord, runCli, workspace } from '../e2e/harness.ts';
import { copyExample } from '../support/example.ts';
import { requireTool } from '../support/tools.ts';

const TOOLS = ['python3', 'latexmk', 'xelatex', 'fmtutil-sys', 'kpsewhich', 'pdftotext'];
const missing = TOOLS.filter(name => !requireTool(name).available);

/** What the formats are made for. */
const ENGINE = 'xelatex';

describe.skipIf(missing.length > 0)('the preset latex, with stage reuse off', () => {
  it('makes latexmk repeat what is needed and nothing else, on machine after machine', async () => {
    const machines = newMachines();
    const cold = await machines.render();
    expect(cold.cache).toMatchObject({ state: 'miss', saved: true });
    expect(cold.passes).toBeGreaterThanOrEqual(3);

    const unchanged = await machines.render();
    expect(unchanged.cache).toMatchObject({ state: 'exact' });
    expect(unchanged.passes).toBe(0);
    expect(unchanged.tookMs / cold.tookMs).toBeLessThanOrEqual(0.5);
    expect(unchanged.cache?.timeSavedMs).toBeGreaterThan(0);
    expect(unchanged.text).toBe(cold.text);

    machines.dumpFormatAnew();
    const elsewhere = await machines.render();
    expect(elsewhere.cache).toMatchObject({ state: 'exact' });
    expect(elsewhere.passes).toBe(0);

    machines.dumpFormatAnew();
    const section = 'manuscript/sections/discussion.tex';
    const changed = await machines.render({ [section]: ['symplectic', 'Hamiltonian'] });
    expect(changed.cache).toMatchObject({ state: 'prefix', saved: true });
    expect(changed.cache?.restoring).toMatchObject({
      differences: [{ kind: 'file', path: section, change: 'content' }],
    });
    expect(changed.passes).toBeLessThan(cold.passes);

    const clean = await newMachines().render({ [section]: ['symplectic', 'Hamiltonian'] });
    expect(clean.cache).toMatchObject({ state: 'miss' });
    expect(changed.text).toContain('Hamiltonian');
    expect(changed.text).toBe(clean.text);
    expect(changed.text).not.toBe(cold.text);
  });
});

type Changes = Readonly<Record<string, readonly [string, string]>>;

/** Machines that have nothing in common but the report directory, with the caches in it. */
function newMachines() {
  const [reportDir, tex] = [workspace(), workspace()];
  const system = ask('kpsewhich', '-var-value=TEXMFSYSVAR');
  cpSync(system, tex, {
    recursive: true,
    filter: source => !source.startsWith(join(system, 'web2c')),
  });
  const env = {
    TEXMFSYSVAR: tex,
    // Of the commit on a runner: without it every date in the text is that of today.
    SOURCE_DATE_EPOCH: '1700000000',
  };
  let dumps = 0;
  /** Another time of dumping in it makes the format another file. */
  const dumpFormatAnew = (): void => {
    const format = join(tex, `web2c/xetex/${ENGINE}.fmt`);
    const before = existsSync(format) ? readFileSync(format) : undefined;
    mkdirSync(join(tex, 'web2c'), { recursive: true });
    dumps += 1;
    const time = {
      SOURCE_DATE_EPOCH: `${1_600_000_000 + 100_000 * dumps}`,
      FORCE_SOURCE_DATE: '1',
    };
    const run = (program: string, ...args: readonly string[]) =>
      execFileSync(program, args, {
        env: { ...process.env, TEXMFSYSVAR: tex, ...time },
        stdio: 'ignore',
      });
    run('fmtutil-sys', '--byfmt', ENGINE);
    run('mktexlsr', tex);
    if (before?.equals(readFileSync(format))) throw new Error('the format is the same');
  };
  dumpFormatAnew();

  /** A fresh checkout on a machine of its own. */
  async function render(changes: Changes = {}) {
    const root = workspace();
    copyExample(root);
    for (const [file, [before, after]] of Object.entries(changes)) {
      const text = readFileSync(join(root, file), 'utf8');
      writeFileSync(join(root, file), text.replace(before, after));
    }
    const args = ['run', '--only', 'render', '--force', '--report-dir', reportDir];
    const { exitCode, stdout } = await runCli(args, { cwd: root, env });
    if (exitCode !== 0) throw new Error(stdout);
    const record = readRunRecord(reportDir);
    const cache = record.caches.find(({ name }) => name === 'latex');
    const stage = record.stages.find(({ id }) => id === 'render');
    const log = readFileSync(join(reportDir, 'logs/render.log'), 'utf8');
    const text = ask('pdftotext', '-layout', join(root, 'manuscript/build/main.pdf'), '-');
    rmSync(root, { recursive: true });
    return {
      cache,
      passes: log.match(new RegExp(`of rule '${ENGINE}'`, 'g'))?.length ?? 0,
      tookMs: (stage?.durationMs ?? 0) + (cache?.restoreMs ?? 0),
      text,
    };
  }

  return { render, dumpFormatAnew };
}

function ask(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
