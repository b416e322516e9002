import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../src/definition/parse.ts';
import { parse, pipelineOf, problemsOf, stageOf } from './helpers.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The example of the design, with the stage that its `render` needs. */
const EXAMPLE = `
concurrency: auto              # cores, memory-aware
caches:
  latex:  { preset: latex,  paths: [manuscript/build], inputs: ["manuscript/**"] }
  pytest: { preset: pytest }
  llm:    { preset: llm, proxy: true }
stages:
  setup:
    name: Setup Environment
    run: python3 scripts/00_setup_environment.py
  project-tests:
    name: Project Tests
    needs: [setup]
    run: pytest tests -n auto --junitxml=output/junit.xml
    requires: [python:pytest]           # an executable, or a Python module
    inputs: ["src/**/*.py", "tests/**/*.py"]
    caches: [pytest]
    evidence: { junit: output/junit.xml }
    budget: 60s
  analysis:
    needs: [setup]
    run: python3 scripts/02_run_analysis.py
  render:
    name: PDF Rendering
    needs: [analysis]
    run: latexmk -xelatex -outdir=build -interaction=nonstopmode main.tex
    working-directory: manuscript
    requires: [latexmk, xelatex]
    inputs: ["manuscript/**", "output/figures/**"]
    outputs: ["manuscript/build/main.pdf"]
    caches: [latex]
    timeout-minutes: 10
    budget: 90s
  llm-review:
    name: LLM Review
    needs: [render]
    run: python3 scripts/06_llm_review.py
    caches: [llm]
    continue-on-error: true           # optional stage
    skip-exit-code: 2                 # the command may say "nothing to do here"
    confirm: off
    tags: [llm]
`;

