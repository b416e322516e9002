/** What the simulated machine reaches over the network: the cache service behind its worker, and GitHub's API. */
import { hash } from 'node:crypto';
import { EPOCH_MS } from './machine/clock.ts';
import { contentOf, type Disk, type DiskNode } from './machine/disk.ts';
import type { Launch, Launched, World } from './machine/world.ts';

/** What is wrong with a service in one run. */
export interface ServiceFault {
  readonly how: 'fine' | 'refuses' | 'silent' | 'dies' | 'damaged' | 'loses-answers';
  /** Of which calls. */
  readonly of: 'all' | 'reading' | 'writing';
  /** It goes wrong once in so many calls. */
  readonly oneIn: number;
}

export const FINE: ServiceFault = { how: 'fine', of: 'all', oneIn: 1 };

/** A tree as it is kept. */
type Kept = ReadonlyMap<
  string,
  {
    readonly kind: 'file' | 'folder' | 'link';
    readonly mode: number;
    readonly bytes: Buffer | string;
  }
>;

interface Entry {
  readonly key: string;
  readonly container: string;
  readonly scope: string;
  readonly tree: Kept;
  readonly createdNs: number;
  readonly bytes: number;
  isDamaged: boolean;
}

interface Task {
  readonly kind: 'look-up' | 'restore' | 'save';
  readonly key: string;
  readonly restoreKeys?: readonly string[];
  readonly container: string;
  readonly folder?: string;
  readonly root?: string;
  readonly limits?: { readonly paths: readonly string[]; readonly folders?: string };
}

/** Where a run may look, and where it saves: its own ref, and the default branch. */
export interface Access {
  readonly ref: string;
  readonly fault: ServiceFault;
}

/** The variable by which the service knows the run: its token. */
export const TOKEN_VARIABLE = 'ACTIONS_RUNTIME_TOKEN';
const DEFAULT_REF = 'refs/heads/main';

export class CacheService {
  readonly entries: Entry[] = [];
  readonly access = new Map<string, Access>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The process that works with the toolkit, as the engine starts it. */
  spawn(launch: Launch): Launched | undefined {
    if (!launch.argv[1]?.endsWith('cache-worker.js')) return undefined;
    const access = this.access.get(launch.env[TOKEN_VARIABLE] ?? '');
    if (access === undefined) return undefined;
    const world = this.#world;
    const process = world.table.start(launch);
    // It goes with whoever asked.
    launch.parent.onEnd(() => world.table.end(process, { code: null, signal: 'SIGKILL' }));
    return {
      process,
      onMessage: (message, reply) => {
        const task = message as Task;
        const ms = 5 + world.random.next() * 40;
        world.clock.after(ms, process, () => {
          const fault = this.#faultOf(task, access.fault);
          if (fault === 'silent') return;
          if (fault === 'dies') return world.table.end(process, { code: 1, signal: null });
          const answer =
            fault === 'refuses'
              ? { kind: 'failed', because: { kind: 'toolkit', said: 'the service refused' } }
              : this.#answer(task, access.ref, fault === 'damaged');
          if (fault === 'loses-answers') return;
          reply({ kind: 'answer', answer });
        });
      },
    };
  }

  #faultOf({ kind }: Task, { how, of, oneIn }: ServiceFault): ServiceFault['how'] {
    const isMeant = of === 'all' || (of === 'writing') === (kind === 'save');
    if (how === 'fine' || !isMeant || !this.#world.random.oneIn(oneIn)) return 'fine';
    return how;
  }

