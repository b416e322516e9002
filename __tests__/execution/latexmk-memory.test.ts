/** What latexmk remembers, where a source of the document stands no more: with the real latexmk. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CacheDefinition, Stage } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';
import { requireTool } from '../support/tools.ts';
import { runStages, temporaryFolder } from './support.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const CONTENTS: Readonly<Record<string, string>> = {
  '.tex': 'text',
  '.bib': '@book{k, author={Knuth}, title={TeX}, year=1984}',
};
const OPTIONS = '-pdf -interaction=nonstopmode -halt-on-error';
const document = (body: string) =>
  `\\documentclass{article}\\usepackage{graphicx}\\begin{document}x ${body}\\end{document}`;

interface Paper {
  readonly run: string;
  readonly workingDirectory?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly evidence?: Stage['evidence'];
  /** Paths of the cache; none where its latexmk keeps what it knows beside the document. */
  readonly paths: readonly string[];
  readonly preset?: 'latex';
  /** What the document takes in. */
  readonly body: string;
  readonly file: string;
  readonly others?: readonly string[];
}

const PAPERS: Readonly<Record<string, Paper>> = {
  'beside the document': {
    run: `latexmk ${OPTIONS} -outdir=build main.tex`,
    workingDirectory: 'paper',
    paths: ['paper/build'],
    body: '\\includegraphics{figs/growth}',
    file: 'paper/figs/growth.png',
  },
  'above the document': {
    run: `latexmk ${OPTIONS} -outdir=build/a main.tex`,
    workingDirectory: 'paper',
    paths: ['paper/build'],
    body: '\\graphicspath{{../figures/}}\\includegraphics{growth}',
    file: 'figures/growth.png',
  },
  'and another document, beside it, has one of the same name': {
    run: `latexmk ${OPTIONS} -outdir=build main.tex`,
    workingDirectory: 'paper',
    inputs: ['paper/**/*.tex', 'other/*.tex'],
    paths: ['paper/build'],
    body: '\\input{../other/macros}\\includegraphics{figs/growth}',
    file: 'paper/figs/growth.png',
    others: ['figs/growth.png', 'other/figs/growth.png', 'other/main.tex', 'other/build/main.aux'],
  },
  'of a document that -cd leads to': {
    run: `latexmk -cd ${OPTIONS} -outdir=build paper/main.tex`,
    preset: 'latex',
    paths: ['paper/build'],
    body: '\\includegraphics{figs/growth}',
    file: 'paper/figs/growth.png',
  },
  'of a document that -cd leads to, built elsewhere': {
    run: `latexmk -cd ${OPTIONS} -outdir=../build paper/main.tex`,
    inputs: ['paper/**/*.{tex,bib}'],
    paths: ['build'],
    body: '\\includegraphics{figs/growth}',
    file: 'paper/figs/growth.png',
  },
  'above a document that is built elsewhere': {
    run: `latexmk -cd ${OPTIONS} -outdir=../build paper/main.tex`,
    paths: ['build'],
    body: '\\includegraphics{../figures/growth}',
    file: 'figures/growth.png',
  },
  'found by the path of the environment': {
    run: `TEXINPUTS="$PWD/figures:" latexmk ${OPTIONS} -cd -outdir=build paper/main.tex`,
    paths: ['paper/build'],
    body: '\\includegraphics{growth}',
    file: 'figures/growth.png',
  },
  'that is a chapter': {
    run: `latexmk ${OPTIONS} -outdir=build main.tex`,
    workingDirectory: 'paper',
    paths: ['paper/build'],
    body: '\\input{chapters/one}',
    file: 'paper/chapters/one.tex',
  },
  'that is a bibliography': {
    run: `latexmk ${OPTIONS} -outdir=build main.tex`,
    workingDirectory: 'paper',
    paths: ['paper/build'],
    body: '\\cite{k}\\bibliographystyle{plain}\\bibliography{refs}',
    file: 'paper/refs.bib',
  },
  'of a cache without a preset': {
    run: `latexmk ${OPTIONS} -outdir=build main.tex`,
    workingDirectory: 'paper',
    paths: ['paper/build'],
    body: '\\includegraphics{größe}',
    file: 'paper/größe.png',
  },
  'without a cache, beside a PDF that stays': {
    run: `cp kept.pdf main.pdf 2>/dev/null || true; latexmk ${OPTIONS} main.tex; cp main.pdf kept.pdf`,
    workingDirectory: 'paper',
    outputs: ['./paper/main.pdf'],
    paths: [],
    body: '\\includegraphics{growth}',
    file: 'paper/growth.png',
  },
  'without a cache, beside a log': {
    run: `latexmk ${OPTIONS} main.tex`,
    workingDirectory: 'paper',
    evidence: [{ source: 'latex-log', file: 'paper/main.log' }],
    paths: [],
    body: '\\includegraphics{growth}',
    file: 'paper/growth.png',
  },
};

function written(root: string, { body, file, others = [] }: Paper): void {
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  put('paper/main.tex', document(body));
  put('other/macros.tex', '\\newcommand{\\x}{x}');
  for (const path of [file, ...others]) put(path, CONTENTS[extname(path)] ?? PIXEL);
}

