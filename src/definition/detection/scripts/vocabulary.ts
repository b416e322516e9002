/** Names of functions that have to do with files, in Python, R and Julia. */

/** Functions that put paths together, or leave them as they are. */
export const JOINS =
  /^(?:(?:pathlib\.)?(?:Pure)?(?:Posix)?Path|(?:\w+\.)+join|join|joinpath|file\.path|fs::path|path|here|here::here|paste0|str|string|os\.fspath|normalizePath|abspath|realpath|os\.path\.(?:abspath|realpath|normpath)|expanduser|os\.path\.expanduser|projectdir|datadir|plotsdir)$/;
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
