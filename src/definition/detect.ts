/**
 * A folder without a definition → the text of one that fits it, the same that `stagetime init`
 * writes. Symbolic links are not followed, and the search is bounded.
 */
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readTemplate } from './detect-template.ts';
import { type Draft, draftText, idMaker, isWritable, scriptCommand } from './draft.ts';
import { type DefinitionProblem, inReadingOrder } from './problems.ts';
import { decodeText, MOST_BYTES } from './text.ts';

/** What a folder holds to make a pipeline from. */
export type Detection =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly problems: readonly DefinitionProblem[] }
  | {
      readonly kind: 'detected';
      /** The definition. */
      readonly text: string;
      /** In words. */
      readonly what: string;
      /** The file or folder that tells most of it, relative to the folder. */
      readonly from: string;
    };

/** A template-style `pipeline.yaml`, else numbered scripts, else tests and manuscripts. */
export async function detectDefinition(root: string): Promise<Detection> {
  return (
    (await detectTemplate(root)) ??
    (await detectNumberedScripts(root)) ??
    (await detectTools(root)) ?? { kind: 'nothing' }
  );
}

/** Where the template keeps its stages: a project's own before the common ones. */
const TEMPLATE_FILES = ['pipeline.yaml', 'pipeline.yml'];
const COMMON_TEMPLATE = 'infrastructure/core/pipeline/pipeline.yaml';

const MOST_STAGES = 200;

async function detectTemplate(root: string): Promise<Detection | undefined> {
  // With several projects nothing says which one is meant; then the common stages are.
  const projects = await namesIn(root, 'projects', 'folder');
  const [project, ...others] = projects.filter(isWritable);
  const own = others.length === 0 && project !== undefined ? { project } : undefined;
  const candidates = [
    ...TEMPLATE_FILES.map(file => ({ file })),
    ...(own === undefined ? [] : [{ file: `projects/${own.project}/pipeline.yaml`, ...own }]),
    { file: COMMON_TEMPLATE, ...own },
  ];
  const scripts = new Set((await namesIn(root, 'scripts', 'file')).map(name => `scripts/${name}`));
  for (const candidate of candidates) {
    const bytes = await readStart(root, candidate.file, MOST_BYTES + 1);
    const decoded = bytes === undefined ? undefined : decodeText(bytes);
    if (!decoded?.ok) continue;
    const reading = readTemplate(decoded.text, {
      ...candidate,
      hasScript: script => scripts.has(script),
    });
    switch (reading.kind) {
      case 'foreign':
        continue;
      case 'invalid':
        return { kind: 'invalid', problems: inReadingOrder(candidate.file, reading.problems) };
      case 'template': {
        const what = `${reading.stages} stages of ${candidate.file}`;
        return { kind: 'detected', text: reading.text, what, from: candidate.file };
      }
    }
  }
  return undefined;
}

