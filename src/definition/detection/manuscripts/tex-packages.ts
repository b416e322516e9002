/**
 * Which packages of Debian and Ubuntu bring what documents load. From Debian 12's lists of files (`Contents-all`);
 * Ubuntu takes these packages from Debian. Only what many documents load is here: what is not comes, if anywhere,
 * from the large collection of further packages.
 */

/** Classes and packages of TeX by the package of Debian that has them; what LaTeX itself brings is in none. */
const OWNERS: Readonly<Record<string, string>> = {
  'texlive-bibtex-extra': 'apacite biblatex biblatex-chicago',
  'texlive-fonts-extra':
    'FiraSans XCharter academicons bbm cabin ccicons cmbright dsfont ebgaramond fontawesome fontawesome5 fourier inconsolata kpfonts libertine libertinus newpxmath newpxtext newtxmath newtxtext opensans roboto sourcecodepro sourcesanspro stix stix2',
  'texlive-humanities': 'covington expex gb4e linguex qtree reledmac verse',
  'texlive-lang-chinese': 'ctex',
  'texlive-lang-cjk': 'xeCJK CJK CJKutf8',
  'texlive-lang-japanese': 'luatexja',
  'texlive-music': 'musicography musixtex',
  'texlive-pictures':
    'chemfig circuitikz dot2texi forest pgf pgfplots pgfplotstable qcircuit quantikz smartdiagram tikz tikz-cd tikz-dependency tikz-feynman tikzposter tikzscale xy xypic',
  'texlive-plain-generic': 'soul ulem',
  'texlive-pstricks': 'pst-plot pstricks',
  'texlive-publishers':
    'IEEEtran aastex631 acmart apa6 apa7 elsarticle llncs mnras revtex4 revtex4-1 revtex4-2',
  'texlive-science':
    'algorithm algorithm2e algorithmic algorithmicx algpseudocode chemformula commath complexity mhchem physics siunitx steinmetz stmaryrd tensor',
};

/** What `texlive-latex-base` and `texlive-latex-recommended` bring, of what many documents load. */
const COMMON = new Set(
  'afterpage amsart amsbook amsfonts amsmath amssymb amsthm array article babel beamer bm book booktabs calc caption charter cmap color colortbl courier dcolumn empheq enumerate epstopdf etoolbox fancyhdr fancyvrb float fontenc fontspec geometry graphics graphicx helvet hyperref ifthen inputenc keyval latexsym letter lineno listings longtable makeidx mathpazo mathspec mathtools memoir microtype multicol natbib palatino parskip pdflscape pdfpages polyglossia ragged2e report rotating scrartcl scrbook scrlttr2 scrreprt setspace subcaption subfig tabularx textcomp times unicode-math url verbatim xcolor xfrac xltxtra xparse xspace xunicode'.split(
    ' ',
  ),
);

const PROGRAMS: Readonly<Record<string, string>> = {
  xelatex: 'texlive-xetex',
  lualatex: 'texlive-luatex',
  biber: 'biber',
  pygmentize: 'python3-pygments',
};

const OWNER = new Map(
  Object.entries(OWNERS).flatMap(([owner, names]) =>
    names.split(' ').map(name => [name, owner] as const),
  ),
);

/** What to install for documents that are built by these programs and load these classes and packages, sorted. */
export function debianPackages(
  programs: readonly string[],
  loaded: readonly string[],
): readonly string[] {
  const owners = loaded.filter(name => !COMMON.has(name)).map(name => OWNER.get(name) ?? FURTHER);
  const tools = programs.flatMap(program => PROGRAMS[program] ?? []);
  return [...new Set([...ALWAYS, ...tools, ...owners])].sort();
}

const ALWAYS = ['fonts-lmodern', 'latexmk', 'texlive-latex-recommended'];
const FURTHER = 'texlive-latex-extra';
