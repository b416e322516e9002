/** Setups in a definition: what stages and setups wait for, what is kept, and what is wrong with them. */
import { describe, expect, it } from 'vitest';
import { pipelineOf, problemsOf } from './helpers.ts';

/** Place, problem and remedy in one line. */
function saidOf(definition: string): readonly string[] {
  return problemsOf(definition).map(said =>
    said.replace(': error: ', ': ').replace('\n  remedy: ', ': '),
  );
}

const STAGES = 'stages:\n  a: { run: a }\n  b: { run: b, needs: [a, env] }\n';

function needsIn(definition: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(pipelineOf(definition).stages.map(({ id, needs }) => [id, needs]));
}

describe('setups', () => {
  it('come first; machines are made ready one after the other, folders beside it, and stages wait', () => {
    const definition = `setup:
  tex: { run: install-tex, provides: [latexmk, xelatex], renew: 30d }
  env: { run: uv sync, inputs: uv.lock, keep: .venv }
  r: { run: install-r, provides: Rscript }
  node: { run: npm ci, keep: node_modules, needs: r }
${STAGES}`;
    expect(needsIn(definition)).toEqual({
      tex: [],
      env: [],
      r: ['tex'],
      node: ['r'],
      // It names none: it waits for all.
      a: ['tex', 'env', 'r', 'node'],
      // It names one: it waits for that, and for the machine.
      b: ['tex', 'env', 'r', 'a'],
    });
    const [tex, env] = pipelineOf(definition).stages;
    expect(tex).toMatchObject({
      setup: {
        provides: [
          { kind: 'executable', name: 'latexmk' },
          { kind: 'executable', name: 'xelatex' },
        ],
        renewMs: 30 * 24 * 3_600_000,
      },
      caches: [],
      reuse: false,
      confirm: 'off',
    });
    expect(env?.caches).toEqual(['env']);
  });

  it('keep their folders in a cache whose key is their command, what decides it, and nothing else', () => {
    const cache = (keys: string) =>
      pipelineOf(`setup:\n  env: { keep: .venv, ${keys} }\nstages:\n  a: { run: a }\n`).caches[0];
    const usual = cache('run: uv sync, inputs: uv.lock');
    expect(usual).toMatchObject({ name: 'env', paths: ['.venv'], inputs: ['uv.lock'] });
    expect(cache('run: uv sync, inputs: uv.lock, name: Environment')).toEqual(usual);
    for (const other of [
      'run: uv sync --frozen',
      'run: uv sync, env: { A: 1 }',
      'run: uv sync, shell: sh',
      'run: uv sync, working-directory: lib',
      'run: uv sync, provides: uv',
    ])
      expect(cache(other)?.key, other).not.toBe(usual?.key);
  });

  it.each([
    [
      'setup:\n  a: { run: x }\n',
      'stagetime.yml:4:3: `a` is the id of a setup already: rename one of the two',
    ],
    [
      'setup:\n  env: { run: x, needs: a }\n',
      'stagetime.yml:2:25: the setup `env` needs the stage `a`, and stages come after all setups: remove it, or make a stage of the setup',
    ],
    [
      'setup:\n  env: { run: x, needs: tx }\n  tex: { run: y, needs: env }\n',
      'stagetime.yml:2:25: the setup `env` needs `tx`, which is not in `setup`: did you mean `tex`?',
    ],
    [
      'setup:\n  env: { run: x, needs: tex }\n  tex: { run: y, needs: env }\n',
      'stagetime.yml:2:25: circular dependency: env → tex → env: remove one of these needs, such as `tex` here',
    ],
    [
      'setup:\n  env: { run: " " }\n',
      'stagetime.yml:2:15: `run` has no command: write the command',
    ],
    [
      'setup:\n  env: { run: x, keep: "/opt" }\n',
      'stagetime.yml:2:24: the path `/opt` is absolute: write it relative to the root folder of the pipeline, and below it',
    ],
    [
      'setup:\n  env: { run: x, keep: ".venv/*" }\n',
      'stagetime.yml:2:24: `.venv/*` is a pattern, and a cache keeps files and folders by name: write the folder that the files are in',
    ],
    [
      'setup:\n  env: { run: x, renew: 0d }\n',
      'stagetime.yml:2:25: `renew` must be a time like `30d`, `2w` or `12h`, not "0d": write a time like `30d`, `2w` or `12h`',
    ],
    [
      'caches:\n  Env: { paths: c }\nsetup:\n  env: { run: x, keep: .venv }\n',
      'stagetime.yml:4:3: the setup `env` keeps its folders in a cache of its name, and there is a cache `Env`: rename one of the two',
    ],
    [
      'caches:\n  c: { paths: .venv/lib }\nsetup:\n  env: { run: x, keep: .venv }\n',
      'stagetime.yml:2:15: `.venv/lib` is kept by the setup `env` too: let one of the two keep it',
    ],
    [
      'setup:\n  env: { run: x, keep: .venv, documentation: true }\n',
      'stagetime.yml:2:31: `documentation` says nothing of the folders in `keep`, which are kept whole: remove `documentation`, or `keep`',
    ],
    [
      'setup:\n  env: { run: x, env: { V: 1.10 } }\n',
      'stagetime.yml:2:28: YAML reads the value of `V` as the number 1.1: put it in quotes to keep it: `V: "1.10"`',
    ],
  ])('that are wrong are said to be so where they stand: %j', (setups, problem) => {
    const stages = STAGES.replace(', env]', ']');
    expect(saidOf(`${setups}${stages}`)).toEqual([problem]);
  });

  it('at the wrong level are one problem', () => {
    expect(saidOf('setup:\npy:\n  run: x\n  keep: .venv\nstages:\n  a: { run: a }\n')).toEqual([
      'stagetime.yml:2:1: `py` is not indented under `setup`, which is empty: indent it, and what belongs with it, further than `setup`',
    ]);
  });
});
