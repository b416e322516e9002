/** A folder with tests or manuscripts → the text of a definition. */

import { MOST_BYTES } from '../document/text.ts';
import { type DetectedDefinition, type Draft, draftText, idMaker } from './draft.ts';
import { namesIn, readStart } from './folder.ts';

/** Tests of pytest and documents of LaTeX, wherever projects usually keep them. */
export async function detectTools(root: string): Promise<DetectedDefinition | undefined> {
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
  return { text: draftText(draft), what, from };
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
