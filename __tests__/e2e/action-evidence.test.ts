import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireTool } from '../support/tools.ts';
import { definition, readRunRecord, workspace } from './harness.ts';
import { gitHub, runFor, withHistory } from './pull-request.ts';

const TESTS = `name: Project Tests
run: python3 -m pytest --quiet -p no:cacheprovider --junitxml=junit.xml test_orbit.py
evidence: { junit: junit.xml }`;

const FILES = {
  'stagetime.yml': definition({ tests: TESTS }),
  'test_orbit.py': `import pathlib, time
def test_quick(): pass
def test_orbit(): time.sleep(float(pathlib.Path('seconds').read_text()))
def test_other(): time.sleep(0.3)
`,
  seconds: '0.3',
};

describe.skipIf(!requireTool('python:pytest').available)('a slower test of pytest', () => {
  it('is named on the pull request, and kept in the history', async () => {
    const api = await gitHub();
    const folder = await withHistory(FILES, { tests: 1_300 });
    const result = await runFor(api, { workspace: folder, files: { seconds: '3' } });
    expect(result).toMatchObject({ exitCode: 0, outputs: { verdict: 'suspected' } });
    const { evidence } = readRunRecord(join(folder, '.stagetime')).stages[0] ?? {};
    expect(evidence?.tests).toMatchObject({ total: 3, failed: 0 });
    expect(evidence?.tests?.slowest[0]?.name).toBe('test_orbit::test_orbit');
    const body = api.state.comments[0]?.body ?? '';
    expect(body).toMatch(/suspected: .*Within it: test&#95;orbit 0\.\d+s → \d\.\d\ds/);
    expect(body).toContain('<summary>Tests and LaTeX passes that moved</summary>');
    expect(result.summary).toContain('Slowest of Project Tests');
  });
});

const hasTools = ['python:pytest', 'pdflatex'].every(tool => requireTool(tool).available);

describe.skipIf(!hasTools)('what failed in a folder of its own', () => {
  it('is named from the root: a failed test with its evidence and without, and an error of LaTeX', async () => {
    const pytest = 'python3 -m pytest --quiet -p no:cacheprovider -rf';
    const api = await gitHub();
    const folder = workspace({
      'stagetime.yml': `stages:
  tests:
    name: Tests
    run: ${pytest} --junitxml=junit.xml tests
    working-directory: pkg
    evidence: { junit: pkg/junit.xml }
    continue-on-error: true
  again: { name: Again, run: ${pytest} tests, working-directory: pkg, continue-on-error: true }
  paper:
    name: Paper
    needs: [tests, again]
    run: pdflatex -interaction=nonstopmode main.tex
    working-directory: paper
    evidence: { latex-log: paper/main.log }
`,
      'pkg/tests/test_orbit.py': 'def test_orbit():\n    assert 3 == 4\n',
      'paper/main.tex':
        '\\documentclass{article}\n\\begin{document}\n\\input{parts/fit}\n\\end{document}\n',
      'paper/parts/fit.tex': 'One.\n\\growthrate\n',
    });
    const result = await runFor(api, { workspace: folder });
    const comment = api.state.comments[0]?.body ?? '';
    const plain = (text: string) => text.replaceAll('&#8288;', '').replaceAll('&#95;', '_');
    for (const text of [comment, result.summary].map(plain)) {
      expect(text).toContain('(paper/parts/fit.tex:2)');
      expect(text).toContain('(pkg/tests/test_orbit.py:2)');
      expect(text).toContain('FAILED pkg/tests/test_orbit.py::test_orbit');
    }
    expect(result.errors).toEqual([expect.stringContaining('(paper/parts/fit.tex:2)')]);
  });
});
