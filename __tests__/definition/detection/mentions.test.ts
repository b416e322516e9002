/** Scripts that only mention what a document is built with, or read what it takes in. */
import { describe, expect, it } from 'vitest';
import { detectedIn } from './folder.ts';

const MAIN = '\\documentclass{article}\n\\begin{document}\n\\input{sections/a}\n\\end{document}\n';
const PAPER = { 'paper/main.tex': MAIN, 'paper/sections/a.tex': 'A\n' };

describe('a script that looks for tools', () => {
  it.each([
    [
      'versions in a table',
      'import subprocess\nTOOLS = {"latexmk": ["-version"], "xelatex": ["--version"]}\ndef main():\n    for tool, words in TOOLS.items():\n        subprocess.run([tool, *words])\n    open("output/tools.txt", "w").write("paper")\nmain()\n',
    ],
    [
      'which',
      'import shutil, subprocess\ndef main():\n    if shutil.which("pdflatex") is None:\n        raise SystemExit("the paper needs it")\n    open("output/tools.txt", "w").write("")\nmain()\n',
    ],
    [
      'a version that is asked for',
      'import os\ndef main():\n    os.system("latexmk -version")\n    open("output/paper.txt", "w").write("")\nmain()\n',
    ],
  ])('builds no document: %s', async (_, script) => {
    const { stages } = await detectedIn({ ...PAPER, 'scripts/00_setup.py': script });
    expect(stages.map(({ id }) => id)).toContain('render');
  });

  it.each([
    'import subprocess\nsubprocess.run(["latexmk", "-pdf", "main.tex"], cwd="paper", check=True)\n',
    'import subprocess\nsubprocess.run(["latexmk", "-version"])\nsubprocess.run("cd paper && latexmk main", shell=True)\n',
    'import os\nos.system("pdflatex -output-directory=build paper/main.tex")\n',
  ])('and builds one builds it: %j', async script => {
    const { stages } = await detectedIn({ ...PAPER, 'scripts/03_typeset.py': script });
    expect(stages.map(({ id }) => id)).not.toContain('render');
  });
});

describe('a script that reads what a document takes in', () => {
  it.each([
    'from pathlib import Path\nfor part in sorted(Path("paper/sections").glob("*.tex")):\n    Path(f"output/{part.stem}.md").write_text(part.read_text())\n',
    'import glob\nfor part in glob.glob("paper/sections/*.tex"):\n    text = open(part).read()\n    open("output/review.md", "a").write(text)\n',
    'text = open("paper/sections/a.tex").read()\nopen("output/review.md", "w").write(text)\n',
  ])('does not make it: %j', async script => {
    const { stages } = await detectedIn({ ...PAPER, 'scripts/06_review.py': script });
    const outputs = stages.flatMap(one => one.outputs);
    expect(outputs.filter(path => path.startsWith('paper/sections'))).toEqual([]);
  });
});