async function detectNumberedScripts(root: string): Promise<Detection | undefined> {
  const scripts = (await namesIn(root, 'scripts', 'file'))
    .filter(isWritable)
    .flatMap(file => {
      const [, number, name] = /^(\d{1,9})[_-](.+)\.(?:py|sh)$/.exec(file) ?? [];
      return number === undefined || name === undefined
        ? []
        : [{ file, name, number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number || (a.file < b.file ? -1 : 1))
    .slice(0, MOST_STAGES);
  if (scripts.length === 0) return undefined;
  const makeId = idMaker();
  const stages = scripts.map(script => ({ ...script, id: makeId(script.name) }));
  const numbers = [...new Set(stages.map(stage => stage.number))];
  const draft: Draft = {
    comments: [
      'The scripts in scripts/ in the order of their numbers; those with the same number run at once.',
      'Shorten `needs` to what a stage really needs, and more of them run at once.',
    ],
    stages: stages.map(({ id, file, name, number }) => {
      const before = numbers[numbers.indexOf(number) - 1];
      const needs = stages.filter(stage => stage.number === before).map(stage => stage.id);
      return { id, keys: { name: title(name), needs, ...scriptCommand(`scripts/${file}`) } };
    }),
  };
  const what = `${count(stages.length, 'numbered script')} in scripts/`;
  return { kind: 'detected', text: draftText(draft), what, from: 'scripts/' };
}

async function detectTools(root: string): Promise<Detection | undefined> {
  const tests = await findTests(root);
  const manuscripts = await findManuscripts(root);
  const makeId = idMaker();
  const folders = [...new Set(manuscripts.map(({ folder }) => folder))];
  const from = tests?.from ?? manuscripts[0]?.file;
  if (from === undefined) return undefined;
  const testStages =
    tests === undefined ? [] : [{ id: makeId('tests'), keys: testKeys(tests.folder) }];
  const draft: Draft = {
    comments: ['Tests and manuscripts that were found here.'],
    ...(manuscripts.length === 0 ? {} : { caches: { latex: latexCache(folders) } }),
    stages: [
      ...testStages,
      ...manuscripts.map(manuscript => {
        const name = manuscripts.length === 1 ? 'render' : `render ${manuscript.name}`;
        return { id: makeId(name), keys: manuscriptKeys(manuscript) };
      }),
    ],
  };
  const what = [
    ...(tests === undefined ? [] : [`pytest (${tests.from})`]),
    ...manuscripts.map(({ file }) => `latexmk (${file})`),
  ].join(', ');
  return { kind: 'detected', text: draftText(draft), what, from };
}

function testKeys(folder: string | undefined) {
  const junit = 'output/junit.xml';
  return {
    name: 'Tests',
    run: `python3 -m pytest ${folder === undefined ? '' : `${folder} `}--junitxml=${junit}`,
    requires: ['python3', 'python:pytest'],
    evidence: { junit },
  };
}

function manuscriptKeys({ folder, name, engine }: Manuscript) {
  const build = folder === '' ? 'build' : `${folder}/build`;
  return {
    name: `Render ${name}.tex`,
    run: `latexmk ${engine.option} -outdir=build -interaction=nonstopmode -halt-on-error ${name}.tex`,
    'working-directory': folder === '' ? undefined : folder,
    requires: ['latexmk', engine.program],
    outputs: [`${build}/${name}.pdf`],
    caches: ['latex'],
    evidence: { 'latex-log': `${build}/${name}.log` },
  };
}

function latexCache(folders: readonly string[]) {
  const within = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
  return {
    preset: 'latex',
    paths: folders.map(folder => within(folder, 'build')),
    inputs: folders.map(folder => within(folder, '*.tex')),
  };
}

/** Files that tell of pytest, and the text in them that does; any text where none is given. */
const PYTEST_FILES: readonly { readonly file: string; readonly section?: string }[] = [
  { file: 'pytest.ini' },
  { file: 'conftest.py' },
  { file: 'pyproject.toml', section: '[tool.pytest' },
  { file: 'setup.cfg', section: '[tool:pytest]' },
  { file: 'tox.ini', section: '[pytest]' },
];

interface Tests {
  readonly from: string;
  readonly folder?: string;
}

async function findTests(root: string): Promise<Tests | undefined> {
  for (const folder of ['tests', 'test']) {
    const below = (await namesIn(root, folder, 'folder')).map(name => `${folder}/${name}`);
    for (const place of [folder, ...below.slice(0, 50)]) {
      const files = await namesIn(root, place, 'file');
      if (files.some(file => /^(?:test_.*|.*_test|conftest)\.py$/.test(file))) {
        return { from: `${folder}/`, folder };
      }
    }
  }
  for (const { file, section = '' } of PYTEST_FILES) {
    const text = (await readStart(root, file, MOST_BYTES))?.toString('latin1');
    if (text?.includes(section)) return { from: file };
  }
  return undefined;
}

/** A document with a \documentclass of its own. */
interface Manuscript {
  readonly file: string;
  /** Empty for the root. */
  readonly folder: string;
  /** Without `.tex`. */
  readonly name: string;
  readonly engine: { readonly option: string; readonly program: string };
}

const MANUSCRIPT_FOLDERS = [
  '',
  'manuscript',
  'paper',
  'tex',
  'latex',
  'doc',
  'docs',
  'thesis',
  'report',
];
const MOST_MANUSCRIPTS = 10;
const MOST_TEX_FILES = 200;
const PREAMBLE_BYTES = 64 * 1024;

async function findManuscripts(root: string): Promise<readonly Manuscript[]> {
  const found: Manuscript[] = [];
  for (const folder of MANUSCRIPT_FOLDERS) {
    // TeX takes other characters in file names for markup.
    const files = (await namesIn(root, folder, 'file')).filter(f =>
      /^[A-Za-z0-9][\w.-]*\.tex$/.test(f),
    );
    for (const base of files.slice(0, MOST_TEX_FILES)) {
      const file = folder === '' ? base : `${folder}/${base}`;
      const text = (await readStart(root, file, PREAMBLE_BYTES))?.toString('latin1') ?? '';
      const documentClass = /^[^%\n]*\\documentclass\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}/m.exec(
        text,
      )?.[1];
      // These two are parts of other documents.
      if (documentClass === undefined || /^(?:subfiles|standalone)$/.test(documentClass)) continue;
      found.push({ file, folder, name: base.slice(0, -'.tex'.length), engine: engineOf(text) });
      if (found.length === MOST_MANUSCRIPTS) return found;
    }
  }
  return found;
}

function engineOf(text: string): Manuscript['engine'] {
  if (
    /^%\s*!tex\s+(?:ts-)?program\s*=\s*lualatex/im.test(text) ||
    /\{luacode|luatextra/.test(text)
  ) {
    return { option: '-lualatex', program: 'lualatex' };
  }
  if (
    /^%\s*!tex\s+(?:ts-)?program\s*=\s*xelatex/im.test(text) ||
    /\{(?:fontspec|unicode-math|polyglossia|xeCJK)\}/.test(text)
  ) {
    return { option: '-xelatex', program: 'xelatex' };
  }
  return { option: '-pdf', program: 'pdflatex' };
}

/** Sorted names of a folder's files or folders; none where it is not one, or a link to one. */
async function namesIn(
  root: string,
  folder: string,
  kind: 'file' | 'folder',
): Promise<readonly string[]> {
  if (!(await isInside(root, folder))) return [];
  try {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    return entries
      .filter(entry => (kind === 'file' ? entry.isFile() : entry.isDirectory()))
      .map(entry => entry.name)
      .sort();
  } catch {
    // A folder that is not there or must not be read has nothing to detect.
    return [];
  }
}

/** The first bytes of a regular file, or undefined where there is none. */
async function readStart(root: string, file: string, most: number): Promise<Buffer | undefined> {
  if (!(await isInside(root, file))) return undefined;
  try {
    if (!(await lstat(path.join(root, file))).isFile()) return undefined;
    const handle = await open(path.join(root, file));
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Whether no part of a path is a symbolic link, so that it cannot lead out of the root. */
async function isInside(root: string, relative: string): Promise<boolean> {
  let place = root;
  for (const part of relative.split('/').filter(part => part !== '')) {
    place = path.join(place, part);
    try {
      if ((await lstat(place)).isSymbolicLink()) return false;
    } catch {
      return false;
    }
  }
  return true;
}

/** `run_analysis` → `Run Analysis`. */
function title(name: string): string {
  const words = name.split(/[_-]+/).filter(word => word !== '');
  return words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || name;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
