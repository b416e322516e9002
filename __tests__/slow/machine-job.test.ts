/** Whole jobs on fresh minimal systems: what a setup installed is there in the next job without being installed. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.ts';
import { type ResultsService, startResultsService } from '../services/results-service.ts';
import {
  type EndedJob,
  MAY_HAVE_SYSTEMS,
  type MinimalSystem,
  makeBase,
  missingTool,
  WORKSPACE,
} from './minimal-system.ts';

const lacking = missingTool();
const required = process.env.STAGETIME_REQUIRE_TOOLS === '1';

const TOOLS = `setup:
  tools:
    run: |
      apt-get update -q
      apt-get install -q --yes --no-install-recommends hello jq
    provides: [hello, jq]
stages:
  use:
    run: hello > out.txt; jq --version
    requires: [hello, jq]
    inputs: [stagetime.yml]
    outputs: [out.txt]
`;

/** TeX as a thesis needs it: three engines, biber, fonts of the system. */
const THESIS = {
  'stagetime.yml': `env: { SOURCE_DATE_EPOCH: "1793527200", FORCE_SOURCE_DATE: "1" }
setup:
  tex:
    run: |
      apt-get update -q
      apt-get install -q --yes --no-install-recommends latexmk texlive-xetex texlive-luatex \\
        texlive-latex-extra texlive-bibtex-extra biber fonts-lmodern fonts-dejavu-core
    provides: [latexmk, xelatex, lualatex, pdflatex, biber]
    timeout-minutes: 30
stages:
  thesis: { run: latexmk -xelatex thesis.tex, inputs: [thesis.tex, refs.bib], outputs: [thesis.pdf] }
  slides: { run: latexmk -lualatex slides.tex, inputs: [slides.tex], outputs: [slides.pdf] }
  letter: { run: latexmk -pdf letter.tex, inputs: [letter.tex], outputs: [letter.pdf] }
`,
  'thesis.tex': String.raw`\documentclass{report}
\usepackage{fontspec}
\setmainfont{DejaVu Serif}
\usepackage[backend=biber]{biblatex}
\addbibresource{refs.bib}
\usepackage{booktabs,cleveref,listings}
\begin{document}
\tableofcontents
\chapter{Results} As in \cite{knuth}.
\begin{tabular}{ll}\toprule a & b\\\bottomrule\end{tabular}
\printbibliography
\end{document}
`,
  'refs.bib': '@book{knuth, author={Knuth, Donald}, title={The TeXbook}, year={1984}}\n',
  'slides.tex': String.raw`\documentclass{article}
\usepackage{fontspec}
\setmainfont{Latin Modern Roman}
\begin{document}\directlua{tex.print("Lua")} $\int x$\end{document}
`,
  'letter.tex': String.raw`\documentclass{letter}
\usepackage{microtype,hyperref}
\begin{document}\begin{letter}{Them}\opening{Dear}\closing{Yours}\end{letter}\end{document}
`,
};

const PDFS = ['thesis.pdf', 'slides.pdf', 'letter.pdf'];

function statuses({ stages }: RunRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map(({ id, status }) => [id, status]));
}

function hashesIn(system: MinimalSystem): readonly string[] {
  return PDFS.map(name =>
    createHash('sha256')
      .update(readFileSync(system.path(`${WORKSPACE}/${name}`)))
      .digest('hex'),
  );
}

describe.runIf(MAY_HAVE_SYSTEMS && (required || lacking === undefined))(
  'a job on a fresh system',
  () => {
    let base: MinimalSystem;
    beforeAll(() => {
      base = makeBase();
    }, 600_000);
    afterAll(() => base[Symbol.dispose]());

    const withService = async (work: (service: ResultsService) => Promise<void>) => {
      const service = await startResultsService();
      try {
        await work(service);
      } finally {
        await service.close();
      }
    };

    it('installs, and the next one has all of it; another machine notices that it is another', async () => {
      await withService(async service => {
        const job = (system: MinimalSystem): Promise<EndedJob> =>
          system.job({ files: { 'stagetime.yml': TOOLS }, env: service.env });
        using first = base.copy();
        const installed = await job(first);
        expect(installed.exitCode, installed.log).toBe(0);
        expect(statuses(installed.record)).toEqual({ tools: 'passed', use: 'passed' });
        expect(installed.record.notices).toEqual([]);

        using second = base.copy();
        const restored = await job(second);
        expect(statuses(restored.record), restored.log).toEqual({ tools: 'reused', use: 'reused' });
        expect(restored.record.stages[0]?.setup?.kind).toBe('layer');
        // What the package manager knows is part of it, documentation is not.
        const verified = second.run('dpkg --status jq | grep ^Status; dpkg --verify jq hello');
        const left = verified
          .split('\n')
          .filter(line => !/ \/usr\/share\/(doc|man|info|locale)\//.test(line));
        expect(left).toEqual(['Status: install ok installed', '']);

        using other = base.copy();
        other.run('apt-get update -q && apt-get install -q --yes --no-install-recommends tree');
        const elsewhere = await job(other);
        expect(statuses(elsewhere.record)).toMatchObject({ tools: 'passed' });
        expect(elsewhere.record.notices).toMatchObject([
          { kind: 'layer-not-restored', because: { kind: 'other-machine' } },
        ]);
        expect(other.run('hello; tree --version | head -c 4')).toMatch(/^Hello, world!\ntree/);
      });
    }, 600_000);

    it('sets documents with the TeX of another, to the same bytes', async () => {
      await withService(async service => {
        const job = (system: MinimalSystem): Promise<EndedJob> =>
          system.job({ files: THESIS, env: service.env });
        using first = base.copy();
        const installed = await job(first);
        expect(installed.exitCode, installed.log).toBe(0);
        const expected = hashesIn(first);

        using second = base.copy();
        const restored = await second.job({
          files: THESIS,
          env: service.env,
          inputs: { 'cache-state': 'warm' },
        });
        expect(restored.record.stages[0]?.setup?.kind, restored.log).toBe('layer');
        // The documents are reused; here they are made by the TeX that was restored.
        second.run(
          `cd ${WORKSPACE} && rm *.pdf && export SOURCE_DATE_EPOCH=1793527200 FORCE_SOURCE_DATE=1 && latexmk -gg -xelatex thesis.tex && latexmk -gg -lualatex slides.tex && latexmk -gg -pdf letter.tex`,
        );
        expect(hashesIn(second)).toEqual(expected);
        const [setup] = restored.record.stages;
        const layer = setup?.setup?.kind === 'layer' ? setup.setup.layer : undefined;
        const tookMs = (layer?.transferMs ?? 0) + (layer?.placeMs ?? 0);
        console.log(
          `TeX: installed in ${installed.record.stages[0]?.durationMs} ms, ready in ${tookMs} ms; ${JSON.stringify(layer)}; made: ${JSON.stringify(installed.record.stages[0]?.setup)}`,
        );
      });
    }, 1_800_000);
  },
);
