import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/pipeline/types.ts';
import type { Notice } from '../../src/record/facts/notice/notice.ts';
import type { NotStored } from '../../src/record/facts/stage/not-stored.ts';
import { stage } from '../pipeline/stages.ts';
import { noticesOf, runStages, startStages, temporaryFolder } from './support.ts';

type Files = Readonly<Record<string, string>>;

/** A folder with files, in which stages run with results that are stored. */
function aProject(files: Files) {
  const root = temporaryFolder();
  const put = (more: Files): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  put(files);
  return {
    root,
    put,
    /** Has git track all that is there. */
    track(): void {
      for (const args of [
        ['init', '-q'],
        ['add', '-A'],
      ])
        execFileSync('git', args, { cwd: root });
    },
    read: (path: string) => readFileSync(join(root, path), 'utf8'),
    has: (path: string) => existsSync(join(root, path)),
    list: (path: string) => readdirSync(join(root, path)).sort(),
    remove: (path: string) => rmSync(join(root, path), { recursive: true }),
    async run(stages: readonly Stage[], slots = 2, force = false) {
      const run = await runStages(stages, {
        root,
        reuse: force ? 'force' : true,
        keepGoing: true,
        capacity: { slots, memoryBytes: Number.POSITIVE_INFINITY },
      });
      const states = Object.fromEntries(run.records().map(({ id, status }) => [id, status]));
      return { states, notices: noticesOf(run.events), run };
    },
  };
}

/** The notice that what `make` did is not stored. */
function notStored(why: NotStored): Notice {
  return { kind: 'result-not-stored', stage: 'make', why };
}

/** Makes a file for every word of `list`. */
const lister = (overrides: Partial<Stage> = {}) =>
  stage('make', {
    run: 'mkdir -p out/deep; for f in $(cat list); do echo $f > out/deep/$f; done',
    inputs: ['list'],
    outputs: ['out'],
    ...overrides,
  });

describe('why a stage runs', () => {
  it('is what changed since the result that stood here last, not since the newest that is stored', async () => {
    const make = stage('make', { inputs: ['a', 'b'], outputs: ['out'], run: 'cat a b > out' });
    const project = aProject({ a: '1', b: '1' });
    await project.run([make]);
    project.put({ a: '2' });
    await project.run([make]);
    project.put({ a: '1' });
    expect((await project.run([make])).states).toEqual({ make: 'reused' });
    project.put({ b: '2' });
    const { run } = await project.run([make]);
    const [record] = run.records();
    expect(record?.ranBecause?.causes).toEqual([
      { kind: 'changed', difference: { kind: 'file', path: 'b', change: 'content' } },
    ]);
  });
});

