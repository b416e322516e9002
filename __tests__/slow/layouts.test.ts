/** Repositories laid out as public ones are: `init`, then a run that passes, one that reuses, and one after a change. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../definition/detection/folder.ts';
import { readRunRecord, runCli, statuses } from '../e2e/harness.ts';
import { LAYOUTS, type Layout } from '../layouts/layouts.ts';
import { putStandIns } from '../layouts/stand-ins.ts';
import { requireTool } from '../support/tools.ts';

/** A picture of one white pixel, for those that a repository carries. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC',
  'base64',
);

function repository({ files, standIns }: Layout) {
  const isPicture = ([file, text]: [string, string]) => file.endsWith('.png') && text === '';
  const cwd = folderOf(
    Object.fromEntries(
      Object.entries(files).map(entry => (isPicture(entry) ? [entry[0], PIXEL] : entry)),
    ),
  );
  const bin = folderOf({});
  putStandIns(bin, standIns);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd,
      stdio: 'pipe',
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'start');
  const env = { PATH: [bin, process.env.PATH].join(delimiter) };
  const stagetime = (...args: string[]) => runCli(args, { cwd, env });
  const run = async () => {
    const { exitCode, stdout, stderr } = await stagetime('run');
    const record = readRunRecord(join(cwd, '.stagetime'));
    // What its setups provide is on this machine.
    const stages = record.stages.filter(({ setup }) => setup?.kind !== 'found');
    return { exitCode, said: stdout + stderr, statuses: statuses({ ...record, stages }), record };
  };
  return { cwd, stagetime, run, git };
}

/** The status that each stage should have. */
function expected({ stages, always = [] }: Layout, runs: readonly string[]) {
  return Object.fromEntries(
    stages.map(id => [id, runs.includes(id) || always.includes(id) ? 'passed' : 'reused']),
  );
}

describe.each(LAYOUTS)('$name', layout => {
  const missing = layout.tools.filter(tool => !requireTool(tool).available);

  it.skipIf(missing.length > 0)('runs as init writes it, and is reused', async () => {
    const { cwd, stagetime, run } = repository(layout);
    const project = layout.project === undefined ? [] : ['--project', layout.project];
    const init = await stagetime('init', ...project);
    expect(init).toMatchObject({ exitCode: 0, stderr: '' });
    const text = readFileSync(join(cwd, 'stagetime.yml'), 'utf8');
    expect((await stagetime('check')).stderr, text).toBe('');

    const first = await run();
    expect(first.statuses, text + first.said).toEqual(expected(layout, layout.stages));
    const second = await run();
    expect(second.statuses, text + second.said).toEqual(expected(layout, []));

    const { file, from, to, runs } = layout.change;
    const before = readFileSync(join(cwd, file), 'utf8');
    writeFileSync(join(cwd, file), before.replace(from, to));
    const changed = await run();
    expect(changed.statuses, text + changed.said).toEqual(expected(layout, runs));
  });
});

it.skipIf(!requireTool('latexmk').available || !requireTool('pdflatex').available)(
  'a document that failed is built again when what was missing is there',
  async () => {
    const layout = LAYOUTS.find(({ name }) => name === 'src-layout package with a paper');
    if (layout === undefined) throw new Error('no such layout');
    const { cwd, stagetime, run } = repository(layout);
    const picture = join(cwd, 'paper/static.png');
    const bytes = readFileSync(picture);
    // Of a picture without an ending latexmk does not know which file it waits for.
    const source = join(cwd, 'paper/main.tex');
    writeFileSync(source, readFileSync(source, 'utf8').replace('static.png', 'static'));
    await stagetime('init');
    rmSync(picture);
    writeFileSync(join(cwd, 'paper/other.png'), bytes);
    const failed = await run();
    expect(failed.statuses.render, failed.said).toBe('failed');
    // Nothing of latexmk's sources is other than it was; only the picture is there.
    writeFileSync(picture, bytes);
    const built = await run();
    expect(built.statuses.render, built.said).toBe('passed');
  },
);
