/** `pipeline.yaml` of the template, in the shapes that it had over time and that people gave it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectedIn, refusalIn } from './folder.ts';

const COMMON = 'infrastructure/core/pipeline/pipeline.yaml';
const one = (script: string, more = '') => `stages:\n  - { name: A, script: "${script}"${more} }\n`;

describe('a script of the template', () => {
  it.each([
    ['a bare name is in scripts/', '00_a.py', ['scripts/00_a.py'], 'python3 scripts/00_a.py'],
    [
      'a path starts at the root',
      'scripts/pipeline/stage_00_a.py',
      ['scripts/pipeline/stage_00_a.py'],
      'python3 scripts/pipeline/stage_00_a.py',
    ],
    [
      'a path of which only scripts/ has the file',
      'pipeline/prepare.py',
      ['scripts/pipeline/prepare.py'],
      'python3 scripts/pipeline/prepare.py',
    ],
    ['a path with a dot', './tools/a.py', ['tools/a.py'], 'python3 tools/a.py'],
    [
      'arguments behind the name',
      'a.sh --flag "x y"'.replaceAll('"', '\\"'),
      ['scripts/a.sh'],
      "bash scripts/a.sh --flag 'x y'",
    ],
    ['R', 'fit.R', ['scripts/fit.R'], 'Rscript scripts/fit.R'],
    ['Julia', 'fit.jl', ['scripts/fit.jl'], 'julia --project scripts/fit.jl'],
  ])('%s', async (_, script, files, run) => {
    const found = { 'pipeline.yaml': one(script), ...Object.fromEntries(files.map(f => [f, ''])) };
    expect((await detectedIn(found)).runs).toEqual([run]);
  });

  it('that is a notebook is executed', async () => {
    const { runs, stages } = await detectedIn({
      'pipeline.yaml': one('scripts/03_nb.ipynb'),
      'scripts/03_nb.ipynb': '{}',
    });
    expect(runs[0]).toBe(
      'jupyter nbconvert --to notebook --execute --output-dir ../output/notebooks scripts/03_nb.ipynb',
    );
    expect(stages[0]?.requires).toMatchObject([{ name: 'jupyter' }]);
  });

  it.each([
    ['09_not_there.py', 'the script `scripts/09_not_there.py` of the stage `A` is not there'],
    ['scripts/00_fetsh.py', 'did you mean `scripts/00_fetch.py`?'],
    ['tools/x.sh', 'the script `tools/x.sh` of the stage `A` is not there'],
  ])('that is not there is refused where it is named: %s', async (script, expected) => {
    const [problem] = await refusalIn({ 'pipeline.yaml': one(script), 'scripts/00_fetch.py': '' });
    expect(problem).toContain('pipeline.yaml:2:24: error: ');
    expect(problem).toContain(expected);
  });
});

describe('the way to run Python', () => {
  it.each([
    ['uv', { 'uv.lock': '' }, 'uv run python scripts/a.py'],
    ['poetry', { 'poetry.lock': '' }, 'poetry run python scripts/a.py'],
    ['pdm', { 'pdm.lock': '' }, 'pdm run python scripts/a.py'],
    ['pixi', { 'pixi.lock': '' }, 'pixi run python scripts/a.py'],
    [
      'pixi in pyproject.toml',
      { 'pyproject.toml': '[tool.pixi.project]\n' },
      'pixi run python scripts/a.py',
    ],
    ['hatch', { 'pyproject.toml': '[tool.hatch.envs.default]\n' }, 'hatch run python scripts/a.py'],
    ['pipenv', { 'Pipfile.lock': '' }, 'pipenv run python scripts/a.py'],
    ['none of them', { 'pyproject.toml': '[project]\n' }, 'python3 scripts/a.py'],
  ])('is %s', async (_, files, run) => {
    const found = await detectedIn({ 'pipeline.yaml': one('a.py'), 'scripts/a.py': '', ...files });
    expect(found.runs).toEqual([run]);
    // The tool is what has to be there; which modules are is for it to say.
    expect(found.stages[0]?.requires).toMatchObject([{ name: run.split(' ')[0] }]);
  });

  it.each([
    [
      'a package of the project',
      '[project]\nname = "a"\ndependencies = ["pytest>=7"]\n',
      'uv run python',
    ],
    [
      'the usual group',
      '[dependency-groups]\ndev = [\n  "ruff",  # a "b"\n  "pytest[x]>=7",\n]\n',
      'uv run python',
    ],
    [
      'a group in that',
      '[dependency-groups]\ndev = [{ include-group = "test" }]\ntest = ["pytest"]\n',
      'uv run python',
    ],
    ["uv's own list", '[tool.uv]\ndev-dependencies = ["pytest"]\n', 'uv run python'],
    ['a group', '[dependency-groups]\ntest = ["pytest"]\n', 'uv run --group test python'],
    [
      'an extra',
      '[project.optional-dependencies]\ndocs = ["sphinx"]\ndev = [\n  "pytest-cov",\n  "pytest>=7.4.0",\n]\n',
      'uv run --extra dev python',
    ],
    ['nothing', '[project]\ndependencies = ["pytest-cov"]\n', 'uv run --with pytest python'],
  ])('brings pytest, which uv has from %s', async (_, pyproject, words) => {
    const { runs } = await detectedIn({
      'uv.lock': '',
      'pyproject.toml': pyproject,
      'tests/test_a.py': 'def test_a(): pass\n',
    });
    expect(runs).toEqual([`${words} -m pytest tests --junitxml=output/junit.xml`]);
  });

  it.each([
    ['[dependency-groups]\ndev = ["jupyterlab"]\n', 'uv run jupyter'],
    ['[project.optional-dependencies]\nnb = ["nbconvert"]\n', 'uv run --extra nb jupyter'],
    ['', 'uv run --with jupyter jupyter'],
  ])('brings jupyter, which uv has from %s', async (pyproject, words) => {
    const { runs } = await detectedIn({
      'uv.lock': '',
      'pyproject.toml': pyproject,
      'notebooks/a.ipynb': '{"cells": []}',
    });
    expect(runs[0]?.startsWith(`${words} nbconvert`)).toBe(true);
  });

  it('brings pytest from an extra into the environment that it makes', async () => {
    const { runs } = await detectedIn({
      '.venv/pyvenv.cfg': '',
      'pyproject.toml': '[project.optional-dependencies]\ntest = ["pytest"]\n',
      'tests/test_a.py': 'def test_a(): pass\n',
    });
    expect(runs[0]).toContain("pip install -e '.[test]'");
  });

  it('is the environment that the project has, which is made where it is missing', async () => {
    const { runs, stage } = await detectedIn({
      'pipeline.yaml': one('a.py'),
      'scripts/a.py': '',
      '.venv/pyvenv.cfg': '',
      'requirements.txt': 'numpy\n',
    });
    expect(runs).toEqual([
      'test -x .venv/bin/python || { python3 -m venv .venv && .venv/bin/python -m pip install -r requirements.txt; }',
      '.venv/bin/python scripts/a.py',
    ]);
    expect(stage('a').needs).toEqual(['python-environment']);
    expect(stage('a').requires).toEqual([]);
  });
});

describe('projects', () => {
  const scripts = { 'scripts/a.py': '' };

  it.each([
    ['one', ['projects/paper/src/x.py'], 'python3 scripts/a.py --project paper'],
    [
      'one in a group',
      ['projects/templates/paper/manuscript/a.md'],
      'python3 scripts/a.py --project templates/paper',
    ],
    [
      'one beside folders that are none',
      ['projects/paper/tests/t.py', 'projects/shared/notes.md'],
      'python3 scripts/a.py --project paper',
    ],
    [
      'one beside a shelf',
      ['projects/paper/src/x.py', 'projects/archive/old/src/x.py'],
      'python3 scripts/a.py --project paper',
    ],
    ['none', ['projects/README.md'], 'python3 scripts/a.py'],
  ])('%s', async (_, files, run) => {
    const found = {
      [COMMON]: one('a.py'),
      ...scripts,
      ...Object.fromEntries(files.map(f => [f, ''])),
    };
    expect((await detectedIn(found)).runs).toEqual([run]);
  });

  it('several are all named, and one is chosen', async () => {
    const files = {
      [COMMON]: one('a.py'),
      ...scripts,
      'projects/code/src/x.py': '',
      'projects/group/prose/manuscript/x.md': '',
    };
    const [problem] = await refusalIn(files);
    expect(problem).toContain('one of 2 projects has to be chosen; there are: code, group/prose');
    expect(problem).toContain('`stagetime init --project code`');
    for (const project of ['group/prose', 'projects/group/prose/']) {
      expect((await detectedIn(files, { project })).runs).toEqual([
        'python3 scripts/a.py --project group/prose',
      ]);
    }
    const [unknown] = await refusalIn(files, { project: 'group/proze' });
    expect(unknown).toContain('there is no project `group/proze`; there are: code, group/prose');
    expect(unknown).toContain('--project group/prose`');
  });

  it("'s own pipeline goes before the common one", async () => {
    const { from, runs } = await detectedIn({
      [COMMON]: one('a.py'),
      ...scripts,
      'projects/demo/pipeline.yaml': one('projects/demo/scripts/own.py'),
      'projects/demo/scripts/own.py': '',
    });
    expect(from).toBe('projects/demo/pipeline.yaml');
    expect(runs).toEqual(['python3 projects/demo/scripts/own.py --project demo']);
  });
});

describe('stages that do not run by themselves', () => {
  it.each([
    ['bundle', '', 'tag bundle: runs only when asked for'],
    ['science', '', 'tag science: runs only when asked for'],
    ['core, ebook', '', 'tag ebook: runs only when asked for'],
    ['slides', 'opt_in_tags: [slides]\n', 'tag slides: runs only when asked for'],
    ['slides', 'opt_in_tags: slides\n', 'tag slides: runs only when asked for'],
  ])('with the tags %s are left out, and named', async (tags, head, why) => {
    const text = `${head}stages:\n  - { name: A, script: a.py }\n  - { name: Publish, script: b.py, tags: [${tags}] }\n  - { name: C, script: a.py, depends_on: [Publish] }\n`;
    const found = await detectedIn({ 'pipeline.yaml': text, 'scripts/a.py': '' });
    expect(found.stages.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(found.text).toContain(`# Left out: Publish (${why}).`);
    expect(found.leftOut).toHaveLength(1);
  });

  it.each(['no', 'off', 'false', 'False'])(
    'with `enabled: %s` are left out, and named',
    async no => {
      const text = `stages:\n  - { name: A, script: a.py }\n  - { name: B, script: b.py, enabled: ${no} }\n`;
      const found = await detectedIn({ 'pipeline.yaml': text, 'scripts/a.py': '' });
      expect(found.text).toContain('# Left out: B (`enabled` is false).');
    },
  );

  it('whose keys nobody but their runner knows are taken without these, which are named', async () => {
    const text =
      'stages:\n  - { name: A, script: a.py, working_dir: x, hooks: {}, env: { N: 010 } }\n';
    const found = await detectedIn({ 'pipeline.yaml': text, 'scripts/a.py': '' });
    expect(found.text).toContain('Left out: `working_dir`, `hooks` of A');
    expect(found.stages[0]?.env).toEqual({ N: '010' });
  });
});

it.each([
  ['of a project', COMMON, ['projects/p/output/llm']],
  ['of none', 'pipeline.yaml', []],
])('a stage that asks models keeps their answers: %s', async (_, file, paths) => {
  const found = await detectedIn({
    [file]: one('a.py', ', tags: [llm], allow_skip: true'),
    'scripts/a.py': '',
    'projects/p/src/x.py': '',
  });
  expect(found.stages[0]?.caches).toEqual(['llm']);
  expect(found.caches).toMatchObject([{ name: 'llm', preset: 'llm', paths }]);
});

describe('what PyYAML takes', () => {
  it.each(['yes', 'Yes', 'on', 'ON', 'true', 'True'])('`allow_skip: %s` is true', async yes => {
    const found = await detectedIn({
      'pipeline.yaml': one('a.py', `, allow_skip: ${yes}`),
      'scripts/a.py': '',
    });
    expect(found.stages[0]?.skipExitCode).toBe(2);
  });

  it.each(['no', 'off', 'FALSE', '~'])('`allow_skip: %s` is false', async no => {
    const found = await detectedIn({
      'pipeline.yaml': one('a.py', `, allow_skip: ${no}`),
      'scripts/a.py': '',
    });
    expect(found.stages[0]?.skipExitCode).toBeUndefined();
  });

  it.each([
    ['args: --verbose', ' --verbose'],
    ['args: "--name \'two words\' -x"', " --name 'two words' -x"],
    ['args: [--level, 010, yes, 1.50]', ' --level 010 yes 1.50'],
    ['args:', ''],
  ])('`%s` are these arguments', async (args, expected) => {
    const text = `stages:\n  - name: A\n    script: a.py\n    ${args}\n`;
    const found = await detectedIn({ 'pipeline.yaml': text, 'scripts/a.py': '' });
    expect(found.runs).toEqual([`python3 scripts/a.py${expected}`]);
  });

  it('of a key that is written twice is the last value', async () => {
    const text = 'stages:\n  - name: A\n    script: a.py\n    script: b.py\n';
    expect((await detectedIn({ 'pipeline.yaml': text, 'scripts/b.py': '' })).runs).toEqual([
      'python3 scripts/b.py',
    ]);
  });

  it.each([
    ['depends_on: [Fetsh]', '6:18', 'did you mean `Fetch`?'],
    ['depends_on: fetch', '6:17', 'did you mean `Fetch`?'],
    ['allow_skip: maybe', '6:17', 'must be `true` or `false`'],
    ['args: {a: b}', '6:11', '`args` must be arguments'],
    ['tags: [{a: b}]', '6:11', '`tags` must be tags'],
    ['args: "--x \'"', '6:11', 'is not closed'],
    ['contract: { retry_policy: often }', '6:31', 'whole number'],
  ])('is wrong in `%s`, which is said where it stands', async (line, place, expected) => {
    const text = `stages:\n  - name: Fetch\n    script: a.py\n  - name: Fit\n    script: a.py\n    ${line}\n`;
    const problems = await refusalIn({ 'pipeline.yaml': text, 'scripts/a.py': '' });
    expect(problems.join('\n')).toContain(`pipeline.yaml:${place}: error: `);
    expect(problems.join('\n')).toContain(expected);
  });

  it.each([
    ['a stage without a name', '  - script: a.py\n', 'a stage without a name'],
    ['neither script nor method', '  - name: B\n', 'has neither `script` nor `method`'],
    [
      'a script that is no text',
      '  - name: B\n    script: [a]\n',
      '`script` must be the path of a script',
    ],
  ])('%s is refused', async (_, stage, expected) => {
    const text = `stages:\n  - { name: A, script: a.py }\n${stage}`;
    expect((await refusalIn({ 'pipeline.yaml': text, 'scripts/a.py': '' })).join('\n')).toContain(
      expected,
    );
  });
});

describe('contracts', () => {
  const contract = (inputs: string, outputs: string) =>
    `contract: { input_artifacts: [${inputs}], output_artifacts: [${outputs}], retry_policy: 1 }`;
  const files = {
    'scripts/a.py': 'from infra.core import run\n',
    'scripts/b.py': '',
    'infra/__init__.py': '',
    'infra/core.py': '',
    'projects/p/src/x.py': '',
    'projects/p/manuscript/m.md': '',
  };
  const P = 'projects/{project}';

  it('become inputs and outputs, with the script and what it imports', async () => {
    const text = `stages:\n  - { name: A, script: a.py, ${contract(`"${P}/src/", "${P}/gone/"`, `"${P}/output/data/"`)} }\n`;
    const { stages } = await detectedIn({ [COMMON]: text, ...files });
    expect(stages[0]).toMatchObject({
      inputs: ['projects/p/src', 'scripts/a.py', 'infra/**/*.py'],
      outputs: ['projects/p/output/data'],
      retries: 1,
    });
  });

  it('what a stage reads of others makes it need them', async () => {
    const text = `stages:
  - { name: A, script: a.py, ${contract(`"${P}/src/"`, `"${P}/output/data/"`)} }
  - { name: T, script: b.py, depends_on: [A], ${contract(`"${P}/src/"`, `"${P}/output/t/"`)} }
  - { name: B, script: b.py, depends_on: [T], ${contract(`"${P}/output/data/x.csv"`, `"${P}/output/b/"`)} }
`;
    const { stage } = await detectedIn({ [COMMON]: text, ...files });
    expect(stage('b').needs.toSorted()).toEqual(['a', 't']);
    expect(stage('b').inputs).toEqual(['scripts/b.py']);
  });

  it("of stages one after the other may share a folder; the files later ones put there are not the first one's", async () => {
    const text = `stages:
  - { name: A, script: a.py, ${contract(`"${P}/src/"`, `"${P}/output/"`)} }
  - { name: B, script: b.py, depends_on: [A], ${contract(`"${P}/manuscript/"`, `"${P}/output/"`)} }
  - { name: C, script: b.py, depends_on: [B], ${contract(`"${P}/output/"`, `"${P}/output/reports/"`)} }
`;
    const { stage } = await detectedIn({ [COMMON]: text, ...files });
    const shared = ['projects/p/output/**/*.*', '!projects/p/output/reports'];
    expect([stage('a').outputs, stage('b').outputs]).toEqual([shared, shared]);
    expect(stage('c').outputs).toEqual(['projects/p/output/reports']);
  });

  it('of stages at the same time that share a folder hold neither to it, and neither is reused', async () => {
    const text = `stages:
  - { name: A, script: a.py, ${contract(`"${P}/src/"`, `"${P}/output/"`)} }
  - { name: B, script: b.py, ${contract(`"${P}/manuscript/"`, `"${P}/output/"`)} }
  - { name: Review, script: b.py, allow_skip: true, ${contract(`"${P}/manuscript/"`, '"out/"')} }
  - { name: C, script: b.py, ${contract(`"${P}/manuscript/"`, '"out/"')} }
`;
    const { stages, text: written } = await detectedIn({ [COMMON]: text, ...files });
    expect(stages.map(({ id, inputs }) => [id, inputs.length > 0])).toEqual([
      ['a', false],
      ['b', false],
      ['review', false],
      // What may be skipped gives way to what may not.
      ['c', true],
    ]);
    expect(written).toContain(
      '# a, b, review: runs every time, because another stage writes the same files',
    );
  });

  it('of tests are what they read; a stage that gets a folder ready runs every time', async () => {
    const text = `stages:
  - { name: Setup, script: b.py, ${contract(`"${P}/"`, `"${P}/output/"`)} }
  - { name: T, script: b.py, tags: [tests], depends_on: [Setup], ${contract(`"${P}/src/"`, `"${P}/output/"`)} }
`;
    const { stage } = await detectedIn({ [COMMON]: text, ...files });
    expect(stage('setup')).toMatchObject({ inputs: [], outputs: [] });
    expect(stage('t')).toMatchObject({ inputs: ['projects/p/src', 'scripts/b.py'], outputs: [] });
  });

  it.each([
    ['soft fail', true],
    ['soft_fail', true],
    ['warning + report', true],
    ['hard fail', false],
    ['configurable tolerance', false],
  ])('`failure_mode: %s`', async (mode, optional) => {
    const found = await detectedIn({
      'pipeline.yaml': one('a.py', `, failure_mode: ${mode}`),
      'scripts/a.py': '',
    });
    expect(found.stages[0]?.optional).toBe(optional);
  });

  it("that versions without contracts keep all the same are known by the stages' names", async () => {
    const text =
      'stages:\n  - { name: Project Analysis, script: a.py }\n  - { name: PDF Rendering, script: b.py, depends_on: [Project Analysis] }\n';
    const { stage } = await detectedIn({ [COMMON]: text, ...files });
    expect(stage('project-analysis').inputs).toContain('projects/p/src');
    expect(stage('pdf-rendering')).toMatchObject({
      inputs: ['projects/p/manuscript', 'scripts/b.py'],
    });
  });

  it('whatever they promise, give a definition without problems', async () => {
    const path = fc.constantFrom(
      `${P}/`,
      `${P}/output/`,
      `${P}/output`,
      `${P}/output/data/`,
      `${P}/output/data/a.csv`,
      `${P}/output/reports/`,
      `${P}/src/`,
      'output/{project}/',
      'out/*.csv',
      './out/',
      '../elsewhere/',
      '/tmp/x',
      'out/{other}/',
      '',
    );
    const stage = fc.record({
      tags: fc.subarray(['tests', 'core', 'llm']),
      allow_skip: fc.boolean(),
      needs: fc.subarray([0, 1, 2, 3]),
      inputs: fc.array(path, { maxLength: 3 }),
      outputs: fc.array(path, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(stage, { minLength: 2, maxLength: 5 }), async stages => {
        const written = stages.map(({ needs, inputs, outputs, ...more }, index) => ({
          name: `S${index}`,
          script: 'b.py',
          depends_on: needs.filter(need => need < index).map(need => `S${need}`),
          contract: { input_artifacts: inputs, output_artifacts: outputs },
          ...more,
        }));
        // Throws where the text is no definition.
        const found = await detectedIn({ [COMMON]: JSON.stringify({ stages: written }), ...files });
        expect(found.stages).toHaveLength(stages.length);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a stage of which nothing is promised', () => {
  it.each([
    ['an argument', 'import sys\nx = open(sys.argv[1]).read()\n'],
    ['a variable of the environment', 'import os\nx = open(os.environ["DATA"]).read()\n'],
    ['a file that is not there', 'x = open("data/other.csv").read()\n'],
    ['a file of which the folder is computed', 'x = (folder() / "a.csv").read_text()\n'],
  ])('runs every time where its script reads %s', async (_, code) => {
    const { stage } = await detectedIn({
      'pipeline.yaml': 'stages:\n  - { name: Own, script: own.py, args: [data/a.csv] }\n',
      'scripts/own.py': `${code}open("output/own.txt", "w").write(x)\n`,
      'data/a.csv': '1',
    });
    expect(stage('own').inputs).toEqual([]);
  });

  it('is reused where all is seen', async () => {
    const { stage } = await detectedIn({
      'pipeline.yaml': 'stages:\n  - { name: Own, script: own.py }\n',
      'scripts/own.py': 'open("output/own.txt", "w").write(open("data/a.csv").read())\n',
      'data/a.csv': '1',
    });
    expect(stage('own').inputs).toEqual(['scripts/own.py', 'data/a.csv']);
  });
});