describe('what earlier executions of a stage left', () => {
  it.each(['out', 'out/**', 'out/*/*', '**/deep/*'])('goes before it runs: %s', async pattern => {
    const project = aProject({ list: 'a b' });
    await project.run([lister({ outputs: [pattern] })]);
    project.put({ list: 'a' });
    await project.run([lister({ outputs: [pattern] })]);
    expect(project.list('out/deep')).toEqual(['a']);
  });

  it('goes where a stored result stands for running it', async () => {
    const project = aProject({ list: 'a' });
    await project.run([lister()]);
    project.put({ list: 'a b' });
    await project.run([lister()]);
    project.put({ list: 'a' });
    expect((await project.run([lister()])).states).toEqual({ make: 'reused' });
    expect(project.list('out/deep')).toEqual(['a']);
  });

  it('goes with the folders it had made, so that a command may make them again', async () => {
    const project = aProject({ list: 'a' });
    const stages = [lister({ run: 'mkdir out out/deep; cp list out/deep/a' })];
    await project.run(stages);
    expect((await project.run(stages, 2, true)).states).toEqual({ make: 'passed' });
  });

  it('goes also where it failed or was interrupted', async () => {
    const project = aProject({ list: 'a' });
    const failing = lister({ run: 'mkdir -p out; echo half > out/half; exit 1' });
    await project.run([failing]);
    await project.run([lister()]);
    expect(project.list('out')).toEqual(['deep']);
    const stop = new AbortController();
    const waiting = lister({ run: 'mkdir -p out; touch out/half; sleep 30', inputs: ['list'] });
    const run = startStages([waiting], { root: project.root, reuse: true, signal: stop.signal });
    await waitUntil(() => project.has('out/half'));
    stop.abort();
    await run.finished;
    expect((await project.run([lister()])).states).toEqual({ make: 'reused' });
    expect(project.list('out')).toEqual(['deep']);
  });

  it('stays where somebody else wrote it, and is in no result', async () => {
    const project = aProject({ list: 'a', 'out/mine.txt': 'mine' });
    await project.run([lister()]);
    project.put({ list: 'b', 'out/deep/a': 'edited by me', 'out/later.txt': 'mine' });
    await project.run([lister()]);
    expect(project.read('out/deep/a')).toBe('edited by me');
    expect(project.list('out')).toEqual(['deep', 'later.txt', 'mine.txt']);
    project.remove('out');
    // Its command may have read them.
    expect((await project.run([lister()])).states).toEqual({ make: 'passed' });
    project.remove('out');
    expect((await project.run([lister()])).states).toEqual({ make: 'reused' });
    expect(project.list('out')).toEqual(['deep']);
    expect(project.list('out/deep')).toEqual(['b']);
  });

  it('goes with empty folders that several reuses have found in place', async () => {
    const project = aProject({ list: 'a' });
    const stages = [lister({ run: 'ls -p out > was || true; mkdir -p out/$(cat list)' })];
    await project.run(stages);
    await project.run(stages);
    await project.run(stages);
    project.put({ list: 'b' });
    await project.run(stages);
    expect(project.read('was')).toBe('');
    expect(project.list('out')).toEqual(['b']);
  });

  it('stays in a copy of the folder, where somebody put all of it', async () => {
    const project = aProject({ list: 'a' });
    const stop = new AbortController();
    const waiting = lister({ run: 'mkdir -p out; touch out/half; sleep 30' });
    const run = startStages([waiting], { root: project.root, reuse: true, signal: stop.signal });
    await waitUntil(() => project.has('out/half'));
    const copy = aProject({ 'out/mine.txt': 'mine' });
    cpSync(project.root, copy.root, { recursive: true });
    stop.abort();
    await run.finished;
    await copy.run([lister()]);
    expect(copy.list('out')).toEqual(['deep', 'half', 'mine.txt']);
  });

  it('stays in the stage’s caches, and counts where its command kept it', async () => {
    const project = aProject({ list: 'a' });
    const build = {
      name: 'build',
      paths: ['build'],
      inputs: ['list'],
      restoreKeys: [],
      proxy: false,
    };
    // Like make: what is up to date is not made again.
    const run = 'mkdir -p build; [ -e build/a.o ] || date +%N > build/a.o; cp list build/all';
    const stages = [
      stage('make', {
        run,
        inputs: ['list'],
        outputs: ['build/a.o', 'build/all'],
        caches: ['build'],
      }),
    ];
    const options = { root: project.root, reuse: true, caches: [build] } as const;
    await runStages(stages, options);
    const first = project.read('build/a.o');
    project.put({ list: 'b' });
    await runStages(stages, options);
    expect(project.read('build/a.o')).toBe(first);
    project.remove('build');
    expect((await runStages(stages, options)).record('make').status).toBe('reused');
    expect(project.read('build/a.o')).toBe(first);
  });

  it('goes with folders in folders of stages that run later', async () => {
    const project = aProject({ list: 'a' });
    const stages = [
      stage('all', { run: 'mkdir -p o; find o > o/found', inputs: ['list'], outputs: ['o'] }),
      stage('in', { run: 'mkdir -p o/in; touch o/in/1', needs: ['all'], outputs: ['o/in'] }),
      stage('deep', { run: 'mkdir o/in/in; touch o/in/in/2', needs: ['in'], outputs: ['o/in/in'] }),
    ];
    await project.run(stages);
    project.put({ list: 'b' });
    expect((await project.run(stages)).states['all']).toBe('passed');
    expect(project.read('o/found').trim().split('\n').sort()).toEqual(['o', 'o/found']);
  });

  it('is not there for a stage that runs before', async () => {
    const project = aProject({ list: 'a', 'data/in': 'x' });
    const stages = [
      stage('index', { run: 'ls data > index', inputs: ['data'], outputs: ['index'] }),
      stage('derive', {
        run: 'cp list data/derived',
        inputs: ['list'],
        outputs: ['data/derived'],
        needs: ['index'],
      }),
    ];
    await project.run(stages);
    expect((await project.run(stages)).states).toEqual({ index: 'reused', derive: 'reused' });
    await project.run(stages, 2, true);
    expect(project.read('index')).toBe('in\n');
    expect(project.read('data/derived')).toBe('a');
  });
});

