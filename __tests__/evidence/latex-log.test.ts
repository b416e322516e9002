import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../src/evidence/readers.ts';
import { temporaryFolder } from '../execution/support.ts';
import { requireTool } from '../support/tools.ts';

const readLatexLog = (log: string) =>
  readFile({ source: 'latex-log', file: log, stageMs: undefined });

function file(content: string | Buffer): string {
  const path = join(temporaryFolder(), 'main.log');
  writeFileSync(path, content);
  return path;
}

/** The numbers of a log that has to be readable. */
async function numbersOf(content: string | Buffer) {
  const log = await readLatexLog(file(content));
  if (log.kind !== 'read') throw new Error(JSON.stringify(log.problem));
  if (log.numbers.latex === undefined) throw new Error('no document');
  return log.numbers.latex;
}

const HEADS = {
  pdfTeX: 'This is pdfTeX, Version 3.14-1.40.24 (TeX Live 2022) (preloaded format=pdflatex)',
  XeTeX: 'This is XeTeX, Version 3.14-2.6-0.999994 (TeX Live 2022) (preloaded format=xelatex)',
  LuaTeX: 'This is LuaHBTeX, Version 1.15.0 (TeX Live 2022)  (format=lualatex 2022.11.28)',
  'e-upTeX': 'This is e-upTeX, Version 3.14-p4.1.0-u1.29 (utf8.uptex) (preloaded format=uplatex)',
} as const;
type Engine = keyof typeof HEADS;

/** A line as the engine breaks it, of an ASCII or non-ASCII text. */
function broken(engine: Engine, line: string, limit = 79): string {
  const lines: string[] = [];
  let length = 0;
  let current: number[] = [];
  const units =
    engine === 'pdfTeX'
      ? [...Buffer.from(line)].map(byte => [byte])
      : [...line].map(sign => [...Buffer.from(sign)]);
  for (const unit of units) {
    const size = engine === 'XeTeX' ? 1 : unit.length;
    const margin = engine === 'LuaTeX' && size > 1 ? 1 : 0;
    if (length + size + margin > limit) {
      lines.push(Buffer.from(current).toString('latin1'));
      [current, length] = [[], 0];
    }
    current.push(...unit);
    length += size;
  }
  lines.push(Buffer.from(current).toString('latin1'));
  // A line that is as long as can be is ended, and then ended by the program again.
  return `${lines.join('\n')}${length === limit ? '\n' : ''}`;
}

function logOf(engine: Engine, lines: readonly string[], limit?: number): Buffer {
  const body = lines.map(line => broken(engine, line, limit)).join('\n');
  return Buffer.from(`${HEADS[engine]}\n**main.tex\n${body}\n`, 'latin1');
}

const citation = (key: string) => [
  '',
  `LaTeX Warning: Citation \`${key}' on page 1 undefined on input line 3.`,
  '',
];

describe('the lines of a log', () => {
  const engines = Object.keys(HEADS) as Engine[];
  const KEYS = [
    'plain2020',
    'müller2020größenordnungsabschätzungen',
    '漢字による長い文献の名前2021',
    '😀'.repeat(20),
    `ä${'x'.repeat(70)}`,
  ];

  it.each(engines)('are put together as %s breaks them', async engine => {
    // Every length of key, so that the line ends everywhere within and between characters.
    for (let pad = 0; pad < 60; pad += 1) {
      const keys = KEYS.map(key => `${'k'.repeat(pad)}${key}`);
      const numbers = await numbersOf(logOf(engine, keys.flatMap(citation)));
      expect(numbers.undefinedReferences, `${pad}`).toBe(KEYS.length);
      if (pad === 0) expect(numbers.undefinedKeys).toEqual(KEYS);
    }
  });

  it.each(engines)('are as long as the user lets %s write them', async engine => {
    const lines = [...KEYS, ...KEYS.map(key => `${key}${'y'.repeat(100)}`)].flatMap(citation);
    for (const limit of [110, 200, 1000]) {
      const { undefinedReferences } = await numbersOf(logOf(engine, lines, limit));
      expect(undefinedReferences, `${limit}`).toBe(10);
    }
  });

  it('do not go on in what begins a line of its own', async () => {
    const line = 'f'.repeat(79);
    expect(
      await numbersOf(
        `${HEADS.pdfTeX}\n${line}\nOutput written on d.pdf (3 pages, 21505 bytes).\n`,
      ),
    ).toMatchObject({ pages: 3, outputBytes: 21_505 });
  });
});

