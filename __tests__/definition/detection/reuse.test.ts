/** What decides a result is among the inputs of its stage, or the stage is not reused: a wrong reuse is worse than none. */
import { describe, expect, it } from 'vitest';
import { matches, startDescent } from '../../../src/pipeline/patterns/descent.ts';
import { detectedIn, type Files } from './folder.ts';

/** Whether an input, a file, folder or pattern, stands for a file. */
function stands(input: string, file: string): boolean {
  return matches(startDescent([input]), file) || file.startsWith(`${input}/`);
}

/** Whether a stage runs again when a file changes: by its inputs, or because it has none. */
async function notices(files: Files, id: string, file: string) {
  const { stage, text } = await detectedIn(files);
  const { inputs } = stage(id);
  const isNoticed = inputs.length === 0 || inputs.some(input => stands(input, file));
  return { isNoticed, runsAlways: inputs.length === 0, inputs, text };
}

const TEST = 'from h import f\n\n\ndef test_f():\n    assert f() == 1\n';
const HELPER = 'def f():\n    return 1\n';

describe('code that tests take in', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['pytest.ini', { 'pytest.ini': '[pytest]\npythonpath = scripts\n' }],
    [
      'pyproject.toml',
      { 'pyproject.toml': '[tool.pytest.ini_options]\npythonpath = ["scripts"]\n' },
    ],
    ['setup.cfg', { 'setup.cfg': '[tool:pytest]\npythonpath = scripts\n' }],
    ['tox.ini', { 'tox.ini': '[pytest]\npythonpath = scripts\n' }],
    ['a conftest.py of the root', { 'conftest.py': 'import sys\nsys.path.insert(0, "scripts")\n' }],
    [
      'a conftest.py of the tests',
      {
        'tests/conftest.py':
          'import sys\nfrom pathlib import Path\nsys.path.append(str(Path(__file__).parents[1] / "scripts"))\n',
      },
    ],
    ['nothing that is seen', {}],
  ])('is an input where the path to it is set in %s', async (_, settings) => {
    const { isNoticed, runsAlways } = await notices(
      { 'scripts/h.py': HELPER, 'tests/test_h.py': TEST, ...settings },
      'tests',
      'scripts/h.py',
    );
    expect({ isNoticed, runsAlways }).toEqual({ isNoticed: true, runsAlways: false });
  });

  it.each([
    [
      'set in the test',
      `import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "tools/deep"))\n${TEST}`,
    ],
    ['import_module', 'import importlib\nh = importlib.import_module("h")\ndef test_h(): h.f()\n'],
    ['importorskip', 'import pytest\nh = pytest.importorskip("h")\ndef test_h(): h.f()\n'],
    ['__import__', 'h = __import__("h")\ndef test_h(): h.f()\n'],
    [
      'runpy',
      'import runpy\nfrom pathlib import Path\nDEEP = Path(__file__).parents[1] / "tools" / "deep"\ndef test_h(): runpy.run_path(str(DEEP / "h.py"))\n',
    ],
    [
      'a file location',
      'import importlib.util, os\nspec = importlib.util.spec_from_file_location("h", os.path.join("tools", "deep", "h.py"))\ndef test_h(): pass\n',
    ],
    [
      'subprocess',
      'import subprocess, sys\ndef test_h(): subprocess.run([sys.executable, "h.py"], cwd="tools/deep", check=True)\n',
    ],
    [
      'python -m',
      'import subprocess, sys\ndef test_h(): subprocess.run([sys.executable, "-m", "tools.deep.h"], check=True)\n',
    ],
  ])('is an input: %s', async (_, test) => {
    const { isNoticed, runsAlways } = await notices(
      { 'tools/deep/h.py': HELPER, 'tests/test_h.py': test },
      'tests',
      'tools/deep/h.py',
    );
    expect({ isNoticed, runsAlways }).toEqual({ isNoticed: true, runsAlways: false });
  });

  it.each([
    [
      'a package without a name on the path',
      'analysis/lib/stats/core.py',
      'from stats.core import f\n',
    ],
    ['a package', 'vendored/stats/__init__.py', 'import stats\n'],
    ['a plugin', 'tools/fixtures.py', 'pytest_plugins = ["tools.fixtures"]\n'],
  ])('is an input: %s', async (_, file, conftest) => {
    const { isNoticed, runsAlways } = await notices(
      { [file]: HELPER, 'conftest.py': conftest, 'tests/test_h.py': 'def test_h(): pass\n' },
      'tests',
      file,
    );
    expect({ isNoticed, runsAlways }).toEqual({ isNoticed: true, runsAlways: false });
  });

  it('is not known where its name is computed, so they run every time', async () => {
    const { stage, text } = await detectedIn({
      'steps/a.py': HELPER,
      'tests/test_h.py':
        'import importlib, os\ndef test_all():\n    for name in os.listdir("steps"):\n        importlib.import_module("steps." + name[:-3])\n',
    });
    expect(stage('tests').inputs).toEqual([]);
    expect(text).toContain('# tests: imports or starts something by a name that is computed');
  });

  it('does not come from environments or results', async () => {
    const { stage } = await detectedIn({
      'venv/lib/h.py': HELPER,
      'output/h.py': HELPER,
      'tests/test_h.py': TEST,
    });
    expect(stage('tests').inputs).toEqual(['tests']);
  });
});

describe("a document's pictures", () => {
  const paper =
    '\\documentclass{article}\\begin{document}\\includegraphics{figures/a}\\end{document}';

  it.each(['png', 'jpg', 'jpeg', 'eps', 'svg', 'tikz', 'pgf', 'tex', 'pdf'])(
    'may get another ending later: %s',
    async ending => {
      const files = { 'manuscript/main.tex': paper, 'manuscript/figures/a.pdf': '%PDF' };
      expect(await notices(files, 'render', `manuscript/figures/later.${ending}`)).toMatchObject({
        isNoticed: true,
        runsAlways: false,
      });
    },
  );

  it.each([
    ['a macro', '\\newcommand{\\figs}{art}\\begin{document}\\includegraphics{\\figs/a}'],
    ['what nobody knows', '\\begin{document}\\includegraphics{\\jobname-a}'],
  ])('may be named by %s', async (_, body) => {
    const files = {
      'manuscript/main.tex': `\\documentclass{article}${body}\\end{document}`,
      'manuscript/art/a.png': 'PNG',
    };
    expect(await notices(files, 'render', 'manuscript/art/a.png')).toMatchObject({
      isNoticed: true,
    });
  });

  it('in Markdown, too', async () => {
    const files = {
      'manuscript/01_a.md': '# A\n\n![A](figures/a.pdf)\n',
      'manuscript/02_b.md': '# B\n',
      'manuscript/figures/a.pdf': '%PDF',
    };
    expect(await notices(files, 'render-manuscript', 'manuscript/figures/b.png')).toMatchObject({
      isNoticed: true,
    });
  });

  it('are not what a stage makes beside them', async () => {
    const { stage } = await detectedIn({
      'scripts/draw.py': 'import plt\nplt.savefig("manuscript/figures/b.png")\n',
      'manuscript/main.tex': paper.replace('a}', 'a}\\includegraphics{figures/b.png}'),
      'manuscript/figures/a.pdf': '%PDF',
    });
    expect(stage('render').needs).toEqual(['draw']);
    expect(stage('render').inputs.filter(one => stands(one, 'manuscript/figures/b.png'))).toEqual(
      [],
    );
    expect(stage('render').inputs.some(one => stands(one, 'manuscript/figures/c.jpg'))).toBe(true);
  });
});
