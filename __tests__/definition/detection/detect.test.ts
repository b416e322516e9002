import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { detectDefinition } from '../../../src/definition/detection/detect.ts';
import { readTemplateDocument } from '../../../src/definition/detection/template/document.ts';
import { formatProblem } from '../../../src/definition/document/problems.ts';
import { pipelineOf } from '../helpers.ts';
import { detectedAt, folderOf, writeFiles } from './folder.ts';

let folder: string;

beforeEach(() => {
  folder = folderOf({});
});

const write = (file: string, text = '') => writeFiles(folder, { [file]: text });
const detected = () => detectedAt(folder);

const TEMPLATE = `
stages:
  - name: Clean Output Directories
    method: _run_clean_outputs
    tags: [core, clean]
  - name: Environment Setup
    script: 00_setup_environment.py
    depends_on: [Clean Output Directories]
    tags: [core]
    failure_mode: hard fail
  - name: Project Tests
    script: 01_run_tests.py
    args: [--project-only, --verbose, "two words"]
    depends_on: [Environment Setup]
    tags: [core, Slow Tests]
  - name: LLM Scientific Review
    script: 06_llm_review.py
    allow_skip: true
    depends_on: [Project Tests, Clean Output Directories]
    tags: [llm]
  - name: Archival Publication
    script: 09_archive_publication.py
    depends_on: [Project Tests]
    tags: [archival]
control:
  hitl_mode: full-auto
`;

describe('a pipeline.yaml of the template', () => {
  it('becomes stages with ids made of its names', async () => {
    write('pipeline.yaml', TEMPLATE);
    for (const name of ['00_setup_environment', '01_run_tests', '06_llm_review']) {
      write(`scripts/${name}.py`);
    }
    const { stages, what, from, text } = await detected();
    expect([what, from]).toEqual(['3 stages of pipeline.yaml', 'pipeline.yaml']);
    expect(stages).toMatchObject([
      { id: 'environment-setup', name: 'Environment Setup', needs: [], tags: ['core'] },
      {
        id: 'project-tests',
        run: "python3 scripts/01_run_tests.py --project-only --verbose 'two words'",
        needs: ['environment-setup'],
        requires: [{ kind: 'executable', name: 'python3' }],
        tags: ['core', 'slow-tests'],
      },
      { id: 'llm-scientific-review', skipExitCode: 2, needs: ['project-tests'] },
    ]);
    expect(text).toContain('# Left out: Clean Output Directories (a function');
    expect(text).toContain(
      '# Left out: Archival Publication (tag archival: runs only when asked for).',
    );
  });

  it('is written as a person would', async () => {
    write(
      'pipeline.yaml',
      'stages:\n  - { name: Set Up, script: 00.py }\n  - { name: Go, script: 01.sh, depends_on: [Set Up] }\n',
    );
    write('scripts/00.py');
    write('scripts/01.sh', 'sort data.txt > sorted.txt\n');
    expect(
      (await detected()).text,
    ).toBe(`# Made by \`stagetime init\` from 2 stages of pipeline.yaml.
# go: check \`inputs\` and \`outputs\`; they are what the text of the script names, and it may read or write more.
stages:
  set-up:
    name: Set Up
    run: python3 scripts/00.py
    requires: [python3]
    inputs: [scripts/00.py]
  go:
    name: Go
    needs: [set-up]
    run: bash scripts/01.sh
    requires: [bash]
    inputs: [scripts/01.sh]
    outputs: [sorted.txt]
`);
  });

  it.each([
    ['projects/paper/pipeline.yaml', 'python3 scripts/a.py --project paper'],
    ['infrastructure/core/pipeline/pipeline.yaml', 'python3 scripts/a.py'],
  ])('is found in %s', async (file, run) => {
    write(file, 'stages: [{ name: A, script: a.py }]');
    write('scripts/a.py');
    expect(await detected()).toMatchObject({ from: file, stages: [{ run }] });
  });

  it('passes on what a stage left out depends on', async () => {
    write(
      'pipeline.yaml',
      'stages: [{name: a, script: a.py}, {name: b, method: m, depends_on: [a]}, {name: c, script: c.py, depends_on: b}]',
    );
    write('scripts/a.py');
    write('scripts/c.py');
    expect((await detected()).stages.at(-1)?.needs).toEqual(['a']);
  });

  it.each([
    [
      'two of a name',
      'stages:\n  - {name: A, script: a.py}\n  - {name: A, script: b.py}\n',
      'pipeline.yaml:3:12: error: the stage `A` stands here twice',
    ],
    [
      'a circle',
      'stages:\n  - {name: A, script: a.py, depends_on: [B]}\n  - {name: B, script: b.py, depends_on: [A]}\n',
      'pipeline.yaml:2:41: error: circular dependency: A → B → A',
    ],
    [
      'broken syntax',
      'stages:\n  - name: A\n    script: "a.py\n',
      'pipeline.yaml:4:1: error: not valid YAML',
    ],
  ])('with %s is refused where it stands', async (_, text, expected) => {
    write('pipeline.yaml', text);
    const detection = await detectDefinition(folder);
    expect(detection.kind === 'invalid' && detection.problems.map(formatProblem)[0]).toContain(
      expected,
    );
  });

  it('of another tool is passed over', async () => {
    write('pipeline.yaml', 'stages: [build, test]\nbuild: { script: make }\n');
    write('scripts/01_a.py');
    expect(await detected()).toMatchObject({ from: 'scripts/' });
  });

  it('whatever it holds, gives problems in it or all of its stages', () => {
    const name = fc.oneof(
      fc.constantFrom('A', 'B', 'C', 'constructor', '__proto__'),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const stage = fc.record(
      {
        name,
        script: name,
        args: fc.array(name, { maxLength: 2 }),
        depends_on: fc.array(name, { maxLength: 2 }),
        tags: fc.array(name, { maxLength: 2 }),
      },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 5 }), stages => {
        const reading = readTemplateDocument(JSON.stringify({ stages }));
        if (reading.kind === 'invalid') expect(reading.problems.length).toBeGreaterThan(0);
        if (reading.kind === 'template') expect(reading.stages.length).toBe(stages.length);
      }),
    );
  });
});