describe('a stored result', () => {
  it('holds nothing of an attempt that failed', async () => {
    const project = aProject({ list: 'a' });
    const run = `mkdir -p out; if [ ! -e tried ]; then touch tried; mkdir out/half; echo junk > out/junk; exit 1; fi
      cp list out/a`;
    const stages = [lister({ run, retries: 1 })];
    expect((await project.run(stages)).run.record('make').attempts).toBe(2);
    expect(project.list('out')).toEqual(['a']);
    project.remove('out');
    expect((await project.run(stages)).states).toEqual({ make: 'reused' });
    expect(project.list('out')).toEqual(['a']);
  });

  it.each([
    ['git tracks', true],
    ['somebody put there', false],
  ])('is not made where an attempt that failed changed what %s', async (_, isTracked) => {
    const project = aProject({ list: 'a', 'out/log': 'begun;' });
    if (isTracked) project.track();
    const run = 'cat list >> out/log; [ -e tried ] || { touch tried; exit 1; }';
    const first = await project.run([lister({ run, retries: 1 })]);
    expect(first.notices).toEqual([notStored({ kind: 'failed-attempt', path: 'out/log' })]);
    expect(project.read('out/log')).toBe('begun;aa');
  });

  it.each(['out', 'ou*/**', '**/logs/**'])(
    'holds the folders that were made for others: %s',
    async pattern => {
      const project = aProject({ list: 'a' });
      const stages = [
        lister({
          run: 'mkdir -p out/logs/old out/figures; cp list out/figures/a',
          outputs: [pattern],
        }),
        stage('use', { run: 'test -d out/logs/old', needs: ['make'] }),
      ];
      await project.run(stages);
      project.remove('out');
      expect((await project.run(stages)).states).toEqual({ make: 'reused', use: 'passed' });
    },
  );

  it.each([
    ['a file', 'out/*.pdf', 'mkdir -p out; cp list out/a.ps'],
    ['a file in braces', 'out/**/*.{pdf,png}', 'mkdir -p out; cp list out/a.ps'],
    ['one of two', 'out/missing', 'mkdir -p out; cp list out/a.ps'],
  ])('is not made where %s is missing, which is said', async (_, pattern, run) => {
    const project = aProject({ list: 'a' });
    const stages = [lister({ run, outputs: ['out/*.ps', pattern] })];
    const first = await project.run(stages);
    expect(first.notices).toEqual([notStored({ kind: 'missing-output', pattern })]);
    expect((await project.run(stages)).states).toEqual({ make: 'passed' });
  });

  it('is not made of what was there before, which is said', async () => {
    const project = aProject({ list: 'a', 'out/a': 'old' });
    const stages = [lister({ run: 'true', outputs: ['out/a'] })];
    const first = await project.run(stages);
    expect(first.notices).toEqual([
      notStored({ kind: 'missing-output', pattern: 'out/a', foreign: 'out/a' }),
    ]);
    expect((await project.run(stages)).states).toEqual({ make: 'passed' });
  });

  it.each(['dist', 'dist/**'])('is not made through a link to a folder: %s', async pattern => {
    const project = aProject({ list: 'a', 'real/.keep': '' });
    symlinkSync('real', join(project.root, 'dist'));
    const stages = [lister({ run: 'cp list dist/x', outputs: [pattern] })];
    expect((await project.run(stages)).notices).toEqual([
      notStored({ kind: 'link', path: 'dist', target: 'real' }),
    ]);
    rmSync(join(project.root, 'real/x'));
    expect((await project.run(stages)).states).toEqual({ make: 'passed' });
    expect(project.has('real/x')).toBe(true);
  });

  it('holds links to what it holds, and to files of the system', async () => {
    const project = aProject({ list: 'a' });
    const run = 'mkdir -p out/v1; cp list out/v1/a; ln -s v1 out/latest; ln -s /bin/sh out/sh';
    await project.run([lister({ run })]);
    project.remove('out');
    expect((await project.run([lister({ run })])).states).toEqual({ make: 'reused' });
    expect(project.read('out/latest/a')).toBe('a');
  });

  it('is not made of links to what another stage may change', async () => {
    const project = aProject({ list: 'a', 'other.txt': 'x' });
    const run = 'mkdir -p out; ln -s ../other.txt out/link';
    const first = await project.run([lister({ run })]);
    expect(first.notices).toEqual([
      notStored({ kind: 'link', path: 'out/link', target: '../other.txt' }),
    ]);
  });
});

