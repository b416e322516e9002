import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';
import { noticesOf, runStages, type TestRun, temporaryFolder } from './support.ts';

const statuses = (run: { records(): readonly { id: string; status: string }[] }) =>
  Object.fromEntries(run.records().map(({ id, status }) => [id, status]));

const notices = ({ events }: Pick<TestRun, 'events'>) => noticesOf(events);

/** A needed stage that runs always, and a stage that reads files, a tool and what the first made. */
function aProject() {
  const root = temporaryFolder();
  const bin = join(root, 'bin');
  mkdirSync(bin);
  mkdirSync(join(root, 'src'));
  tool(bin, '1.0');
  writeFileSync(join(root, 'src/a.txt'), 'a');
  writeFileSync(join(root, 'src/b.txt'), 'b');
  writeFileSync(join(root, 'config'), 'made of this');
  symlinkSync('../outside', join(root, 'src/link.txt'));
  writeFileSync(join(root, 'outside'), 'behind a link');
  const stages: Stage[] = [
    stage('make', { run: 'cp config made', outputs: ['made'] }),
    stage('use', {
      run: 'cat src/*.txt made > out; date +%N > stamp',
      needs: ['make'],
      inputs: ['src/*.txt'],
      outputs: ['out', 'stamp'],
      unstable: ['stamp'],
      env: { MODE: 'fast', OWN: null },
      requires: [{ kind: 'executable', name: 'tool' }],
    }),
    stage('read', { run: 'cp out copy', needs: ['use'], inputs: ['out'], outputs: ['copy'] }),
  ];
  const environment = { PATH: [bin, process.env.PATH].join(delimiter), OWN: 'one' };
  return { root, bin, stages, environment, reuse: true as const };
}

type Project = ReturnType<typeof aProject>;

function tool(bin: string, version: string): void {
  writeFileSync(join(bin, 'tool'), `#!/bin/sh\necho tool ${version}\n`, { mode: 0o755 });
}

const run = (project: Project) => runStages(project.stages, project);

function withUse(project: Project, overrides: Partial<Stage>): Project {
  const stages = project.stages.map(one => (one.id === 'use' ? { ...one, ...overrides } : one));
  return { ...project, stages };
}