describe('the output that a log names', () => {
  it.each([
    ['main.pdf (12 pages, 34567 bytes).', 12, 34_567],
    ['main.xdv (1 page, 1480 bytes).', 1, 1480],
    ['main.pdf (1 page).', 1, undefined],
    ['paper.dvi (5 pages, 20456 bytes).', 5, 20_456],
    ['a (3 pages).pdf (7 pages, 10 bytes).', 7, 10],
  ])('is %s', async (output, pages, outputBytes) => {
    expect(await numbersOf(`${HEADS.XeTeX}\nOutput written on ${output}\n`)).toEqual({
      pages,
      ...(outputBytes !== undefined && { outputBytes }),
      undefinedReferences: 0,
      wantsRerun: false,
    });
  });

  it('may have a long name of any letters', async () => {
    const name = `build/${'Größenordnungsabschätzung-'.repeat(6)}.xdv`;
    for (const engine of Object.keys(HEADS) as Engine[]) {
      const log = logOf(engine, ['x', `Output written on ${name} (14 pages, 388104 bytes).`]);
      expect(await numbersOf(log), engine).toMatchObject({ pages: 14 });
    }
  });

  it('is none', async () => {
    expect(await numbersOf(`${HEADS.pdfTeX}\nNo pages of output.\n`)).toMatchObject({ pages: 0 });
    expect((await numbersOf(`${HEADS.pdfTeX}\n! Emergency stop.\n`)).pages).toBeUndefined();
  });
});

describe('what leads nowhere', () => {
  const found = async (...lines: readonly string[]) =>
    numbersOf(`${HEADS.pdfTeX}\n${lines.join('\n')}\n`);

  it.each([
    ['LaTeX', "LaTeX Warning: Reference `a' on page 1 undefined on input line 4."],
    ['hyperref', "LaTeX Warning: Hyper reference `a' on page 1 undefined on input line 4."],
    ['natbib', "Package natbib Warning: Citation `a' on page 1 undefined on input line 4."],
    ['biblatex', "LaTeX Warning: Citation 'a' on page 1 undefined on input line 4."],
    [
      'a key with an apostrophe',
      "LaTeX Warning: Reference `l'été' on page 1 undefined on input line 4.",
    ],
    ['no page', "LaTeX Warning: Citation `a' undefined on input line 4."],
    [
      'several lines',
      "Package natbib Warning: Citation `a' on page 1\n(natbib)                undefined on input line 4.",
    ],
  ])('is counted in the words of %s', async (_, warning) => {
    expect(await found('', warning, '')).toMatchObject({ undefinedReferences: 1 });
  });

  it('is counted by key, citations apart from references', async () => {
    const warning = (what: string, key: string) =>
      `LaTeX Warning: ${what} \`${key}' on page 1 undefined on input line 4.`;
    const numbers = await found(
      ...['Reference', 'Hyper reference', 'Citation'].flatMap(what => [
        '',
        warning(what, 'same'),
        '',
      ]),
      warning('Reference', 'other'),
      '',
      'LaTeX Warning: There were undefined references.',
    );
    expect(numbers.undefinedReferences).toBe(3);
    // A citation and a reference may have one key.
    expect(numbers.undefinedKeys).toEqual(['same', 'same', 'other']);
  });

  it('is known by name, the first few', async () => {
    const numbers = await found(...['a', 'b', 'a', 'c', 'd', 'e', 'f'].flatMap(citation));
    expect(numbers).toMatchObject({
      undefinedReferences: 6,
      undefinedKeys: ['a', 'b', 'c', 'd', 'e'],
    });
    expect(await found(...citation('x'.repeat(200)))).toMatchObject({
      undefinedKeys: [`${'x'.repeat(79)}…`],
    });
    expect(await found('fine')).not.toHaveProperty('undefinedKeys');
  });

  it('is what biblatex found no entry for', async () => {
    const missing = (key: string) => `
Package biblatex Warning: The following entry could not be found
(biblatex)                in the database:
(biblatex)                ${key}
(biblatex)                Please verify the spelling and rerun
(biblatex)                LaTeX afterwards.
`;
    const numbers = await found(
      missing('smith2020'),
      missing('jones2021'),
      ...citation('smith2020'),
    );
    expect(numbers).toMatchObject({ undefinedReferences: 2, wantsRerun: false });
    expect(numbers.undefinedKeys).toEqual(['smith2020', 'jones2021']);
  });

  it('is no font, no format of cleveref, and nothing that the document prints', async () => {
    const numbers = await found(
      "LaTeX Font Warning: Font shape `TU/lmr/bx/sc' undefined",
      "(Font)              using `TU/lmr/bx/n' instead on input line 4.",
      '',
      "Package cleveref Warning: cref reference format for label type `figure' undefined on input line 4.",
      '',
      "Citation `a' on page 1 undefined on input line 4.",
    );
    expect(numbers.undefinedReferences).toBe(0);
  });

  it('is told from what is there twice', async () => {
    const numbers = await found(
      "LaTeX Warning: Label `a' multiply defined.",
      '',
      "LaTeX Warning: Label `a' multiply defined.",
      '',
      "Package natbib Warning: Citation `k' multiply defined.",
      '',
      'LaTeX Warning: There were multiply-defined labels.',
    );
    expect(numbers).toMatchObject({ undefinedReferences: 0, multiplyDefined: 2 });
    expect(numbers.multiplyDefinedKeys).toEqual(['a', 'k']);
  });
});

