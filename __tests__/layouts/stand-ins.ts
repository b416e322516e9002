/**
 * Stand-ins for programs that a machine may lack: each does, in a few lines, what the command it is called with
 * would do with the small repositories of these tests, and fails where the real one would. They are not the tools.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HEAD = '#!/usr/bin/env python3\n# A stand-in for a test; not the real program.\n';

const PICTURE = `
import struct, zlib, pathlib
def picture(path, level):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    rows = b"".join(b"\\0" + bytes([level]) * 24 for _ in range(8))
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(path).write_bytes(b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
`;

const STAND_INS: Readonly<Record<string, string>> = {
  // uv run [--with X | --group X | --extra X]… COMMAND…
  uv: `
import os, sys
if sys.argv[1:] == ["--version"]: print("uv 0.0.0"); sys.exit()
if sys.argv[1] != "run" or not os.path.exists("uv.lock"): sys.exit("uv: nothing to run in a project")
words = sys.argv[2:]
while words[0] in ("--with", "--group", "--extra"): words = words[2:]
words = ["python3" if word == "python" else word for word in words[:1]] + words[1:]
os.execvp(words[0], words)
`,
  // Of R: writeLines(c("…"), "file"), readLines("file"), png("file"), source("file").
  Rscript: `${PICTURE}
import re, sys
if sys.argv[1:] == ["--version"]: print("Rscript 0.0.0"); sys.exit()
def run(file):
    for line in pathlib.Path(file).read_text().splitlines():
        if (m := re.match(r'\\s*source\\("(.+?)"\\)', line)): run(m[1])
        elif (m := re.search(r'readLines\\("(.+?)"\\)', line)): pathlib.Path(m[1]).read_text()
        elif (m := re.search(r'writeLines\\("(.*?)", "(.+?)"\\)', line)):
            pathlib.Path(m[2]).parent.mkdir(parents=True, exist_ok=True); pathlib.Path(m[2]).write_text(m[1] + "\\n")
        elif (m := re.search(r'png\\("(.+?)"\\) *# *(\\d+)', line)): picture(m[1], int(m[2]))
run(sys.argv[1])
`,
  // pandoc … -o OUT FILES
  pandoc: `
import pathlib, re, sys
if sys.argv[1:] == ["--version"]: print("pandoc 0.0.0"); sys.exit()
out = sys.argv[sys.argv.index("-o") + 1]
files = [word for word in sys.argv[1:] if word.endswith(".md")]
text = "\\n".join(pathlib.Path(file).read_text() for file in files)
for picture in re.findall(r"!\\[.*?\\]\\((.+?)\\)", text):
    text += str(len(pathlib.Path(picture).read_bytes()))
pathlib.Path(out).write_text("%PDF-1.5 " + text)
`,
  // quarto render [FOLDER] of a book
  quarto: `
import pathlib, re, sys
if sys.argv[1:] == ["--version"]: print("0.0.0"); sys.exit()
folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".")
assert "type: book" in (folder / "_quarto.yml").read_text()
text = "".join(file.read_text() for file in sorted(folder.glob("*.qmd")))
for picture in re.findall(r"!\\[.*?\\]\\((.+?)\\)", text): text += str(sum((folder / picture).read_bytes()))
(folder / "_book").mkdir(exist_ok=True); (folder / "_book/index.html").write_text(text)
`,
  // jupyter nbconvert --to notebook --execute --output-dir DIR FILE
  jupyter: `
import json, os, pathlib, subprocess, sys
if sys.argv[1:] == ["--version"]: print("0.0.0"); sys.exit()
out, file = pathlib.Path(sys.argv[sys.argv.index("--output-dir") + 1]), pathlib.Path(sys.argv[-1])
book = json.loads(file.read_text())
code = "\\n".join("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code")
out = file.parent / out
subprocess.run([sys.executable, "-c", code], cwd=file.parent or None, check=True)
out.mkdir(parents=True, exist_ok=True); (out / file.name).write_text(json.dumps(book))
`,
  // snakemake --cores all: rules with one input list, one output and a shell command
  snakemake: `
import os, pathlib, re, subprocess, sys
if sys.argv[1:] == ["--version"]: print("0.0.0"); sys.exit()
rules = {}
for name, body in re.findall(r"^rule (\\w+):\\n((?:    .*\\n|\\n)*)", pathlib.Path("Snakefile").read_text(), re.M):
    part = lambda key: re.findall(r'"([^"]+)"', (re.search(key + r":(.*(?:\\n        .*)*)", body) or ["", ""])[1])
    rules[name] = (part("input"), part("output"), part("shell"))
def make(file):
    for inputs, outputs, shell in rules.values():
        if file in outputs:
            for one in inputs: make(one)
            newest = max((os.path.getmtime(one) for one in inputs), default=0)
            if not os.path.exists(file) or os.path.getmtime(file) < newest:
                os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
                subprocess.run(shell[0], shell=True, check=True)
for target in next(iter(rules.values()))[0]: make(target)
os.makedirs(".snakemake", exist_ok=True)
`,
  // showyourwork build: the figure scripts, then the document
  showyourwork: `
import pathlib, shutil, subprocess, sys
if sys.argv[1:] == ["--version"]: print("0.0.0"); sys.exit()
assert sys.argv[1] == "build"
for script in sorted(pathlib.Path("src/scripts").glob("*.py")): subprocess.run([sys.executable, script.name], cwd="src/scripts", check=True)
subprocess.run(["latexmk", "-pdf", "-outdir=../../.showyourwork", "-interaction=batchmode", "ms.tex"], cwd="src/tex", check=True)
shutil.copy(".showyourwork/ms.pdf", "ms.pdf")
`,
};

/** Puts stand-ins into a folder for PATH, and gives the names of those there are. */
export function putStandIns(folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const body = STAND_INS[name];
    if (body === undefined) throw new Error(`there is no stand-in for ${name}`);
    writeFileSync(join(folder, name), HEAD + body);
    chmodSync(join(folder, name), 0o755);
  }
}

/** A script of Python that draws a small picture: `target` is an expression for its path. */
export function pictureScript(target: string, level: number, before = ''): string {
  return `${before}${PICTURE}
picture(${target}, ${level})
`;
}