describe('numbered scripts', () => {
  it('run in the order of their numbers, those of one number at once', async () => {
    for (const file of [
      '10_copy.sh',
      '2_run_analysis.py',
      '00_setup.py',
      '2_figures.py',
      'notes.py',
      '03_x.txt',
    ]) {
      write(`scripts/${file}`);
    }
    const { stages, what } = await detected();
    expect(what).toBe('4 numbered scripts in scripts/');
    expect(stages.map(stage => [stage.id, stage.name, stage.run, ...stage.needs])).toEqual([
      ['setup', 'Setup', 'python3 scripts/00_setup.py'],
      ['figures', 'Figures', 'python3 scripts/2_figures.py', 'setup'],
      ['run-analysis', 'Run Analysis', 'python3 scripts/2_run_analysis.py', 'setup'],
      ['copy', 'Copy', 'bash scripts/10_copy.sh', 'figures', 'run-analysis'],
    ]);
  });

  it('of the same name get different ids', async () => {
    for (const file of ['01_a.py', '02_a.py', '03_é.py', '04_constructor.py', '05_漢.py'])
      write(`scripts/${file}`);
    expect((await detected()).stages.map(stage => stage.id)).toEqual([
      'a',
      'a-2',
      'e',
      'constructor-2',
      'stage',
    ]);
  });

  it.skipIf(process.platform === 'win32')(
    'with hostile names are run, and nothing in their names is',
    async () => {
      const names = [
        'a b',
        "it's",
        '$(touch pwned)',
        '`touch pwned`',
        '"; touch pwned; "',
        ': #',
        '*',
        '-x',
        '{0}',
        "'''",
        '&a',
        '\\n',
      ];
      for (const [i, name] of names.entries())
        write(`scripts/${i + 10}_${name}.sh`, `printf '%s' ${i}`);
      const { stages } = await detected();
      const outputs = stages.map(({ run }) =>
        execFileSync('bash', ['-c', run], { cwd: folder, encoding: 'utf8' }),
      );
      expect(outputs).toEqual(names.map((_, i) => String(i)));
      expect(execFileSync('ls', { cwd: folder, encoding: 'utf8' })).toBe('scripts\n');
    },
  );

  it.skipIf(process.platform === 'win32')(
    'that are links, folders or no text are none',
    async () => {
      write('elsewhere/01_a.py');
      mkdirSync(path.join(folder, 'scripts/02_b.py'), { recursive: true });
      symlinkSync(path.join(folder, 'elsewhere/01_a.py'), path.join(folder, 'scripts/01_a.py'));
      write('scripts/03_\u001b[2J.py');
      writeFileSync(
        Buffer.concat([
          Buffer.from(`${folder}/scripts/04_`),
          Buffer.from([0xff]),
          Buffer.from('.py'),
        ]),
        '',
      );
      expect(await detectDefinition(folder)).toMatchObject({ kind: 'nothing' });
      rmSync(path.join(folder, 'scripts'), { recursive: true });
      symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'scripts'));
      expect(await detectDefinition(folder)).toMatchObject({ kind: 'nothing' });
    },
  );
});