describe('a stage whose inputs did not change', () => {
  it('is reused, with its outputs in place and the time it would have taken', async () => {
    const project = aProject();
    const first = await run(project);
    expect(statuses(first)).toEqual({ make: 'passed', use: 'passed', read: 'passed' });
    const out = readFileSync(join(project.root, 'out'), 'utf8');
    for (const file of ['out', 'stamp', 'copy']) rmSync(join(project.root, file));

    const second = await run(project);
    expect(statuses(second)).toEqual({ make: 'passed', use: 'reused', read: 'reused' });
    expect(readFileSync(join(project.root, 'out'), 'utf8')).toBe(out);
    expect(existsSync(join(project.root, 'copy'))).toBe(true);
    const record = second.record('use');
    expect(record.fingerprint).toBe(first.record('use').fingerprint);
    expect(record.reuse?.savedMs).toBe(first.record('use').durationMs);
    expect(record.durationMs).toBeUndefined();
    expect(second.status()).toBe('passed');
  });

  const edits: Readonly<Record<string, (project: Project) => void>> = {
    'an input': ({ root }) => appendFileSync(join(root, 'src/a.txt'), '!'),
    'another input': ({ root }) => writeFileSync(join(root, 'src/b.txt'), 'B'),
    'an input of the same size and time': ({ root }) => {
      const file = join(root, 'src/a.txt');
      writeFileSync(file, 'x');
      utimesSync(file, 1, 1);
    },
    'what a link among the inputs leads to': ({ root }) =>
      void writeFileSync(join(root, 'outside'), 'other'),
    'where a link leads': ({ root }) => {
      unlinkSync(join(root, 'src/link.txt'));
      symlinkSync('../config', join(root, 'src/link.txt'));
    },
    'an input added': ({ root }) => writeFileSync(join(root, 'src/c.txt'), ''),
    'an input deleted': ({ root }) => unlinkSync(join(root, 'src/b.txt')),
    'an input renamed in case only': ({ root }) =>
      renameSync(join(root, 'src/b.txt'), join(root, 'src/B.txt')),
    'an input that became executable': ({ root }) => chmodSync(join(root, 'src/a.txt'), 0o755),
    'an input that became a link': ({ root }) => {
      renameSync(join(root, 'src/a.txt'), join(root, 'a.txt'));
      symlinkSync('../a.txt', join(root, 'src/a.txt'));
    },
    'what a needed stage made': ({ root }) => writeFileSync(join(root, 'config'), 'other'),
    'the version of a tool': ({ bin }) => tool(bin, '1.1'),
  };
  it.each(Object.entries(edits))('runs again after a change of %s', async (_, edit) => {
    const project = aProject();
    await run(project);
    edit(project);
    expect((await run(project)).record('use').status).toBe('passed');
  });

  const definitions: Readonly<Record<string, (project: Project) => Project>> = {
    'the command': project => withUse(project, { run: 'cat src/*.txt made > out; echo > stamp' }),
    'the shell': project => withUse(project, { shell: 'sh' }),
    'the working directory': project =>
      withUse(project, { workingDirectory: 'src', run: 'cd ..; cat src/* > out; echo > stamp' }),
    'a variable of its environment': project => withUse(project, { env: { MODE: 'slow' } }),
    'a variable passed on': project => ({
      ...project,
      environment: { ...project.environment, OWN: 'two' },
    }),
    'its outputs': project =>
      withUse(project, {
        run: 'cat src/*.txt made | tee out > more; echo > stamp',
        outputs: ['out', 'more', 'stamp'],
      }),
    'a tool it requires': project =>
      withUse(project, { requires: [{ kind: 'executable', name: 'sh' }] }),
  };
  it.each(Object.entries(definitions))('runs again after a change of %s', async (_, change) => {
    const project = aProject();
    await run(project);
    expect((await run(change(project))).record('use').status).toBe('passed');
  });

  it('is reused whatever the times of its files are', async () => {
    const project = aProject();
    await run(project);
    for (const file of ['src/a.txt', 'src/b.txt', 'config', 'outside', 'made']) {
      utimesSync(join(project.root, file), 1_000_000_000, 1_000_000_000);
    }
    expect((await run(project)).record('use').status).toBe('reused');
  });

  it('is reused when the inputs are as they were before', async () => {
    const project = aProject();
    await run(project);
    writeFileSync(join(project.root, 'src/a.txt'), 'other');
    expect((await run(project)).record('use').status).toBe('passed');
    writeFileSync(join(project.root, 'src/a.txt'), 'a');
    expect((await run(project)).record('use').status).toBe('reused');
  });

  it('does not make those run again that need it, when it made the same but for what is unstable', async () => {
    const project = aProject();
    await run(project);
    const again = await run(withUse(project, { run: 'cat src/*.txt made >out; date +%N > stamp' }));
    expect(statuses(again)).toEqual({ make: 'passed', use: 'passed', read: 'reused' });
  });

  it('runs on request, with `if-changed: false`, and where it has no inputs', async () => {
    const project = aProject();
    await run(project);
    expect((await run({ ...project, reuse: 'force' as never })).record('use').status).toBe(
      'passed',
    );
    expect((await run(withUse(project, { reuse: false }))).record('use').status).toBe('passed');
    expect((await run(withUse(project, { inputs: [] }))).record('use').status).toBe('passed');
    expect((await run(project)).record('use').status).toBe('reused');
  });

  it('runs when what was stored is damaged, and is stored anew', async () => {
    const project = aProject();
    await run(project);
    rmSync(join(project.root, '.stagetime/cache/archives'), { recursive: true });
    rmSync(join(project.root, 'out'));
    expect((await run(project)).record('use').status).toBe('passed');
    expect((await run(project)).record('use').status).toBe('reused');
  });
});

describe('a stage with a tool of its own', () => {
  it('runs again when that changes, also where it knows no --version', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'work'));
    writeFileSync(join(root, 'in'), '');
    const tool = (text: string) =>
      writeFileSync(join(root, 'work/tool'), `#!/bin/sh\n${text}\nexit 1\n`, { mode: 0o755 });
    const requires = [{ kind: 'executable', name: './tool' }] as const;
    const stages = [stage('use', { inputs: ['in'], workingDirectory: 'work', requires })];
    tool('echo one');
    await runStages(stages, { root, reuse: true });
    expect((await runStages(stages, { root, reuse: true })).record('use').status).toBe('reused');
    tool('echo two');
    expect((await runStages(stages, { root, reuse: true })).record('use').status).toBe('passed');
  });
});