describe('another pass', () => {
  const wantsRerun = async (text: string) =>
    (await numbersOf(`${HEADS.pdfTeX}\n${text}\n`)).wantsRerun;

  it.each([
    'LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.',
    'Package natbib Warning: Citation(s) may have changed.\n(natbib)                Rerun to get citations correct.',
    "Package rerunfilecheck Warning: File `main.out' has changed.\n(rerunfilecheck)                Rerun to get outlines right",
    'Package longtable Warning: Table widths have changed. Rerun LaTeX.',
    'Package biblatex Warning: Please (re)run Biber on the file:\n(biblatex)                main\n(biblatex)                and rerun LaTeX afterwards.',
    'Package biblatex Warning: Please rerun LaTeX.',
    'LaTeX Warning: Temporary extra page added at the end. Rerun to get it removed.',
    'Package lastpage Warning: Rerun to get the references right on input line 3.',
  ])('is wanted: %s', async warning => {
    expect(await wantsRerun(`\n${warning}\n`)).toBe(true);
  });

  it.each([
    [
      'a line that did not fit',
      'Overfull \\hbox (12.0pt too wide) in paragraph at lines 10--12\n[]\\TU/lmr/m/n/10 If La-TeX says Rerun to get cross-references right, run it again.',
    ],
    [
      'a line that did not fit, broken where a warning could begin',
      `Overfull \\hbox (12.0pt too wide)\n${'x'.repeat(79)}\nLaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.`,
    ],
    ['what the document prints', 'Rerun to get cross-references right'],
    [
      'the name of a reference',
      "LaTeX Warning: Reference `rerun' on page 1 undefined on input line 4.",
    ],
    ['the name of a package', "Package rerunfilecheck Info: File `main.out' has not changed."],
    [
      'the package that is loaded',
      'Package: rerunfilecheck 2022-07-10 v1.10 Rerun checks for auxiliary files (HO)',
    ],
  ])('is not asked for by %s', async (_, text) => {
    expect(await wantsRerun(text)).toBe(false);
  });
});

describe('a log', () => {
  it("may be Tectonic's, which does not introduce itself", async () => {
    const log = `**\n(paper.tex\nLaTeX2e <2021-11-15> patch level 1\n(article.cls\n)\n${citation('nobody2020').join('\n')}\n[1] (paper.aux) )\nOutput written on paper.xdv (3 pages, 20456 bytes).\n`;
    expect(await numbersOf(log)).toMatchObject({ pages: 3, undefinedReferences: 1 });
  });

  it.each([
    [
      'MiKTeX',
      'This is MiKTeX-pdfTeX 2.9.6642 (1.40.19)\r\nOutput written on a.pdf (2 pages, 9 bytes).\r\n',
    ],
    ['upLaTeX', `${HEADS['e-upTeX']}\nOutput written on a.dvi (2 pages, 9 bytes).\n`],
    [
      'pLaTeX',
      'This is e-pTeX, Version 3.14-p4.1.0 (euc)\nOutput written on a.dvi (2 pages, 9 bytes).\n',
    ],
  ])('may be that of %s', async (_, text) => {
    expect(await numbersOf(text)).toMatchObject({ pages: 2 });
  });

  it.each([
    ['what LaTeX writes for its next pass', '\\relax\n\\gdef \\@abspage@last{1}\n', 'other-format'],
    [
      'the log of BibTeX',
      'This is BibTeX, Version 0.99d\nThe style file: plain.bst\n',
      'other-format',
    ],
    ['empty', '', 'empty'],
  ])('is not %s', async (_, content, kind) => {
    expect(await readLatexLog(file(content))).toEqual({ kind: 'unreadable', problem: { kind } });
  });

  it('is not a folder, and says so', async () => {
    expect(await readLatexLog(temporaryFolder())).toMatchObject({
      problem: { kind: 'no-file', what: 'folder' },
    });
  });
});

describe('a real engine', () => {
  const programs = ['pdflatex', 'xelatex', 'lualatex'];

  it.each(programs.filter(program => requireTool(program).available))(
    '%s breaks its lines as they are put together again',
    async program => {
      const cwd = temporaryFolder();
      const keys = Array.from({ length: 50 }, (_unused, i) => `${'k'.repeat(i)}größe漢字-${i}`);
      const text = keys.map(key => `\\cite{${key}}`).join('\n');
      writeFileSync(
        join(cwd, 'main.tex'),
        `\\documentclass{article}\\begin{document}\n${text}\n\\end{document}\n`,
      );
      spawnSync(program, ['-interaction=nonstopmode', 'main.tex'], { cwd });
      const log = await readLatexLog(join(cwd, 'main.log'));
      expect(log).toMatchObject({
        kind: 'read',
        numbers: { latex: { pages: 1, undefinedReferences: 50 } },
      });
    },
  );
});