function defined({ run, workingDirectory = '', inputs, outputs, evidence, paths, preset }: Paper) {
  const caches: readonly CacheDefinition[] =
    paths.length === 0
      ? []
      : [
          {
            name: 'tex',
            paths,
            inputs: [],
            restoreKeys: [],
            proxy: false,
            ...(preset && { preset }),
          },
        ];
  const render: Stage = stage('render', {
    run,
    workingDirectory,
    inputs: inputs ?? ['paper/**/*.tex'],
    outputs: outputs ?? [],
    evidence: evidence ?? [],
    caches: caches.map(({ name }) => name),
  });
  return { render, caches };
}

async function ran(root: string, paper: Paper) {
  const { render, caches } = defined(paper);
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
  const run = await runStages([render], { root, caches, environment, reuse: 'force' });
  const log = readFileSync(join(root, '.stagetime/logs/render.log'), 'utf8');
  return { status: run.record('render').status, log };
}

const missing = ['latexmk', 'pdflatex'].filter(name => !requireTool(name).available);

describe.skipIf(missing.length > 0)('a source that vanished', () => {
  it.each(Object.entries(PAPERS))(
    'fails its document as in a fresh checkout: %s',
    { timeout: 120_000 },
    async (_, paper) => {
      const root = temporaryFolder();
      written(root, paper);
      const first = await ran(root, paper);
      expect(first.status, first.log).toBe('passed');
      // Nothing vanished: what latexmk knows is of use.
      const warm = await ran(root, paper);
      expect(warm.status, warm.log).toBe('passed');
      expect(warm.log).toContain('Nothing to do');

      renameSync(join(root, paper.file), join(root, `${paper.file}.renamed`));
      const stale = await ran(root, paper);
      expect(stale.log).not.toContain('Nothing to do');
      expect(stale.status, stale.log).toBe('failed');
    },
  );

  it('that the document does not take in any more costs one more pass', {
    timeout: 120_000,
  }, async () => {
    const paper = PAPERS['that is a chapter'] as Paper;
    const root = temporaryFolder();
    written(root, paper);
    await ran(root, paper);
    rmSync(join(root, paper.file));
    writeFileSync(join(root, 'paper/main.tex'), document('alone'));
    expect(await ran(root, paper)).toMatchObject({ status: 'passed' });
    expect((await ran(root, paper)).log).toContain('Nothing to do');
  });
});

describe.skipIf(missing.length > 0)('a figure that is added beside one of another ending', () => {
  const run = `latexmk ${OPTIONS} -outdir=build main.tex`;
  const whole = '\\includegraphics{figs/growth.png}';
  const byStem = '\\includegraphics{figs/growth}';
  const at = {
    run,
    workingDirectory: 'paper',
    paths: ['paper/build'],
    file: 'paper/figs/growth.png',
  };

  /** What latexmk says when the figure is there, and once more. */
  async function added(paper: Partial<Paper>, name = 'paper/figs/growth.pdf') {
    const root = temporaryFolder();
    const whole = { ...at, body: byStem, ...paper };
    written(root, whole);
    const first = await ran(root, whole);
    expect(first.status, first.log).toBe('passed');
    // Any PDF is a figure.
    copyFileSync(join(root, 'paper/build/main.pdf'), join(root, name));
    const logs = [await ran(root, whole), await ran(root, whole)];
    for (const { status, log } of logs) expect(status, log).toBe('passed');
    return logs.map(({ log }) => (log.includes('Nothing to do') ? 'nothing to do' : 'built'));
  }

  const xelatex: Partial<Paper> = { run: run.replace('-pdf ', '-xelatex ') };
  const TAKEN: readonly (readonly [string, Partial<Paper>])[] = [
    ['', {}],
    [' found by a path', { body: '\\graphicspath{{figs/}}\\includegraphics{growth}' }],
    [' that a comment names whole', { body: `% ${whole}\n${byStem}` }],
    ...(requireTool('xelatex').available ? [[' of XeLaTeX', xelatex] as const] : []),
  ];

  it.each(TAKEN)('is taken, as in a fresh checkout:%s', { timeout: 120_000 }, async (_, paper) => {
    expect(await added(paper)).toEqual(['built', 'nothing to do']);
  });

  it.each([
    ['the document names the other whole', { body: whole }],
    [
      'a macro puts the ending',
      { body: '\\newcommand\\f[1]{\\includegraphics{figs/#1.png}}\\f{growth}' },
    ],
    [
      'the document wants the other first',
      { body: `\\DeclareGraphicsExtensions{.png,.pdf}${byStem}` },
    ],
  ])('is not, and costs nothing, where %s', { timeout: 120_000 }, async (_, paper) => {
    expect(await added(paper)).toEqual(['nothing to do', 'nothing to do']);
  });

  it('is not where its ending comes later', { timeout: 120_000 }, async () => {
    expect(await added({}, 'paper/figs/growth.jpg')).toEqual(['nothing to do', 'nothing to do']);
  });
});