describe('files beside what a stage makes', () => {
  const counting = (overrides: Partial<Stage> = {}) =>
    lister({
      run: 'ls -A out > seen || true; mkdir -p out; cat seen list > out/made',
      ...overrides,
    });

  it('decide what it makes: the result is good only beside the same', async () => {
    const project = aProject({ list: 'a', 'out/mine': '1' });
    await project.run([counting()]);
    expect((await project.run([counting()])).states).toEqual({ make: 'reused' });
    project.remove('out');
    expect((await project.run([counting()])).states).toEqual({ make: 'passed' });
    expect(project.read('out/made')).toBe('a');
    project.put({ 'out/other': '1' });
    expect((await project.run([counting()])).states).toEqual({ make: 'passed' });
    project.put({ 'out/other': '2' });
    expect((await project.run([counting()])).states).toEqual({ make: 'passed' });
    mkdirSync(join(project.root, 'out/empty'));
    expect((await project.run([counting()])).states).toEqual({ make: 'passed' });
  });

  it('decide also where it writes over them', async () => {
    const project = aProject({ list: 'a', 'out/made': 'mine;' });
    const stages = [lister({ run: 'cat list >> out/made' })];
    await project.run(stages);
    expect(project.read('out/made')).toBe('mine;a');
    project.remove('.stagetime/made');
    project.put({ 'out/made': 'yours;' });
    expect((await project.run(stages)).states).toEqual({ make: 'passed' });
    expect(project.read('out/made')).toBe('yours;a');
  });

  it('are not what the stage made and somebody damaged: that is repaired', async () => {
    const project = aProject({ list: 'a' });
    await project.run([lister()]);
    const made = project.list('out');
    project.put({ 'out/deep/a': 'damaged' });
    expect((await project.run([lister()])).states).toEqual({ make: 'reused' });
    expect(project.list('out')).toEqual(made);
    expect(project.read('out/deep/a')).not.toBe('damaged');
  });

  it('are what git has where the stage writes over a tracked file, again and again', async () => {
    const project = aProject({ list: 'a', 'out/made': 'mine;' });
    project.track();
    const stages = [lister({ run: 'cat list >> out/made' })];
    await project.run(stages);
    for (const _ of [1, 2]) {
      expect((await project.run(stages)).states).toEqual({ make: 'reused' });
      expect(project.read('out/made')).toBe('mine;a');
    }
    project.put({ 'out/made': 'mine;' });
    expect((await project.run(stages)).states).toEqual({ make: 'reused' });
    expect(project.read('out/made')).toBe('mine;a');
    project.put({ 'out/made': 'edited;' });
    expect((await project.run(stages)).states).toEqual({ make: 'passed' });
    expect(project.read('out/made')).toBe('edited;a');
  });

  it('are not written where git tracks them: what the user changed stays', async () => {
    const project = aProject({ list: 'a', 'out/readme': 'old' });
    project.track();
    await project.run([lister()]);
    project.put({ 'out/readme': 'new' });
    expect((await project.run([lister()])).states).toEqual({ make: 'passed' });
    expect(project.read('out/readme')).toBe('new');
    project.remove('out/deep');
    expect((await project.run([lister()])).states).toEqual({ make: 'reused' });
    expect(project.read('out/readme')).toBe('new');
  });

  it.each([
    ['a wildcard', ['doc/*.pdf'], ['doc/**']],
    ['a wildcard for everything', ['*'], ['doc/*']],
    ['the folder', ['doc'], ['doc/**']],
  ])(
    'are inputs where its patterns name them, though %s of its outputs matches',
    async (_, outputs, inputs) => {
      const project = aProject({ 'doc/figure.pdf': '1' });
      const run = 'cat doc/figure.pdf > doc/main.pdf';
      const stages = [stage('paper', { run, inputs, outputs })];
      await project.run(stages);
      expect((await project.run(stages)).states).toEqual({ paper: 'reused' });
      project.put({ 'doc/figure.pdf': '2' });
      expect((await project.run(stages)).states).toEqual({ paper: 'passed' });
      expect(project.read('doc/main.pdf')).toBe('2');
      project.remove('doc/main.pdf');
      expect((await project.run(stages)).states).toEqual({ paper: 'reused' });
      expect(project.read('doc/main.pdf')).toBe('2');
    },
  );
});

