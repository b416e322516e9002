/** Which engine builds a document: as its sources or the project's latexmkrc say. */
import { baseOf } from '../model/observed.ts';
import { classOf, type TexDocument } from './tex.ts';

/** latexmk's options for the engine, and the programs that must be there. */
export interface Engine {
  readonly options: readonly string[];
  readonly programs: readonly string[];
}

const PDFLATEX: Engine = { options: ['-pdf'], programs: ['pdflatex'] };
const XELATEX: Engine = { options: ['-xelatex'], programs: ['xelatex'] };
const LUALATEX: Engine = { options: ['-lualatex'], programs: ['lualatex'] };
const POSTSCRIPT: Engine = { options: ['-pdfps'], programs: ['latex', 'dvips', 'ps2pdf'] };
const platex = (program: string): Engine => ({
  options: ['-pdfdvi', `-latex=${program}`, '-e', "$dvipdf='dvipdfmx %O -o %D %S'"],
  programs: [program, 'dvipdfmx'],
});

const BY_NAME: Readonly<Record<string, Engine>> = {
  pdflatex: PDFLATEX,
  pdftex: PDFLATEX,
  latex: PDFLATEX,
  xelatex: XELATEX,
  xetex: XELATEX,
  lualatex: LUALATEX,
  luatex: LUALATEX,
  luahbtex: LUALATEX,
  platex: platex('platex'),
  uplatex: platex('uplatex'),
};

const LUA_PACKAGES = [
  'luacode',
  'luatextra',
  'luatexja',
  'luatexja-fontspec',
  'lua-ul',
  'luaotfload',
  'luamplib',
  'emoji',
];
const XE_PACKAGES = [
  'fontspec',
  'unicode-math',
  'polyglossia',
  'xeCJK',
  'xltxtra',
  'xunicode',
  'mathspec',
  'ctex',
  'zxjatype',
  'bidi',
  'arabxetex',
  'xepersian',
];
const LUA_CLASSES = /^(?:lt?js\w+|jlreq-lua|luatexja\S*)$/;
const XE_CLASSES = /^ctex\w+$/;
const JAPANESE_CLASSES = /^(?:[ut]?j(?:s?article|s?book|report|sreport)|bxjsarticle)$/;

/** The engine of a document from its sources. `text` of the file itself has the comments in it. */
export function engineOf(document: TexDocument, firstText: string): Engine {
  const named =
    /^%\s*!\s*tex\s+(?:ts-)?program\s*=\s*([\w-]+)/im.exec(firstText)?.[1] ??
    /^%.*-\*-.*\bengine:\s*(\w+)/im.exec(firstText)?.[1] ??
    /^%\s*arara:\s*(\w*latex)\b/im.exec(firstText)?.[1];
  const byName = named === undefined ? undefined : BY_NAME[named.toLowerCase()];
  if (byName !== undefined) return byName;
  const name = classOf(document.text) ?? '';
  const has = (names: readonly string[]) => names.some(one => document.packages.has(one));
  if (LUA_CLASSES.test(name) || has(LUA_PACKAGES) || /\\directlua\b/.test(document.text))
    return LUALATEX;
  if (
    XE_CLASSES.test(name) ||
    has(XE_PACKAGES) ||
    /\\set(?:main|sans|mono|CJKmain)font\b/.test(document.text)
  ) {
    return XELATEX;
  }
  if (JAPANESE_CLASSES.test(name)) {
    const options = /\\documentclass\s*\[([^\]]*)\]/.exec(document.text)?.[1] ?? '';
    return platex(/\buplatex\b/.test(options) || name.startsWith('u') ? 'uplatex' : 'platex');
  }
  if (has(['pstricks', 'pst-plot', 'psfrag']) && !has(['auto-pst-pdf', 'pst-pdf']))
    return POSTSCRIPT;
  return PDFLATEX;
}

/** What a latexmkrc decides; the rest is as if it were not there. */
export interface RcSettings {
  /** Programs of the engine, where it sets one. */
  readonly programs: readonly string[] | undefined;
  readonly outDir: string | undefined;
  readonly auxDir: string | undefined;
}

const BY_MODE: Readonly<
  Record<string, { readonly variable: string; readonly programs: readonly string[] }>
> = {
  '1': { variable: 'pdflatex', programs: ['pdflatex'] },
  '2': { variable: 'latex', programs: ['latex', 'dvips', 'ps2pdf'] },
  '3': { variable: 'latex', programs: ['latex', 'dvipdf'] },
  '4': { variable: 'lualatex', programs: ['lualatex'] },
  '5': { variable: 'xelatex', programs: ['xelatex'] },
};

/** Reads the assignments of a latexmkrc; what it computes is not known. */
export function readLatexmkrc(text: string): RcSettings {
  const code = text.replace(/^\s*#[^\n]*/gm, '');
  const values = new Map(
    [...code.matchAll(/\$(\w+)\s*=\s*(?:(["'])(.*?)\2|q\/(.*?)\/|(\d+))/g)].map(
      ([, name = '', , quoted, q, number]) => [name, quoted ?? q ?? number ?? ''] as const,
    ),
  );
  const mode = values.get('pdf_mode');
  const chosen = mode === undefined ? undefined : BY_MODE[mode];
  const command = chosen === undefined ? values.get('pdflatex') : values.get(chosen.variable);
  const program = command === undefined ? undefined : baseOf(command.trim().split(/\s+/)[0] ?? '');
  const isProgram = program !== undefined && /^[\w+-]+$/.test(program);
  const rest = chosen?.programs.slice(1) ?? [];
  const dvipdf = baseOf(values.get('dvipdf')?.trim().split(/\s+/)[0] ?? '');
  const tools = rest.map(tool => (tool === 'dvipdf' && /^[\w-]+$/.test(dvipdf) ? dvipdf : tool));
  return {
    programs: isProgram ? [program, ...tools] : chosen?.programs,
    outDir: values.get('out_dir'),
    auxDir: values.get('aux_dir'),
  };
}
