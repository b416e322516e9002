/** What holds between the keys of caches: something is kept, at paths that are theirs alone. */
import { partsOf } from '../../pipeline/patterns/glob.ts';
import { isLiteral } from '../../pipeline/patterns/patterns.ts';
import { code } from '../document/problems.ts';
import type { Path } from '../document/yaml.ts';
import type { CacheEntry, Definition } from '../schema/schema.ts';
import { asList } from '../schema/values.ts';
import { type Fault, items, suggestion } from './faults.ts';

/** Checks the caches, and that stages use no others than those that are written. */
export function cacheFaults(
  { caches = {}, setup = {}, stages }: Definition,
  written: readonly string[],
): readonly Fault[] {
  const names = new Set(written);
  const unknown = Object.entries(stages).flatMap(([id, stage]) =>
    items(['stages', id, 'caches'], stage.caches).flatMap(({ item, path }): readonly Fault[] => {
      if (names.has(item)) return [];
      const message = `the stage ${code(id)} uses the cache ${code(item)}, which is not in \`caches\``;
      const remedy = () => suggestion(item, written);
      return [{ path, message, remedy, restsOn: [['caches', item]] }];
    }),
  );
  const entries = Object.entries(caches);
  const kept: readonly Kept[] = [
    ...Object.entries(setup).map(([id, { keep }]) => ({
      keeper: `the setup ${code(id)}`,
      path: ['setup', id, 'keep'],
      paths: keep,
    })),
    ...entries.map(([name, { paths }]) => ({
      keeper: `the cache ${code(name)}`,
      path: ['caches', name, 'paths'],
      paths,
    })),
  ];
  return [
    ...unknown,
    ...twoProxiesFaults({ caches, stages }),
    ...twoOllamasFaults(entries),
    ...sameNameFaults(Object.keys(caches)),
    ...entries.flatMap(([name, cache]) => [
      ...contentFaults(name, cache),
      ...proxyFaults(name, cache),
    ]),
    ...kept.flatMap(({ path, paths }) => placeFaults(path, paths)),
    ...overlapFaults(kept),
  ];
}

/** What is kept from run to run, and by whom. */
interface Kept {
  readonly keeper: string;
  readonly path: Path;
  readonly paths: CacheEntry['paths'];
}

/** What each cache keeps besides the user's files stands in a folder named after it. */
function sameNameFaults(names: readonly string[]): readonly Fault[] {
  const taken = new Map<string, string>();
  return names.flatMap((name): readonly Fault[] => {
    const other = taken.get(name.toLowerCase());
    taken.set(name.toLowerCase(), name);
    if (other === undefined) return [];
    const message = `the names ${code(name)} and ${code(other)} differ in nothing but capital letters`;
    return [{ path: ['caches', name], part: 'key', message, remedy: 'rename one of the two' }];
  });
}

function contentFaults(name: string, { preset, paths }: CacheEntry): readonly Fault[] {
  if (asList(paths).length > 0 || preset === 'pytest' || preset === 'llm') return [];
  const message = `the cache ${code(name)} has nothing to keep`;
  const remedy =
    preset === 'latex'
      ? 'add `paths:` with the folder that latexmk writes to, its `-outdir`'
      : 'add `preset:` or `paths:`';
  const restsOn = [
    ['caches', name, 'paths'],
    ['caches', name, 'preset'],
  ];
  return [{ path: ['caches', name], part: 'key', message, remedy, restsOn }];
}

const OF_PROXY = ['ignore', 'prices', 'ollama'] as const;

function proxyFaults(name: string, cache: CacheEntry): readonly Fault[] {
  const at = (key: string) => ['caches', name, key];
  if (cache.proxy === true && cache.preset !== 'llm') {
    const message = 'only a cache with `preset: llm` has a proxy';
    const remedy = 'add `preset: llm`, or remove `proxy`';
    return [{ path: at('proxy'), message, remedy, restsOn: [at('preset')] }];
  }
  if (cache.proxy === true) return patternFaults(name, cache);
  return OF_PROXY.filter(key => cache[key] !== undefined).map(key => ({
    path: at(key),
    part: 'key',
    message: `${code(key)} is for a cache with \`proxy: true\``,
    remedy: `add \`proxy: true\`, or remove ${code(key)}`,
    restsOn: [at('proxy')],
  }));
}

function patternFaults(name: string, { ignore }: CacheEntry): readonly Fault[] {
  return items(['caches', name, 'ignore'], ignore).flatMap(({ item, path }): readonly Fault[] => {
    try {
      new RegExp(item);
      return [];
    } catch {
      const message = `${code(item)} is not a regular expression`;
      return [
        { path, message, remedy: 'correct it; put `\\` before a character that stands for itself' },
      ];
    }
  });
}

/** A stage's requests go through one proxy. */
function twoProxiesFaults({ caches = {}, stages }: Definition): readonly Fault[] {
  return Object.entries(stages).flatMap(([id, stage]): readonly Fault[] => {
    const used = items(['stages', id, 'caches'], stage.caches);
    const [first, second] = used.filter(({ item }) => caches[item]?.proxy === true);
    if (first === undefined || second === undefined) return [];
    const message = `the stage ${code(id)} uses the proxies of both ${code(first.item)} and ${code(second.item)}`;
    return [{ path: second.path, message, remedy: 'remove one of the two caches' }];
  });
}

/** Only one can listen where Ollama does. */
function twoOllamasFaults(caches: readonly (readonly [string, CacheEntry])[]): readonly Fault[] {
  const [first, second] = caches.filter(([, { ollama = false }]) => ollama !== false);
  if (first === undefined || second === undefined) return [];
  const message = `the cache ${code(first[0])} already serves as Ollama`;
  const path = ['caches', second[0], 'ollama'];
  return [{ path, message, remedy: 'let one of the two caches do so' }];
}

/** What is restored takes the place of what stands there: it must be known before, and not be ours or git's. */
function placeFaults(at: Path, paths: CacheEntry['paths']): readonly Fault[] {
  return items(at, paths).flatMap(({ item, path }): readonly Fault[] => {
    if (!isLiteral(item)) {
      const message = `${code(item)} is a pattern, and a cache keeps files and folders by name`;
      return [{ path, message, remedy: 'write the folder that the files are in' }];
    }
    const [first] = partsOf(item);
    if (first === undefined) {
      const message = 'a cache cannot keep the whole folder of the pipeline';
      return [{ path, message, remedy: 'write the folders that are worth keeping' }];
    }
    if (/^\.(?:git|stagetime)$/i.test(first)) {
      const message = `${code(item)} does not belong to the pipeline`;
      return [{ path, message, remedy: 'write another folder' }];
    }
    return [];
  });
}

/** What is restored to the same place at the same time would mix. */
function overlapFaults(kept: readonly Kept[]): readonly Fault[] {
  const places: { readonly keeper: string; readonly place: string }[] = [];
  const faults: Fault[] = [];
  for (const { keeper, path: at, paths } of kept) {
    for (const { item, path } of items(at, paths)) {
      const place = `${partsOf(item).join('/')}/`;
      const other = places.find(
        one =>
          one.keeper !== keeper && (one.place.startsWith(place) || place.startsWith(one.place)),
      );
      places.push({ keeper, place });
      if (other === undefined) continue;
      const message = `${code(item)} is kept by ${other.keeper} too`;
      faults.push({ path, message, remedy: 'let one of the two keep it' });
    }
  }
  return faults;
}