  #find({ key, restoreKeys = [], container }: Task, ref: string): Entry | undefined {
    for (const scope of new Set([ref, DEFAULT_REF])) {
      const own = this.entries.filter(
        entry => entry.scope === scope && entry.container === container,
      );
      for (const prefix of [key, ...restoreKeys]) {
        // The newest is found first.
        const found = own.findLast(entry => entry.key.startsWith(prefix));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #answer(task: Task, ref: string, isDamaged: boolean): object {
    switch (task.kind) {
      case 'look-up': {
        const found = this.#find(task, ref);
        return found === undefined ? { kind: 'not-found' } : { kind: 'found', key: found.key };
      }
      case 'restore': {
        const found = this.#find(task, ref);
        if (found === undefined) return { kind: 'not-found' };
        if (isDamaged || found.isDamaged) {
          return { kind: 'damaged', key: found.key, because: { kind: 'not-unpacked' } };
        }
        unpack(this.#world.disk, `${task.folder}/tree`, found.tree);
        return { kind: 'unpacked', key: found.key, bytes: found.bytes };
      }
      case 'save': {
        const { root = '', limits = { paths: [] } } = task;
        const tree = pack(this.#world.disk, root, limits.paths, limits.folders === 'bare');
        if (tree.size === 0) return { kind: 'refused', because: { kind: 'nothing-there' } };
        const isTaken = this.entries.some(
          entry =>
            entry.scope === ref && entry.key === task.key && entry.container === task.container,
        );
        if (isTaken) return { kind: 'already-there' };
        const bytes = [...tree.values()].reduce((sum, { bytes: { length } }) => sum + length, 0);
        const { key, container } = task;
        const createdNs = this.#world.clock.nowNs;
        this.entries.push({ key, container, scope: ref, tree, createdNs, bytes, isDamaged: false });
        return { kind: 'saved', bytes, leftOut: [] };
      }
    }
  }
}

function pack(disk: Disk, root: string, paths: readonly string[], isBare: boolean): Kept {
  const kept = new Map<
    string,
    { kind: 'file' | 'folder' | 'link'; mode: number; bytes: Buffer | string }
  >();
  const add = (path: string, node: DiskNode): void => {
    if (node.kind === 'null') return;
    const bytes = node.kind === 'file' ? Buffer.from(contentOf(node)) : node.target;
    kept.set(path, { kind: node.kind, mode: node.mode, bytes });
    if (isBare) return;
    for (const [name, child] of node.entries) add(`${path}/${name}`, child);
  };
  for (const path of paths) {
    const node = disk.find(`${root}/${path}`, false);
    if (node !== undefined) add(path, node);
  }
  return kept;
}

function unpack(disk: Disk, folder: string, tree: Kept): void {
  for (const [path, { kind, mode, bytes }] of tree) {
    const at = `${folder}/${path}`;
    disk.makeFolders(at.slice(0, at.lastIndexOf('/')));
    if (kind === 'folder') disk.makeFolders(at);
    else if (kind === 'link') disk.symlink(String(bytes), at);
    else disk.writeFile(at, bytes, mode);
  }
}

/** GitHub's API: a branch's files, and the entries of the cache. */
export class GitHubApi {
  readonly #world: World;
  readonly #caches: CacheService;
  readonly #blobs = new Map<string, string>();
  readonly #trees = new Map<string, ReadonlyMap<string, string>>();
  readonly #commits = new Map<string, { tree: string; parents: readonly string[] }>();
  readonly #refs = new Map<string, string>();
  /** What is wrong with it at the moment. */
  fault: ServiceFault = FINE;

  constructor(world: World, caches: CacheService) {
    this.#world = world;
    this.#caches = caches;
    world.gitHub = (route, parameters) => this.#ask(route, parameters);
  }

  async #ask(route: string, parameters: Record<string, unknown>): Promise<unknown> {
    const { how, of, oneIn } = this.fault;
    const isWriting = /create|update|delete/.test(route);
    const isMeant = of === 'all' || (of === 'writing') === isWriting;
    const isWrong = how !== 'fine' && isMeant && this.#world.random.oneIn(oneIn);
    if (isWrong && how === 'silent') return new Promise(() => undefined);
    if (isWrong && how === 'refuses') throw answer(403, 'Resource not accessible by integration');
    if (isWrong && how === 'dies') throw answer(502, 'Bad gateway');
    const data = this.#carryOut(route, parameters);
    if (isWrong && how === 'loses-answers') throw new Error('socket hang up');
    return data;
  }

  #carryOut(route: string, given: Record<string, unknown>): unknown {
    switch (route) {
      case 'git.listMatchingRefs': {
        const wanted = `refs/${given['ref']}`;
        const found = [...this.#refs].filter(([ref]) => ref.startsWith(wanted));
        return found.map(([ref, sha]) => ({ ref, object: { sha } }));
      }
      case 'git.getCommit':
        return { tree: { sha: this.#commits.get(String(given['commit_sha']))?.tree } };
      case 'git.getTree': {
        const entries = this.#trees.get(String(given['tree_sha'])) ?? new Map();
        const tree = [...entries].map(([path, sha]) => ({
          path,
          sha,
          type: 'blob',
          size: this.#blobs.get(sha)?.length ?? 0,
        }));
        return { tree, truncated: false };
      }
      case 'git.getBlob': {
        const text = this.#blobs.get(String(given['file_sha']));
        if (text === undefined) throw answer(404, 'Not Found');
        return { content: Buffer.from(text).toString('base64') };
      }
      case 'git.createTree':
        return { sha: this.#createTree(given) };
      case 'git.createCommit': {
        const commit = { tree: String(given['tree']), parents: given['parents'] as string[] };
        const sha = shaOf(JSON.stringify([commit, given['message'], this.#commits.size]));
        this.#commits.set(sha, commit);
        return { sha };
      }
      case 'git.createRef':
        if (this.#refs.has(String(given['ref']))) throw answer(422, 'Reference already exists');
        this.#refs.set(String(given['ref']), String(given['sha']));
        return {};
      case 'git.updateRef':
        return this.#updateRef(
          `refs/${given['ref']}`,
          String(given['sha']),
          given['force'] === true,
        );
      case 'actions.getActionsCacheList':
        return this.#listCaches(String(given['key']), String(given['ref']));
      case 'actions.deleteActionsCacheByKey': {
        const { entries } = this.#caches;
        const at = entries.findIndex(
          ({ key, scope }) => key === given['key'] && scope === given['ref'],
        );
        if (at < 0) throw answer(404, 'Not Found');
        entries.splice(at, 1);
        return {};
      }
      default:
        throw answer(404, `nobody simulates ${route}`);
    }
  }

  #createTree(given: Record<string, unknown>): string {
    const entries = new Map(this.#trees.get(String(given['base_tree'])) ?? []);
    for (const { path, content, sha } of given['tree'] as {
      path: string;
      content?: string;
      sha?: null;
    }[]) {
      if (sha === null) entries.delete(path);
      else {
        const blob = blobSha(content ?? '');
        this.#blobs.set(blob, content ?? '');
        entries.set(path, blob);
      }
    }
    const sha = shaOf(JSON.stringify([...entries].sort()));
    this.#trees.set(sha, entries);
    return sha;
  }

  #updateRef(ref: string, sha: string, isForced: boolean): object {
    const head = this.#refs.get(ref);
    const isNext = head !== undefined && this.#commits.get(sha)?.parents.includes(head) === true;
    if (!isForced && !isNext) throw answer(422, 'Update is not a fast forward');
    this.#refs.set(ref, sha);
    return {};
  }

  #listCaches(prefix: string, ref: string): object {
    const found = this.#caches.entries.filter(
      ({ key, scope }) => scope === ref && key.startsWith(prefix),
    );
    const list = found.map(({ key, bytes, createdNs, scope }) => {
      const at = new Date(EPOCH_MS + createdNs / 1e6).toISOString();
      return { key, ref: scope, size_in_bytes: bytes, created_at: at, last_accessed_at: at };
    });
    return Object.assign(list, { total_count: list.length });
  }
}

function answer(status: number, message: string): Error {
  return Object.assign(new Error(message), { status, response: { headers: {} } });
}

function shaOf(text: string): string {
  return hash('sha1', text);
}

function blobSha(text: string): string {
  return hash('sha1', `blob ${Buffer.byteLength(text)}\0${text}`);
}
