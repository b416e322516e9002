/** Code that programs of R and Julia take in, from their text: `source`, `include`, and the project's own package. */

/** What a text takes in. */
export interface Sourced {
  /** Files, as they are written. */
  readonly files: readonly string[];
  /** Folders of which all files of code are taken in, as they are written. */
  readonly folders: readonly string[];
  /** Whether something is taken in by a name of which the text has no part. */
  readonly isComputed: boolean;
}

/** What `source` and `include` are given, by themselves and for each of a list. */
export function sourcedBy(code: string): Sourced {
  const calls = sourceCalls(code);
  const named = calls.map(argument => literals(argument));
  const isHanded = HANDED_ON.test(code);
  const runsPlan = RUNS_PLAN.test(code);
  const isLoop = isHanded || named.some(names => names.length === 0);
  if (!isLoop) return { files: named.flat(), folders: [], isComputed: runsPlan };
  const listed = [...code.matchAll(LISTS)].flatMap(([, list = '']) => literals(list));
  const folders = [...code.matchAll(FOLDERS)].map(([, folder = '']) => withoutPattern(folder));
  return {
    files: [...named.flat(), ...listed],
    folders,
    isComputed: runsPlan || (listed.length === 0 && folders.length === 0),
  };
}

/** What runs a plan of targets or drake, or reads what it made: which code and files that is, the plan says. */
const RUNS_PLAN =
  /\b(?:tar_(?:make|load|read|source)\w*|r_make|make_clustermq|loadd|readd|drake_plan)\s*\(/;
/** `lapply(files, source)` */
const HANDED_ON =
  /\b(?:apply|map|walk|foreach)\w*\s*\([\s\S]{0,200}?,\s*(?:source|include)\s*[,)]/i;
/** `c("a.R", "b.R")`, `["a.jl", "b.jl"]` */
const LISTS = /(?:\bc\s*\(|\[)((?:\s*["'][^"'\n]+["']\s*,?)+)\s*[)\]]/g;
/** `list.files("R", …)`, `Sys.glob("R/*.R")`, `readdir("src")`, also behind `here(` and the like. */
const FOLDERS =
  /\b(?:list\.files|dir|dir_ls|Sys\.glob|readdir|glob|tar_source)\s*\(\s*(?:path\s*=\s*)?(?:[\w:.]+\s*\(\s*)?["']([^"'\n]+)["']/g;

/** Whether a file is code of R or Julia. */
export function isCode(file: string): boolean {
  return /\.(?:R|r|jl)$/.test(file);
}

function sourceCalls(text: string): readonly string[] {
  return [
    ...text.matchAll(
      /\b(?:source|include|sys\.source|read_chunk)\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)/g,
    ),
  ].map(([, argument = '']) => argument);
}

function literals(text: string): readonly string[] {
  return [...text.matchAll(/["']([^"'\n]+\.(?:R|r|jl))["']/g)].map(([, name = '']) => name);
}

/** `R` for `R/*.R`. */
function withoutPattern(folder: string): string {
  return folder.replace(/\/?[^/]*\*.*$/, '').replace(/\/$/, '');
}

/** Names of packages that a program takes in, or says where one of their functions is. */
export function packagesIn(code: string, language: 'r' | 'julia'): ReadonlySet<string> {
  const names =
    language === 'r'
      ? [
          ...code.matchAll(
            /\b(?:library|require|requireNamespace)\s*\(\s*["']?([\w.]+)|\b([\w.]+)::/g,
          ),
        ]
      : [...code.matchAll(/^\s*(?:using|import)\s+([\w.,: \t]+)/gm)].flatMap(([, list = '']) => [
          ...list.replace(/:.*$/, '').matchAll(/([A-Za-z]\w*)/g),
        ]);
  return new Set(names.flatMap(([, one, other]) => one ?? other ?? []));
}