describe('what a stage reads', () => {
  /** Ends when the file is there. */
  const until = (file: string) => `until [ -e ${file} ]; do sleep 0.01; done`;
  /** Reads between what `meddles` does first and what it does then, and ends after both. */
  const meets = (read: string) =>
    `touch started; ${until('go')}; ${read}; touch read; ${until('back')}`;
  const meddles = (first: string, then: string) =>
    `${until('started')}; ${first}; touch go; ${until('read')}; ${then}; touch back`;

  it('is looked at again when it starts, after it waited for a slot', async () => {
    const project = aProject({ in: 'good', t: '' });
    const stages = [
      stage('figure', { run: 'mkdir -p out; cp in out/fig', inputs: ['in'], outputs: ['out/fig'] }),
      stage('tests', { run: 'rm -f out/fig; touch gone', inputs: ['t'], needs: ['figure'] }),
      stage('other', { run: `${until('gone')}; sleep 0.1` }),
      stage('paper', {
        run: 'cat out/fig > paper || echo broken > paper',
        needs: ['figure'],
        inputs: ['in'],
        outputs: ['paper'],
        weight: 2,
      }),
    ];
    const first = await project.run(stages);
    expect(project.read('paper')).toBe('broken\n');
    expect(first.notices).toMatchObject([
      { kind: 'stray-writes', what: 'others-output', other: 'figure', paths: ['out/fig'] },
    ]);
    const [said] = first.notices;
    const writers = said?.kind === 'stray-writes' ? said.writers : [];
    expect(writers.toSorted()).toEqual(['other', 'tests']);
    const calm = stages.filter(({ id }) => id === 'figure' || id === 'paper');
    expect((await project.run(calm)).states['paper']).toBe('passed');
    expect(project.read('paper')).toBe('good');
  });

  it.each([
    ['overwritten and put back', 'cp in kept; echo bad > in', 'cp kept in'],
    ['overwritten and put back with its time', 'cp -p in kept; echo bad > in', 'cp -p kept in'],
    ['moved away and back', 'mv in away', 'mv away in'],
  ])('must not be %s meanwhile', async (_, spoil, putBack) => {
    const project = aProject({ in: 'good' });
    const read = 'cat in > out || echo gone > out';
    const reader = stage('reader', { run: meets(read), inputs: ['in'], outputs: ['out'] });
    await project.run([reader, stage('writer', { run: meddles(spoil, putBack) })]);
    expect(project.read('out')).not.toBe('good');
    const again = await project.run([reader]);
    expect(again.states).toEqual({ reader: 'passed' });
    expect(project.read('out')).toBe('good');
  });

  it('must not be in a folder that was moved away meanwhile', async () => {
    const project = aProject({ 'data/in': 'good' });
    const read = 'cat data/in > out || echo gone > out';
    const reader = stage('reader', { run: meets(read), inputs: ['data'], outputs: ['out'] });
    const writer = stage('writer', { run: meddles('mv data away', 'mv away data') });
    await project.run([reader, writer]);
    expect(project.read('out')).toBe('gone\n');
    await project.run([reader]);
    expect(project.read('out')).toBe('good');
  });

  it('may be touched by itself where nothing else runs', async () => {
    const project = aProject({ 'script.sh': 'echo hi > out' });
    const run = 'chmod +x script.sh; chmod -x script.sh; sh script.sh';
    const stages = [stage('s', { run, inputs: ['script.sh'], outputs: ['out'] })];
    expect((await project.run(stages)).notices).toEqual([]);
    expect((await project.run(stages)).states).toEqual({ s: 'reused' });
  });
});