describe('a stage', () => {
  it('that failed or skipped itself is not stored', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), '');
    const stages = [
      stage('fail', { run: 'exit 1', inputs: ['in'], optional: true }),
      stage('skip', { run: 'exit 2', inputs: ['in'], skipExitCode: 2 }),
    ];
    await runStages(stages, { root, reuse: true });
    const again = await runStages(stages, { root, reuse: true });
    expect(statuses(again)).toEqual({ fail: 'failed', skip: 'skipped' });
  });

  it('that passes without making an output it names is not stored, and that is said', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), '');
    const stages = [stage('lazy', { run: 'true', inputs: ['in'], outputs: ['never'] })];
    const first = await runStages(stages, { root, reuse: true });
    expect(notices(first)).toEqual([
      {
        kind: 'result-not-stored',
        stage: 'lazy',
        why: { kind: 'missing-output', pattern: 'never' },
      },
    ]);
    expect((await runStages(stages, { root, reuse: true })).record('lazy').status).toBe('passed');
  });

  it('that writes its own input is told so and not stored', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), 'a');
    const stages = [stage('append', { run: 'echo more >> in', inputs: ['in'] })];
    const first = await runStages(stages, { root, reuse: true });
    expect(notices(first)).toMatchObject([
      { kind: 'stray-writes', what: 'own-input', writers: ['append'], paths: ['in'] },
    ]);
    expect((await runStages(stages, { root, reuse: true })).record('append').status).toBe('passed');
  });

  it('may write below its inputs what it or its cache declares', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'm'));
    writeFileSync(join(root, 'm/main.tex'), 'a');
    const latex = { name: 'latex', paths: ['m/build'], inputs: [], restoreKeys: [], proxy: false };
    const build = 'mkdir -p m/build; date +%N > m/build/main.aux; cp m/main.tex m/main.pdf';
    const stages = [
      stage('render', { run: build, inputs: ['m/**'], outputs: ['m/main.pdf'], caches: ['latex'] }),
    ];
    const first = await runStages(stages, { root, reuse: true, caches: [latex] });
    expect(notices(first)).toEqual([]);
    const again = await runStages(stages, { root, reuse: true, caches: [latex] });
    expect(again.record('render').status).toBe('reused');
  });

  it('that writes what another reads without being needed by it is told so', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), '');
    const stages = [
      stage('first', { run: 'echo x > data.csv', outputs: ['data.csv'] }),
      stage('second', { run: 'cat *.csv in', inputs: ['in', '*.csv'] }),
    ];
    writeFileSync(join(root, 'data.csv'), 'old');
    const first = await runStages(stages, {
      root,
      reuse: true,
      capacity: { slots: 1, memoryBytes: 1 },
    });
    expect(notices(first)).toMatchObject([
      {
        kind: 'stray-writes',
        what: 'race',
        writers: ['first'],
        other: 'second',
        paths: ['data.csv'],
      },
    ]);
  });

  it('that writes what a later one reads without declaring it is told so and not stored', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), '');
    const stages = [
      stage('first', { run: 'echo x > data.csv; echo y > out', inputs: ['in'], outputs: ['out'] }),
      stage('second', { run: 'cat data.csv', inputs: ['data.csv'], needs: ['first'] }),
    ];
    const first = await runStages(stages, { root, reuse: true });
    expect(notices(first)).toEqual([
      {
        kind: 'stray-writes',
        what: 'undeclared',
        writers: ['first'],
        other: 'second',
        isNeeded: true,
        paths: ['data.csv'],
      },
    ]);
    rmSync(join(root, 'data.csv'));
    const again = await runStages(stages, { root, reuse: true });
    expect(statuses(again)).toEqual({ first: 'passed', second: 'reused' });
  });

  it('that is reused while others are is not taken for the writer of what they make', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), '');
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const stages = [
      ...ids.map(id =>
        stage(id, { run: `echo ${id} > ${id}.out`, inputs: ['in'], outputs: [`${id}.out`] }),
      ),
      stage('last', { run: 'cat *.out', inputs: ['*.out'], needs: ids }),
    ];
    await runStages(stages, { root, reuse: true });
    for (const id of ids) rmSync(join(root, `${id}.out`));
    const again = await runStages(stages, { root, reuse: true });
    expect(new Set(Object.values(statuses(again)))).toEqual(new Set(['reused']));
    expect(notices(again)).toEqual([]);
  });

  it('whose inputs another changed while it ran is not stored', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), 'a');
    const stages = [
      stage('reader', {
        run: 'touch started; until [ -e go ]; do sleep 0.02; done',
        inputs: ['in'],
      }),
      stage('writer', { run: 'until [ -e started ]; do sleep 0.02; done; echo b > in; touch go' }),
    ];
    const first = await runStages(stages, { root, reuse: true });
    expect(statuses(first)).toEqual({ reader: 'passed', writer: 'passed' });
    expect(notices(first)).toMatchObject([
      { kind: 'stray-writes', other: 'reader', paths: ['in'] },
    ]);
    writeFileSync(join(root, 'in'), 'a');
    rmSync(join(root, 'go'));
    rmSync(join(root, 'started'));
    expect((await runStages(stages, { root, reuse: true })).record('reader').status).toBe('passed');
  });
});