describe('tests and manuscripts', () => {
  it('become a stage of pytest and one of latexmk', async () => {
    write('tests/unit/test_a.py');
    write(
      'manuscript/main.tex',
      '% !TEX program = xelatex\n\\documentclass[12pt]{article}\n\\begin{document}x\\end{document}\n',
    );
    write('manuscript/section.tex', '% \\documentclass{article}\nText.\n');
    write('manuscript/part.tex', '\\documentclass[main.tex]{subfiles}\n\\begin{document}\n');
    const { stages, what, text } = await detected();
    expect(what).toBe('pytest (tests/), latexmk (manuscript/main.tex)');
    expect(stages).toMatchObject([
      {
        id: 'tests',
        run: 'python3 -m pytest tests --junitxml=output/junit.xml',
        requires: [{ name: 'python3' }, { kind: 'python-module', name: 'pytest' }],
        evidence: [{ source: 'junit', file: 'output/junit.xml' }],
        usual: { tool: 'pytest', mostMs: 60_000 },
      },
      {
        id: 'render',
        run: 'latexmk -xelatex -outdir=build -interaction=nonstopmode -halt-on-error main.tex || { rm -f build/main.fdb_latexmk build/main.aux; exit 1; }',
        workingDirectory: 'manuscript',
        requires: [{ name: 'latexmk' }, { name: 'xelatex' }],
        outputs: ['manuscript/build/main.pdf'],
        caches: ['latex'],
        usual: { tool: 'latex', mostMs: 90_000 },
      },
    ]);
    expect(pipelineOf(text).caches).toMatchObject([
      { preset: 'latex', paths: ['manuscript/build'] },
    ]);
  });

  it.each([
    ['pytest.ini', ''],
    ['conftest.py', ''],
    ['pyproject.toml', '[tool.pytest.ini_options]\n'],
    ['setup.cfg', '[tool:pytest]\n'],
  ])('pytest is known by %s', async (file, text) => {
    write(file, text);
    expect((await detected()).stages.map(stage => stage.run)).toEqual([
      'python3 -m pytest --junitxml=output/junit.xml',
    ]);
  });

  it.each([
    ['tests of another language', 'tests/a.test.js', ''],
    ['a pyproject.toml without pytest', 'pyproject.toml', '[project]\nname = "x"\n'],
    ['a text without a document class', 'paper/a.tex', '\\section{A}\n'],
    ['a document without a beginning', 'a/a.tex', '\\documentclass{article}\n'],
  ])('%s is nothing', async (_, file, text) => {
    write(file, text);
    expect(await detectDefinition(folder)).toMatchObject({ kind: 'nothing' });
  });

  it('several documents get a stage each', async () => {
    write('paper/paper.tex', '\\documentclass{article}\\begin{document}');
    write('paper/slides.tex', '\\documentclass{beamer}\n\\usepackage{fontspec}\n\\begin{document}');
    write('notes.tex', '\\documentclass{article}\n\\usepackage{luacode}\n\\begin{document}');
    expect((await detected()).stages.map(stage => [stage.id, stage.run.split(' ')[1]])).toEqual([
      ['render-notes', '-lualatex'],
      ['render-paper', '-pdf'],
      ['render-slides', '-xelatex'],
    ]);
  });
});
