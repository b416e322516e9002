import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ActionOptions, runAction, startAction } from './runner.ts';
import { pullRequestEvent } from './runner-environment.ts';
import { CommandReader, parseFileCommands } from './workflow-commands.ts';

/** An action of two scripts with the inputs `command` (default `run`) and `token`. */
function action(main: string, post = ''): ActionOptions {
  const actionDir = mkdtempSync(join(tmpdir(), 'stagetime-test-'));
  onTestFinished(() => rmSync(actionDir, { recursive: true, force: true }));
  const workspace = join(actionDir, 'workspace');
  mkdirSync(workspace);
  writeFileSync(join(actionDir, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(actionDir, 'main.js'), `import fs from 'node:fs';\n${main}`);
  writeFileSync(join(actionDir, 'post.js'), `import fs from 'node:fs';\n${post}`);
  writeFileSync(
    join(actionDir, 'action.yml'),
    `
inputs:
  command: { default: run }
  token: { default: '\${{ github.token }}' }
runs: { using: node24, main: main.js, post: post.js }`,
  );
  return { actionDir, workspace };
}

const printEnvironment = 'console.log(JSON.stringify(process.env))';

describe('the environment of a step', () => {
  it('holds nothing of the test and everything of the runner', async () => {
    process.env.LEAKED_FROM_TEST = 'yes';
    onTestFinished(() => {
      delete process.env.LEAKED_FROM_TEST;
    });
    const options = action(printEnvironment);
    const env = JSON.parse((await runAction(options)).stdout);
    expect(env).not.toHaveProperty('LEAKED_FROM_TEST');
    expect(env).toMatchObject({
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKSPACE: options.workspace,
      INPUT_COMMAND: 'run',
      INPUT_TOKEN: 'ghs_test',
    });
  });

  it('carries the inputs, the event and more variables', async () => {
    const result = await runAction({
      ...action(`${printEnvironment}
        console.log(fs.readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))`),
      inputs: { command: 'plan' },
      event: pullRequestEvent(),
      env: { EXTRA: '1', HOME: undefined },
    });
    const [env, event] = result.stdout.split('\n').map(line => JSON.parse(line || 'null'));
    expect(env).toMatchObject({ INPUT_COMMAND: 'plan', EXTRA: '1', GITHUB_HEAD_REF: 'faster' });
    expect(env).not.toHaveProperty('HOME');
    expect(event).toMatchObject({ number: 7 });
  });

  it('refuses an input that action.yml does not declare', () => {
    expect(() => startAction({ ...action(''), inputs: { comand: 'run' } })).toThrow("'comand'");
  });
});

describe('main and post', () => {
  it('hand over state, exported variables and the PATH, and run whatever main did', async () => {
    const result = await runAction(
      action(
        `const add = (name, text) => fs.appendFileSync(process.env['GITHUB_' + name], text + '\\n');
         add('STATE', 'run<<EOF\\ntwo\\nlines\\nEOF'); add('ENV', 'EXPORTED=1'); add('PATH', '/new');
         add('OUTPUT', 'run-file=/report/run.json'); add('STEP_SUMMARY', '# Done');
         process.exitCode = 1;`,
        printEnvironment,
      ),
    );
    expect(result).toMatchObject({
      exitCode: 1,
      outputs: { 'run-file': '/report/run.json' },
      summary: '# Done\n',
      reportDir: '/report',
      post: { exitCode: 0, outputs: {}, summary: '' },
    });
    const env = JSON.parse(result.post.stdout);
    expect(env).toMatchObject({ STATE_run: 'two\nlines', EXPORTED: '1' });
    expect(env.PATH).toMatch(/^\/new[:;]/);
  });

  it('are read for annotations, masks and groups on both streams', async () => {
    const result = await runAction(
      action(`console.log('::group::Build');
              console.log('::add-mask::hunter2');
              console.error('::error file=a%2Cb.yml,line=3::50%25 slower%0Asince today');`),
    );
    expect(result).toMatchObject({
      groups: ['Build'],
      masks: ['hunter2'],
      annotations: [
        {
          level: 'error',
          message: '50% slower\nsince today',
          properties: { file: 'a,b.yml', line: '3' },
        },
      ],
    });
  });
});

describe.skipIf(process.platform === 'win32')('ending a step', () => {
  const started = (main: string) => {
    const running = startAction(action(main, `console.log('post ran')`));
    onTestFinished(() => running.dispose());
    return running;
  };

  it('starts a cancel with SIGINT, which main may use to finish', async () => {
    const running = started(`process.on('SIGINT', () => { console.log('saved'); process.exit(1); });
      setInterval(() => {}, 1000); console.log('ready')`);
    await running.main.printed('ready');
    expect(await running.main.cancel()).toMatchObject({ exitCode: 1, stdout: 'ready\nsaved\n' });
    expect((await running.finish()).post.stdout).toBe('post ran\n');
  });

  it('goes on to SIGTERM and to SIGKILL', async () => {
    const running = started(`process.on('SIGINT', () => console.log('INT'));
      process.on('SIGTERM', () => console.log('TERM'));
      setInterval(() => {}, 1000); console.log('ready')`);
    await running.main.printed('ready');
    const end = await running.main.cancel({ interruptMs: 200, terminateMs: 200 });
    expect(end).toMatchObject({ signal: 'SIGKILL', stdout: 'ready\nINT\nTERM\n' });
  });

  it('runs post after main was killed', async () => {
    const running = started(`fs.appendFileSync(process.env.GITHUB_STATE, 'begun=1\\n');
      setInterval(() => {}, 1000); console.log('ready')`);
    await running.main.printed('ready');
    await running.main.kill();
    expect(await running.finish()).toMatchObject({
      signal: 'SIGKILL',
      state: { begun: '1' },
      post: { exitCode: 0 },
    });
  });
});

describe('workflow commands', () => {
  const read = (...lines: string[]) => {
    const reader = new CommandReader();
    for (const line of lines) reader.line(line);
    return reader;
  };

  it('count at the start of a line, the older form anywhere', () => {
    const commands = read('  ::warning::a', 'x ::warning::b', 'x ##[error]c', '::unknown::d');
    expect(commands.annotations.map(({ message }) => message)).toEqual(['a', 'c']);
  });

  it('do not count between ::stop-commands:: and its token', () => {
    const commands = read('::stop-commands::t0k', '::error::a', '::t0k::', '::error::b');
    expect(commands.annotations.map(({ message }) => message)).toEqual(['b']);
    expect(commands.stopped).toBe(false);
    expect(read('::stop-commands::t0k', '::other::').stopped).toBe(true);
  });
});

describe('file commands', () => {
  it('are refused where the runner refuses them', () => {
    expect(parseFileCommands('a=b=c\n\nd<<E\n1\n\nE\n')).toEqual({ a: 'b=c', d: '1\n' });
    expect(() => parseFileCommands('nonsense')).toThrow('Invalid format');
    expect(() => parseFileCommands('a<<E\n1')).toThrow('delimiter not found');
  });
});
