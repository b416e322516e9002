/** Scripts that a document's figures or a README name → stages. */
import { hasRunner, splitWords } from '../model/commands.ts';
import {
  coveredBy,
  type DetectionContext,
  type Driver,
  driverOf,
  type Found,
  type FoundStage,
  type LeftOut,
  NOTHING,
} from '../model/found.ts';
import {
  baseOf,
  folderOf,
  isBuilt,
  isResult,
  type Observed,
  resolveIn,
  withoutExtension,
} from '../model/observed.ts';
import { needsArguments } from './arguments.ts';
import { sourcesOf } from './code/imports.ts';
import { scriptDriver } from './drivers.ts';
import { makes, scriptFiles } from './files.ts';
import { scriptKey, scriptStage, shownName } from './stage.ts';

const SCRIPT = /\.(?:py|R|r|jl|sh|ipynb)$/;
const ASIDE = /(?:^|\/)(?:tests?|docs?|examples?|tutorials?|archive|old|projects|infrastructure)\//;
/** Where a script nobody names may be one of the work's steps all the same. */
const SCRIPT_FOLDERS =
  /(?:^|\/)(?:scripts?|analys[ei]s|figures?|figs?|plots?|plotting|notebooks?)$/;
/** What people do beside the work: nothing that a pipeline repeats. */
const HOUSEKEEPING =
  /(?:^|[_-])(?:clean|clear|install|setup|deploy|publish|upload|release|lint|format|download_?deps|bump|version|bootstrap|serve|watch|backup)(?:$|[_-])/i;
const MOST_SCRIPTS = 2_000;
const MOST_STAGES = 100;
/** Folders that are named as holding scripts of which nothing is known. */
const MOST_FOLDERS = 8;

/** Stages in the order in which a README names the scripts, then by name. */
export function namedScripts(observed: Observed, context: DetectionContext): Found {
  const candidates = observed.files
    .filter(file => SCRIPT.test(file) && !isAside(file) && !isStage(file, context))
    .slice(0, MOST_SCRIPTS);
  const commands = readmeCommands(observed).filter(({ script }) => candidates.includes(script));
  // A module that a script takes in may name a figure, too: the script is what runs.
  const makers = candidates.filter(
    file => isRunnable(observed, file) && makesWanted(observed, file, context),
  );
  const named = [...new Set([...commands.map(({ script }) => script), ...makers])];
  const drivers = named
    .filter(file => !isHousekeeping(file))
    .map(file => scriptDriver(observed, file))
    .filter(driver => !runsStages(driver, context));
  const within = {
    ...context,
    found: { ...context.found, drivers: [...context.found.drivers, ...drivers] },
  };
  const leftOut: LeftOut[] = [];
  const stages: FoundStage[] = [];
  for (const script of named) {
    const command = commands.find(one => one.script === script);
    const why = whyLeftOut(observed, script, command, drivers, within);
    if (why !== undefined) leftOut.push(why);
    else if (stages.length < MOST_STAGES) {
      const own = drivers.find(one => one.file === script);
      const stage = scriptStage(observed, context, {
        script,
        name: shownName(baseOf(withoutExtension(script))),
        args: command?.args ?? [],
        after: command === undefined ? [] : previousIn(commands, script, stages),
        started: candidates.filter(file => file !== script && own?.runs(file) === true),
      });
      if (stage !== undefined) stages.push(stage);
    }
  }
  const taken = new Set(stages.map(({ key }) => key));
  return {
    ...NOTHING,
    stages,
    leftOut: [...leftOut, ...unnamed(observed, candidates, named, within)],
    summaries:
      stages.length === 0
        ? []
        : [{ kind: 'scripts', files: named.filter(file => taken.has(scriptKey(file))) }],
    drivers: drivers.filter(({ file }) => taken.has(scriptKey(file))),
  };
}

/** Whether a script only starts what are stages already, such as numbered scripts. */
function runsStages({ file, runs }: Driver, { found }: DetectionContext): boolean {
  return found.stages.some(({ key }) => {
    const script = key.startsWith('script:') ? key.slice('script:'.length) : undefined;
    return script !== undefined && script !== file && runs(script);
  });
}

function whyLeftOut(
  observed: Observed,
  file: string,
  command: ReadmeCommand | undefined,
  drivers: readonly Driver[],
  context: DetectionContext,
): LeftOut | undefined {
  if (isHousekeeping(file)) return { kind: 'housekeeping', file };
  if (!drivers.some(driver => driver.file === file)) return { kind: 'split', file };
  const covered = coveredBy(file, context);
  if (covered !== undefined) return covered;
  if (command !== undefined && command.args === undefined) return { kind: 'arguments', file };
  const isGiven = (command?.args ?? []).length > 0;
  return !isGiven && needsArguments(observed, file) ? { kind: 'no-arguments', file } : undefined;
}

function isAside(file: string): boolean {
  return (
    ASIDE.test(file) ||
    /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|__init__|fabfile)\.py$/.test(file) ||
    isBuilt(file)
  );
}

function isStage(file: string, { found }: DetectionContext): boolean {
  return found.stages.some(({ key }) => key === scriptKey(file) || key === `document:${file}`);
}

function isHousekeeping(file: string): boolean {
  return HOUSEKEEPING.test(baseOf(withoutExtension(file)));
}