describe('two stages that write the same file', () => {
  it('are named, and neither is stored', async () => {
    const project = aProject({ in: '' });
    const stages = [
      stage('slow', {
        run: 'mkdir -p out; echo slow > out/f.txt; touch started; until [ -e done ]; do sleep 0.01; done',
        inputs: ['in'],
        outputs: ['out/*'],
      }),
      stage('fast', {
        run: 'until [ -e started ]; do sleep 0.01; done; echo fast > out/f.txt; touch done',
        inputs: ['in'],
        outputs: ['out/f.*'],
      }),
    ];
    const first = await project.run(stages);
    // In the order in which they ended.
    expect(first.notices).toEqual([
      {
        kind: 'shared-outputs',
        stages: expect.arrayContaining(['fast', 'slow']),
        paths: ['out/f.txt'],
      },
    ]);
    const alone = await project.run(stages.slice(0, 1));
    expect(alone.states).toEqual({ slow: 'passed' });
    expect(project.read('out/f.txt')).toBe('slow\n');
  });

  it('are reused by nobody as long as it is not known what the other one writes', async () => {
    const project = aProject({ in: '' });
    const make = stage('make', {
      run: 'mkdir -p out; echo mine > out/f; touch made; until [ -e spoilt ]; do sleep 0.01; done',
      inputs: ['in'],
      outputs: ['out/*'],
    });
    const spoil = stage('spoil', {
      run: `until [ -e made ]; do sleep 0.01; done; echo spoilt > out/f; touch spoilt
        until [ -e go ]; do sleep 0.01; done`,
      outputs: ['out/f*'],
    });
    const { root } = project;
    const run = startStages([make, spoil], { root, reuse: true });
    await waitUntil(() => run.events.some(({ kind }) => kind === 'stage-ended'));
    // As somebody finds it where the run is killed just now.
    const killed = aProject({});
    cpSync(root, killed.root, { recursive: true, preserveTimestamps: true });
    project.put({ go: '' });
    await run.finished;
    for (const { remove, run: runAgain } of [project, killed]) {
      remove('out');
      expect((await runAgain([make])).states).toEqual({ make: 'passed' });
    }
  });

  it('are found also where one of them comes later', async () => {
    const project = aProject({ in: '' });
    const stages = [
      stage('first', { run: 'mkdir -p out; echo 1 > out/f', inputs: ['in'], outputs: ['out'] }),
      stage('second', {
        run: 'echo 2 > out/f',
        inputs: ['in'],
        outputs: ['out/f'],
        needs: ['first'],
      }),
    ];
    expect((await project.run(stages)).notices).toHaveLength(1);
    expect((await project.run(stages)).states).toEqual({ first: 'passed', second: 'passed' });
  });

  it('do not trouble one another with files of their own in one folder', async () => {
    const project = aProject({ in: '' });
    const stages = [
      stage('first', { run: 'mkdir -p out; echo 1 > out/1', inputs: ['in'], outputs: ['out'] }),
      stage('second', {
        run: 'echo 2 > out/2; mkdir out/empty',
        inputs: ['in'],
        outputs: ['out/2', 'out/empty'],
        needs: ['first'],
      }),
    ];
    expect((await project.run(stages)).notices).toEqual([]);
    project.remove('out');
    expect((await project.run(stages)).states).toEqual({ first: 'reused', second: 'reused' });
    expect(project.list('out')).toEqual(['1', '2', 'empty']);
  });

  it('are two that only might have, where each keeps to its own: both are stored', async () => {
    const project = aProject({ in: '' });
    const until = (file: string) => `until [ -e ${file} ]; do sleep 0.01; done`;
    // What a stage made is in its entry of the ledger from then on.
    const untilTakenDown = `until grep -q '"out/1":' .stagetime/made/*/one.json; do sleep 0.01; done`;
    const stages = [
      stage('one', {
        run: `mkdir -p out; echo 1 > out/1; touch written; ${until('started')}`,
        inputs: ['in'],
        outputs: ['out/1'],
      }),
      stage('gate', { run: until('written') }),
      // Under way when the other ends, and declares to write what the other made.
      stage('all', {
        run: `touch started; ${untilTakenDown}; echo 2 > out/2`,
        inputs: ['in'],
        outputs: ['out/*'],
        needs: ['gate'],
      }),
    ];
    expect((await project.run(stages)).notices).toEqual([]);
    project.remove('out/2');
    const { states } = await project.run(stages);
    expect(states).toMatchObject({ one: 'reused', all: 'reused' });
  });
});

