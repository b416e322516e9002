/** Where a `pyproject.toml` names a package, so that the tools that keep environments bring it. */

/** Packages that are installed by default, and those of groups and extras that are asked for by name. */
export interface Dependencies {
  /** Names of packages, in small letters. */
  readonly always: ReadonlySet<string>;
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
  readonly extras: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the lists of packages; what is not a list of them is passed over. */
export function dependenciesOf(pyproject: string): Dependencies {
  const project = listsIn(pyproject, 'project').get('dependencies') ?? '';
  const uv = listsIn(pyproject, 'tool.uv');
  const groups = listsIn(pyproject, 'dependency-groups');
  const usual = names(uv.get('default-groups') ?? '"dev"');
  const byDefault = [...usual].flatMap(group => withIncluded(groups, group));
  const rest = [...groups].filter(([group]) => !usual.has(group));
  return {
    always: new Set(
      [project, uv.get('dev-dependencies') ?? '', ...byDefault].flatMap(list => [...names(list)]),
    ),
    groups: new Map(rest.map(([group, list]) => [group, names(list)])),
    extras: new Map(
      [...listsIn(pyproject, 'project.optional-dependencies')].map(([extra, list]) => [
        extra,
        names(list),
      ]),
    ),
  };
}

/** `dev = [{include-group = "test"}]` has what the other group has. */
function withIncluded(groups: ReadonlyMap<string, string>, name: string): readonly string[] {
  const seen = new Set([name]);
  // Grows while it is walked through.
  for (const one of seen)
    for (const [, other = ''] of (groups.get(one) ?? '').matchAll(
      /include-group\s*=\s*["']([\w.-]+)["']/g,
    ))
      seen.add(other);
  return [...seen].map(one => groups.get(one) ?? '');
}

/** The lists of a table, each as it is written between its brackets. */
function listsIn(toml: string, table: string): ReadonlyMap<string, string> {
  const begin = toml.search(new RegExp(`^\\[${table.replaceAll('.', '\\.')}\\][^\\n]*$`, 'm'));
  if (begin < 0) return new Map();
  const behind = toml.slice(toml.indexOf('\n', begin) + 1);
  const end = behind.search(/^\[/m);
  const body = end < 0 ? behind : behind.slice(0, end);
  const lists = body.matchAll(
    /^["']?([\w.-]+)["']?\s*=\s*\[((?:[^\]"'#]|"[^"]*"|'[^']*'|#[^\n]*)*)\]/gm,
  );
  return new Map([...lists].map(([, name = '', list = '']) => [name, list]));
}

/** `pytest` of `"pytest[x]>=7; python_version > '3.8'"`. */
function names(list: string): ReadonlySet<string> {
  const strings = list.replace(/#[^\n]*/g, '').matchAll(/(?:^|[,[\s])(?:"([^"]*)"|'([^']*)')/g);
  return new Set(
    [...strings].flatMap(([, double, single]) => {
      const name = /^\s*[A-Za-z0-9][\w.-]*/.exec(double ?? single ?? '')?.[0].trim();
      return name === undefined ? [] : [name.toLowerCase().replaceAll('_', '-')];
    }),
  );
}

/** What `uv run` is told so that one of the packages is there; nothing where one is by default. */
export function uvOptions(pyproject: string, packages: readonly string[]): readonly string[] {
  const { always, groups } = dependenciesOf(pyproject);
  const has = (set: ReadonlySet<string>) => packages.some(one => set.has(one));
  if (has(always)) return [];
  const group = [...groups].find(([, set]) => has(set))?.[0];
  if (group !== undefined) return ['--group', group];
  const extra = extraWith(pyproject, packages);
  if (extra !== undefined) return ['--extra', extra];
  return packages[0] === undefined ? [] : ['--with', packages[0]];
}

/** The extra that brings one of the packages. */
export function extraWith(pyproject: string, packages: readonly string[]): string | undefined {
  const { extras } = dependenciesOf(pyproject);
  return [...extras].find(([, set]) => packages.some(one => set.has(one)))?.[0];
}