/** Modules that only define things are taken in by others; a script does something by itself. */
function isRunnable(observed: Observed, file: string): boolean {
  if (!file.endsWith('.py')) return true;
  const text = observed.text(file) ?? '';
  // Python takes in modules relative to a module's package only where it is one of it.
  if (/^[ \t]*from[ \t]+\.+[\w.]*[ \t]+import\b/m.test(text)) return false;
  if (/__name__\s*==/.test(text)) return true;
  if (observed.hasFile(`${folderOf(file)}/__init__.py`)) return false;
  return /^(?!def |class |import |from |return |@)[A-Za-z_][\w.]*(?:\[[^\n]*\])?\s*\(|^(?:for|with|while)\b|^\w[\w, ]*=\s*[\w.]+\(/m.test(
    text.replace(/"""[\s\S]*?"""/g, ''),
  );
}

function makesWanted(observed: Observed, file: string, { wanted }: DetectionContext): boolean {
  if (wanted.length === 0) return false;
  const files = scriptFiles(observed, file);
  return wanted.some(choices =>
    choices.some(choice =>
      !observed.hasFile(choice) || isResult(choice)
        ? makes(files, choice)
        : files.written.includes(choice),
    ),
  );
}

/** A README's order is the order of the work. */
function previousIn(
  commands: readonly { readonly script: string }[],
  script: string,
  stages: readonly FoundStage[],
): readonly string[] {
  const place = commands.findIndex(one => one.script === script);
  const before = commands.slice(0, place).map(one => scriptKey(one.script));
  const last = before.findLast(key => stages.some(stage => stage.key === key));
  return last === undefined ? [] : [last];
}

interface ReadmeCommand {
  readonly script: string;
  /** Nothing where they hold a placeholder. */
  readonly args: readonly string[] | undefined;
}

const RUN =
  /(?:^|[\s`$;&|(])(?:(?:uv|poetry|pdm|pixi|pipenv|hatch|conda)[ ]+run[ ]+(?:-\S+[ ]+)*)?(?:(?:python[\d.]*|Rscript|julia|bash|sh|source)[ ]+(?:-[-\w=.]+[ ]+)*|\.\/)([\w./-]+\.(?:py|R|r|jl|sh))([^`\n|;&#>]*)/g;

/** The commands of a README that run the project's own scripts, in its order. */
function readmeCommands(observed: Observed): readonly ReadmeCommand[] {
  const readmes = observed
    .filesIn('')
    .filter(file => /^README(?:\.(?:md|rst|txt|org))?$/i.test(file));
  const commands = readmes
    .flatMap(file => partsOf(observed.text(file) ?? ''))
    .flatMap(({ text, isCode }) =>
      [...text.matchAll(RUN)].flatMap(([, path = '', rest = '']): readonly ReadmeCommand[] => {
        const script = resolveIn('', path);
        const isOwn = script !== undefined && observed.hasFile(script);
        if (!isOwn || isAside(script) || !hasRunner(script)) return [];
        const isOpen = /[<>[\]{}$…]|\.\.\./.test(rest);
        return [{ script, args: isOpen ? undefined : isCode ? splitWords(rest) : [] }];
      }),
    );
  return commands.filter(
    ({ script }, at) => commands.findIndex(one => one.script === script) === at,
  );
}

/** A README in pieces, of which those in code are commands to their end, and the others are sentences. */
function partsOf(readme: string): readonly { readonly text: string; readonly isCode: boolean }[] {
  const pieces = readme
    .replace(/\\\n\s*/g, ' ')
    .split(/(^```[\s\S]*?^```|`[^`\n]+`|^(?: {4}|\t)[^\n]*|^[$>] [^\n]*)/m);
  // What the pattern captures is at odd indexes.
  return pieces.map((text, at) => ({ text: text.replaceAll('`', ' '), isCode: at % 2 === 1 }));
}

/** Scripts beside the work's, that nothing says when to run: only their count is reported. */
function unnamed(
  observed: Observed,
  candidates: readonly string[],
  named: readonly string[],
  context: DetectionContext,
): readonly LeftOut[] {
  const taken = new Set(context.found.stages.flatMap(({ inputs }) => inputs));
  const taking = new Set(named.flatMap(script => sourcesOf(observed, script)));
  const rest = candidates.filter(
    file =>
      SCRIPT_FOLDERS.test(folderOf(file)) &&
      !named.includes(file) &&
      !taken.has(file) &&
      driverOf(file, context) === undefined &&
      !/^_|utils?|helpers?|common|config/i.test(baseOf(file)) &&
      !taking.has(file),
  );
  return byFolder(rest);
}

/** Scripts anywhere: where nothing says what the work is, they may be it. */
export function scriptsAnywhere(observed: Observed): readonly LeftOut[] {
  return byFolder(observed.files.filter(file => SCRIPT.test(file) && !isAside(file)));
}

function byFolder(files: readonly string[]): readonly LeftOut[] {
  return [...new Set(files.map(folderOf))].slice(0, MOST_FOLDERS).map(folder => ({
    kind: 'unordered',
    folder: folder === '' ? '.' : folder,
    scripts: files.filter(file => folderOf(file) === folder).length,
  }));
}
