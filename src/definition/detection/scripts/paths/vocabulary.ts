/** Names of functions that have to do with files, in Python, R and Julia. */

/** Functions that put paths together, or leave them as they are. */
export const JOINS =
  /^(?:(?:pathlib\.)?(?:Pure)?(?:Posix)?Path|(?:\w+\.)+join|join|joinpath|file\.path|fs::path|path|paste0|str|string|os\.fspath|normalizePath|abspath|realpath|os\.path\.(?:abspath|realpath|normpath)|expanduser|os\.path\.expanduser)$/;
/** Functions that put a path together from the project's folder or one in it, wherever the program runs. */
export const FROM_HOME: Readonly<Record<string, string>> = {
  here: '',
  'here::here': '',
  find_rstudio_root_file: '',
  'rprojroot::find_rstudio_root_file': '',
  projectdir: '',
  datadir: 'data',
  srcdir: 'src',
  plotsdir: 'plots',
  scriptsdir: 'scripts',
  papersdir: 'papers',
};
/** Functions that give the folder of a path. */
export const DIRNAME = /^(?:os\.path\.dirname|dirname)$/;
/** What stands for the program's own file. */
export const HERE = /^(?:__file__|@__FILE__)$/;
/** What stands for the folder of the program's own file. */
export const HERE_FOLDER = '@__DIR__';
/** Functions that give the folder in which the program runs. */
export const CWD = /^(?:Path\.cwd|pathlib\.Path\.cwd|os\.getcwd|getwd|pwd)$/;

/** Functions that write files, by the last part of their names. */
export const WRITES =
  /^(?:save|write|export|to_(?!datetime|numeric|numpy|list|dict|string|thread)|dump|imsave|imwrite|ggsave|sink|fwrite|png$|pdf$|svg$|jpeg$|tiff$|cairo_pdf$|copy|move|rename|touch|plot_to|image_save)/i;
/** Functions that read files or look for them. */
export const READS =
  /^(?:read|load|imread|source|include|fread|genfromtxt|scan|glob|listdir|parse|run|check_call|check_output|system|exists|isfile|isdir|input|import|from_)/i;
/** Functions whose texts are not files of the project. */
export const IGNORED =
  /^(?:mkdir|makedirs|dir\.create|mkpath|insert|append|print|message|cat|println|add_argument|getLogger|info|warning|error|debug|ArgumentParser|environ|getenv|unlink|remove|rmtree|library|require|set_title|title|xlabel|ylabel|set_xlabel|set_ylabel|suptitle|label|strftime|split|replace|startswith|endswith|warn|exit|Error|ValueError|RuntimeError|SystemExit)$/;

/** Functions that read their first argument and write the next. */
export const COPIES = /^(?:copy|move|rename|symlink)/i;

/** Functions of R with a dot in their names, which split as methods do not. */
export const DOTTED: readonly (readonly [RegExp, 'read' | 'written'])[] = [
  [/^(?:\w+::)?read\.\w+$/, 'read'],
  [/^(?:\w+::)?write\.\w+$/, 'written'],
];

/** What is made for the moment or is in memory, and what stands for the terminal. */
export const TEMPORARY =
  /^(?:tempfile(?:\.\w+)?|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile|gettempdir|tempdir|mktemp|mktempdir|(?:io\.)?(?:StringIO|BytesIO)|IOBuffer|stdin|urlopen|(?:urllib\.)?request\.urlopen)$/;
/** Functions that give what they are given, in another order or form. */
export const PASSES =
  /^(?:sorted|list|tuple|set|reversed|iter|tqdm|tqdm\.tqdm|glob\.i?glob|i?glob|Sys\.glob|sort|collect)$/;
/** Functions that give the names of the files in a folder. */
export const LISTS = /^(?:os\.listdir|listdir|list\.files|readdir)$/;

/** Functions that read the file that they are given first, by the last part of their names. */
export const OPENS =
  /^(?:open|open_\w+|read|read_\w+|readRDS|readLines|readdlm|fread|vroom|load|load_\w+|loadtxt|loadmat|genfromtxt|fromfile|memmap|imread|st_read|readOGR|listdir|scandir|glob|iglob|ExcelFile|getlines|copyfile|copytree|from_(?:csv|file|pickle|json|parquet|hdf))$/;
/** The same by their whole names. */
export const OPENS_BY_NAME =
  /^(?:(?:\w+::)?read\.\w+|os\.walk|list\.files|Sys\.glob|h5py\.File|sqlite3\.connect|(?:zipfile\.)?ZipFile|(?:\w+\.)?Dataset|CSV\.File|(?:\w+\.)*(?:ET|etree|ElementTree|minidom)\.parse|shutil\.(?:copy2?|move)|file\.copy)$/;
/** What changes where relative paths begin, for all that follows. */
export const MOVES = /^(?:os\.chdir|chdir|setwd|cd)$/;
/** Functions that write a file that is one of what they are given. */
export const STORES =
  /^(?:savefig|save|save_\w+|saveRDS|savetxt|savez|savez_compressed|imsave|imwrite|ggsave|sink|fwrite|write_(?!text|bytes)\w+|(?:\w+::)?write\.\w+|to_(?:csv|json|parquet|pickle|latex|excel|hdf|feather|html|markdown|stata|netcdf|zarr|file|xml))$/;
/** Methods of a path that read it or what is in it. */
export const READS_ITSELF = /^(?:read_text|read_bytes|iterdir|rglob|glob|open)$/;
/** Methods of a path that write it. */
export const WRITES_ITSELF = /^(?:write_text|write_bytes)$/;
/** What is a file that is open, so that its readers need no name. */
export const HANDLES = /^(?:open|File|ZipFile|TarFile|Dataset)$/;
/** Keywords that hold the name of a file. */
export const FILE_KEYWORDS =
  /^(?:file|path|filename|fname|filepath|file_path|con|fp|io|filepath_or_buffer|path_or_buf|filepath_or_buf|file_name|path_or_buffer|input|datafile)$/;

/** Words of the languages themselves, behind which a bracket opens no call. */
export const KEYWORDS =
  /^(?:return|yield|in|and|or|not|is|if|elif|else|while|for|with|as|assert|await|lambda|del|raise|except|case|match)$/;