describe('a definition', () => {
  it('says what the proxy of a cache is to know', () => {
    const cacheOf = (keys: string) =>
      pipelineOf(`caches: { c: { preset: llm, proxy: true, ${keys} } }\nstages: { a: { run: x } }`)
        .caches[0];
    expect(
      cacheOf("ignore: 'on [0-9]+', prices: { gpt: { input: 2.5, output: 10 } }"),
    ).toMatchObject({
      ignore: ['on [0-9]+'],
      prices: { gpt: { input: 2.5, output: 10 } },
    });
    expect(cacheOf('ollama: true')?.ollama).toEqual(['ollama', 'serve']);
    expect(cacheOf('ollama: [/opt/ollama, serve]')?.ollama).toEqual(['/opt/ollama', 'serve']);
    expect(cacheOf('ollama: false')).not.toHaveProperty('ollama');
  });

  it('means the pipeline that the design describes', () => {
    const { stages, caches, concurrency } = pipelineOf(EXAMPLE);
    expect(concurrency).toBe('auto');
    expect(caches.map(cache => [cache.name, cache.preset, cache.proxy])).toEqual([
      ['latex', 'latex', false],
      ['pytest', 'pytest', false],
      ['llm', 'llm', true],
    ]);
    expect(stages.map(stage => [stage.id, ...stage.needs])).toEqual([
      ['setup'],
      ['project-tests', 'setup'],
      ['analysis', 'setup'],
      ['render', 'analysis'],
      ['llm-review', 'render'],
    ]);
    expect(stages[3]).toMatchObject({
      name: 'PDF Rendering',
      workingDirectory: 'manuscript',
      requires: [
        { kind: 'executable', name: 'latexmk' },
        { kind: 'executable', name: 'xelatex' },
      ],
      timeoutMs: 600_000,
      budgetMs: 90_000,
    });
    expect(stages[4]).toMatchObject({
      optional: true,
      skipExitCode: 2,
      confirm: 'off',
      tags: ['llm'],
    });
  });

  describe('without a budget', () => {
    const LATEX = { tool: 'latex', mostMs: 90_000 };
    const PYTEST = { tool: 'pytest', mostMs: 60_000 };
    const marked = (keys: string) =>
      pipelineOf(`
caches: { venv: { preset: pytest }, tex: { preset: latex, paths: build }, own: { paths: data } }
stages: { a: { run: x, ${keys} } }`).stages[0];

    it.each([
      ['caches: venv', PYTEST],
      ['caches: [own, tex]', LATEX],
      ['requires: python:pytest', PYTEST],
      ['requires: [python3, pytest]', PYTEST],
      ['requires: [latexmk, xelatex]', LATEX],
      // Of two the longer.
      ['caches: [venv, tex]', LATEX],
      ['caches: venv, requires: latexmk', LATEX],
    ])('a stage with `%s` has what is usual', (keys, usual) => {
      expect(marked(keys)).toMatchObject({ usual });
      expect(marked(keys)).not.toHaveProperty('budgetMs');
    });

    it.each(['caches: own', 'requires: python3', 'tags: pytest'])(
      'a stage with `%s` has no mark',
      keys => {
        expect(marked(keys)).not.toHaveProperty('usual');
      },
    );

    it('is no stage that has one, however long', () => {
      const stage = marked('caches: venv, budget: 24h');
      expect(stage).toMatchObject({ budgetMs: 86_400_000 });
      expect(stage).not.toHaveProperty('usual');
    });
  });

  it('says how its runs are confirmed, commented on and judged', () => {
    const keys = 'comment: on-change\nfail-on: any\nconfirm: off\nconfirm-budget: 90s\n';
    expect(pipelineOf(`${keys}stages: { a: { run: x } }`)).toMatchObject({
      comment: 'on-change',
      failOn: 'any',
      confirm: 'off',
      confirmBudgetMs: 90_000,
    });
  });

  it('fills in the defaults, and leaves out what has none', () => {
    expect(pipelineOf('stages:\n  build:\n    run: make\n')).toEqual({
      id: 'pipeline',
      concurrency: 'auto',
      bottleneck: { overMs: 10_000, overShare: 0.2 },
      comment: 'auto',
      failOn: 'never',
      confirmBudgetMs: 300_000,
      caches: [],
      stages: [
        {
          id: 'build',
          name: 'build',
          run: 'make',
          workingDirectory: '.',
          needs: [],
          env: {},
          requires: [],
          inputs: [],
          outputs: [],
          unstable: [],
          caches: [],
          evidence: [],
          optional: false,
          retries: 0,
          weight: 1,
          tags: [],
          reuse: true,
        },
      ],
    });
  });

  it.each([
    ['requires: python:pytest', { requires: [{ kind: 'python-module', name: 'pytest' }] }],
    ['inputs: src', { inputs: ['src'] }],
    ['tags: [a, b, a]', { tags: ['a', 'b'] }],
    ['budget: 1h30m', { budgetMs: 5_400_000 }],
    ['budget: 90s', { budgetMs: 90_000 }],
    ['timeout-minutes: 0.05', { timeoutMs: 3000 }],
    ['if-changed: false', { reuse: false }],
    ['was: old', { was: 'old' }],
    ['shell: perl {0}', { shell: 'perl {0}' }],
    [
      'evidence: { junit: a.xml, latex-log: a.log }',
      {
        evidence: [
          { source: 'junit', file: 'a.xml' },
          { source: 'latex-log', file: 'a.log' },
        ],
      },
    ],
    [
      'models: { pull_request: small, default: large }',
      { models: { pull_request: 'small', default: 'large' } },
    ],
    [
      'acknowledge: { until: 2026-03-31, reason: more figures }',
      { acknowledge: { until: '2026-03-31', reason: 'more figures' } },
    ],
    ['outputs: [a]\nunstable: a', { outputs: ['a'], unstable: ['a'] }],
    ['inputs: ["**/*.py", "!out/**"]', { inputs: ['**/*.py', '!out/**'] }],
  ])('understands `%s`', (keys, expected) => {
    expect(stageOf(keys)).toMatchObject(expected);
  });

  it('gives variables as the text that stands in the file, and its own over the common ones', () => {
    const definition =
      'env: { A: 1, B: 2 }\nstages:\n  s:\n    run: x\n    env: { B: "3.10", C: true, D: }\n';
    expect(pipelineOf(definition).stages[0]?.env).toEqual({
      A: '1',
      B: '3.10',
      C: 'true',
      D: null,
    });
  });

  it('takes a hostile stage name as it is', () => {
    expect(stageOf(`name: ${JSON.stringify('\u001b[2J`|<b>::error::')}`).name).toBe(
      '\u001b[2J`|<b>::error::',
    );
    expect(problemsOf(`stages: { s: { run: x, name: ${'n'.repeat(10_000)} } }`)).toEqual([]);
  });

  it('keeps the order of the file, for numbers as ids too, written as they are', () => {
    const ids = ['b', '10', '9', '007', '1.0', 'a', 'null', 'true', 'toString'];
    const stages = ids.map(id => `  ${id}: { run: x }\n`).join('');
    expect(pipelineOf(`stages:\n${stages}`).stages.map(stage => stage.id)).toEqual(ids);
  });

  it('tells the line of each stage', () => {
    const parsed = parse('# first\nstages:\n  a: { run: x }\n\n  b:\n    run: x\n');
    expect(parsed.ok && [...parsed.stageLines]).toEqual([
      ['a', 3],
      ['b', 5],
    ]);
  });
});

describe('YAML', () => {
  const twoStages = 'stages:\n  a:\n    run: x\n  b:\n    run: |\n      one\n      two\n';

  it('may have the line ends of Windows and a byte order mark', () => {
    const plain = pipelineOf(twoStages);
    expect(pipelineOf(twoStages.replaceAll('\n', '\r\n'))).toEqual(plain);
    expect(pipelineOf(`\ufeff${twoStages}`)).toEqual(plain);
    expect(problemsOf('\ufeffstage: 1\r\nstages:\r\n  a: { run: x, need: y }\r\n')).toEqual([
      expect.stringContaining('stagetime.yml:1:1: error: unknown key `stage`'),
      expect.stringContaining('stagetime.yml:3:16: error: unknown key `need`'),
    ]);
  });

  it('has anchors, aliases and merge keys, where what is written wins over what is merged', () => {
    const definition = `
stages:
  a: &common
    run: x
    retries: 2
    env: &env { A: 1 }
  b:
    <<: *common
    retries: 1
  c:
    <<: [{ name: first }, { name: second, weight: 2 }]
    run: x
    env: *env
`;
    const [, b, c] = pipelineOf(definition).stages;
    expect(b).toMatchObject({ run: 'x', retries: 1, env: { A: '1' } });
    expect(c).toMatchObject({ name: 'first', weight: 2, env: { A: '1' } });
  });

  it('may repeat an alias as often as there are stages', () => {
    const stages = Array.from({ length: 1000 }, (_, i) => `  s${i}: { run: x, env: *e }\n`).join(
      '',
    );
    expect(pipelineOf(`env: &e { A: 1 }\nstages:\n${stages}`).stages).toHaveLength(1000);
  });

  it('is version 1.2, whatever the file says: off, on, yes and no are text', () => {
    const definition = '%YAML 1.1\n---\nstages:\n  a: { run: x, confirm: off, env: { A: no } }\n';
    expect(pipelineOf(definition).stages[0]).toMatchObject({ confirm: 'off', env: { A: 'no' } });
  });
});

describe('the examples', () => {
  it('have no problems', () => {
    const files = readdirSync(path.join(root, 'examples'), { recursive: true, encoding: 'utf8' })
      .filter(file => path.basename(file) === 'stagetime.yml')
      .map(file => path.join('examples', file));
    expect(files).not.toEqual([]);
    for (const file of files) {
      const parsed = parseDefinition(readFileSync(path.join(root, file)), file);
      expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    }
  });
});
