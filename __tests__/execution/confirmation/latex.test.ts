import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CacheDefinition } from '../../../src/pipeline/types.ts';
import { stage } from '../../pipeline/stages.ts';
import { requireTool } from '../../support/tools.ts';
import { git, repository, runToConfirm } from './support.ts';

const MAIN = String.raw`\documentclass{article}
\begin{document}
\tableofcontents
\section{One}\label{one}
See section~\ref{one}.
\end{document}
`;

const latex: CacheDefinition = {
  name: 'latex',
  preset: 'latex',
  paths: ['manuscript/build'],
  inputs: [],
  restoreKeys: [],
  proxy: false,
};

const render = stage('render', {
  run: 'echo "$TEXMFVAR" >> "$JOURNAL"; latexmk -pdf -outdir=build -interaction=nonstopmode main.tex',
  workingDirectory: 'manuscript',
  requires: [{ kind: 'executable', name: 'latexmk' }],
  outputs: ['manuscript/build/main.pdf'],
  caches: ['latex'],
});

describe.runIf(requireTool('latexmk').available)('a LaTeX stage that runs again', () => {
  it('makes as many passes as it made: all on a cold cache, none on a warm one', async () => {
    const root = repository({
      '.gitignore': '.stagetime/\nbuild/\n',
      'manuscript/main.tex': MAIN,
    });
    const passesOf = async () => {
      const over = await runToConfirm(root, [render], {
        caches: [latex],
        environment: { HOME: root },
      });
      const { stages } = await over.confirm({ suspicions: [{ id: 'render' }] });
      expect(stages.get('render')?.unsettled).toBeUndefined();
      const [first, ...again] = over.journal();
      for (const folder of again) {
        expect(folder).not.toBe(first);
        expect(folder).toMatch(/\.stagetime\/caches\/latex\/texmf-var$/);
      }
      expect(again).toHaveLength(2);
      return ['render', 'render.confirm-1', 'render.confirm-2'].map(name => {
        const log = readFileSync(join(root, `.stagetime/logs/${name}.log`), 'utf8');
        return log.match(/^Run number \d+ of rule 'pdflatex'/gm)?.length ?? 0;
      });
    };
    expect(await passesOf()).toEqual([2, 2, 2]);
    expect(await passesOf()).toEqual([0, 0, 0]);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });
});