describe('a stage that changes what another made', () => {
  it('is named and not stored, and the other stays', async () => {
    const project = aProject({ in: 'a' });
    const stages = [
      stage('make', { run: 'cp in made', inputs: ['in'], outputs: ['made'] }),
      stage('spoil', { run: 'echo more >> made', inputs: ['in'], needs: ['make'] }),
    ];
    const first = await project.run(stages);
    expect(first.notices).toMatchObject([
      {
        kind: 'stray-writes',
        what: 'others-output',
        writers: ['spoil'],
        other: 'make',
        paths: ['made'],
      },
    ]);
    expect((await project.run(stages)).states).toEqual({ make: 'reused', spoil: 'passed' });
    expect(project.read('made')).toBe('amore\n');
  });
});

describe('a result', () => {
  it.each([
    ['changed', (file: string) => writeFileSync(file, 'other')],
    ['removed', (file: string) => rmSync(file)],
  ])(
    'is not stored of outputs of which one was %s after the end of its command',
    async (_, deed) => {
      const project = aProject({ in: 'a' });
      const stages = [
        stage('make', {
          run: 'mkdir -p out; cp in out/1; cp in out/2',
          inputs: ['in'],
          outputs: ['out/*'],
        }),
      ];
      // What is called between the end of a command and the look at what it made.
      const reading = async () => async () => {
        await new Promise(resolve => setTimeout(resolve, 20));
        deed(join(project.root, 'out/1'));
        return { problems: [] };
      };
      const evidence = { expect: reading, restored: async () => ({ problems: [] }) };
      await runStages(stages, { root: project.root, reuse: true, evidence });
      expect((await project.run(stages)).states).toEqual({ make: 'passed' });
      expect(project.read('out/1')).toBe('a');
    },
  );

  it('is fixed before anything starts that could write there', async () => {
    const project = aProject({ in: 'a' });
    const many = 'mkdir -p out; for i in $(seq 200); do echo $i > out/$i; done';
    const stages = [
      stage('make', { run: many, inputs: ['in'], outputs: ['out'] }),
      stage('use', { run: 'touch out/late', needs: ['make'] }),
    ];
    await project.run(stages);
    project.remove('out');
    expect((await project.run(stages.slice(0, 1))).states).toEqual({ make: 'reused' });
    expect(project.has('out/late')).toBe(false);
    expect(statSync(join(project.root, 'out/200')).isFile()).toBe(true);
  });
});

async function waitUntil(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 5));
}
