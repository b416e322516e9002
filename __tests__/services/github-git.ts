/** Git objects and refs of the REST double, kept by a real bare repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An object that a request names is not there, or not what it should be. */
export class GitRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** As `git/create-tree` takes it. */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha?: string | null;
  readonly content?: string;
}

interface Person {
  readonly name: string;
  readonly email: string;
  readonly date?: string;
}

const SOMEBODY: Person = { name: 'GitHub', email: 'noreply@github.com' };

/** A bare repository in a temporary folder, made when it is first used. */
export class GitRepository implements Disposable {
  #path: string | undefined;
  readonly #known = new Map<string, unknown>();

  get path(): string {
    if (this.#path === undefined) {
      this.#path = mkdtempSync(join(tmpdir(), 'stagetime-git-'));
      this.git(['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
    }
    return this.#path;
  }

  [Symbol.dispose](): void {
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true });
  }

  /** Runs git in the repository; gives what it prints. */
  git(args: readonly string[], options: { input?: string | Buffer; env?: object } = {}): string {
    return this.#run(args, options).toString().trimEnd();
  }

  writeBlob(content: string, encoding: string): string {
    const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
    return this.#written('blob', this.git(['hash-object', '-w', '--stdin'], { input: bytes }));
  }

  readBlob(sha: string): Buffer {
    this.#expect(sha, 'blob', 404);
    return this.#once(`blob ${sha}`, () => this.#run(['cat-file', 'blob', sha], {}));
  }

  /** A tree of the base's entries and those given; folders are beyond the double. */
  writeTree(entries: readonly TreeEntry[], base: string | undefined): string {
    if (base !== undefined) this.#expect(base, 'tree', 422);
    const lines = new Map<string, string>();
    for (const { mode, type, sha, path } of base === undefined ? [] : this.readTree(base).tree) {
      lines.set(path, `${mode} ${type} ${sha}\t${path}`);
    }
    for (const { path, mode, sha, content } of entries) {
      if (path.includes('/')) throw new GitRefusal(418, `the double knows no folders: ${path}`);
      const object = content === undefined ? sha : this.writeBlob(content, 'utf-8');
      if (object) lines.set(path, `${mode} blob ${object}\t${path}`);
      else lines.delete(path);
    }
    const input = [...lines.values(), ''].join('\0');
    return this.#written('tree', this.git(['mktree', '-z'], { input }));
  }

  readTree(sha: string) {
    this.#expect(sha, 'tree', 404);
    return this.#once(`tree ${sha}`, () => {
      const entries = this.git(['ls-tree', '-lz', sha])
        .split('\0')
        .flatMap(line => {
          const match = /^(\d+) (\w+) (\w+) +(\d+|-)\t(.*)$/s.exec(line);
          if (match === null) return [];
          const [, mode = '', type = '', object = '', size, path = ''] = match;
          return [{ path, mode, type, sha: object, ...(size !== '-' && { size: Number(size) }) }];
        });
      return { sha, tree: entries, truncated: false };
    });
  }

  writeCommit(commit: {
    readonly message: string;
    readonly tree: string;
    readonly parents?: readonly string[];
    readonly author?: Person;
    readonly committer?: Person;
  }): string {
    const { message, tree, parents = [], author = SOMEBODY, committer = author } = commit;
    this.#expect(tree, 'tree', 422);
    for (const parent of parents) this.#expect(parent, 'commit', 422);
    const args = parents.flatMap(parent => ['-p', parent]);
    const now = new Date().toISOString();
    const env = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date ?? now,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: committer.date ?? now,
    };
    return this.#written(
      'commit',
      this.git(['commit-tree', tree, ...args], { input: message, env }),
    );
  }

  readCommit(sha: string) {
    this.#expect(sha, 'commit', 404);
    return this.#once(`commit ${sha}`, () => this.#parseCommit(sha));
  }

  #parseCommit(sha: string) {
    const format = ['%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%n');
    const lines = this.git(['show', '-s', `--format=${format}`, sha]).split('\n');
    const [tree = '', parents = '', an, ae, ad, cn, ce, cd, ...message] = lines;
    return {
      sha,
      tree: { sha: tree },
      parents: parents === '' ? [] : parents.split(' ').map(parent => ({ sha: parent })),
      author: { name: an, email: ae, date: ad },
      committer: { name: cn, email: ce, date: cd },
      message: message.join('\n').trimEnd(),
    };
  }

  /** The object a revision stands for, if any. */
  resolve(revision: string): string | undefined {
    try {
      return this.git(['rev-parse', '--verify', '--quiet', '--end-of-options', revision]);
    } catch {
      return undefined;
    }
  }

  /** The commit that a ref is at; the double never packs refs. */
  refAt(ref: string): string | undefined {
    const file = join(this.path, ref);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  }

  /** What a list of matching refs has. */
  refsWithPrefix(prefix: string): { readonly ref: string; readonly sha: string }[] {
    const lines = this.git(['for-each-ref', '--format=%(objectname) %(refname)']).split('\n');
    return lines
      .map(line => ({
        sha: line.slice(0, line.indexOf(' ')),
        ref: line.slice(line.indexOf(' ') + 1),
      }))
      .filter(({ ref }) => ref.startsWith(prefix));
  }

  createRef(ref: string, sha: string): void {
    this.#expect(sha, 'commit', 422);
    if (this.refAt(ref) !== undefined) throw new GitRefusal(422, 'Reference already exists');
    this.git(['update-ref', ref, sha, '']);
  }

  updateRef(ref: string, sha: string, force: boolean): void {
    const old = this.refAt(ref);
    if (old === undefined) throw new GitRefusal(422, 'Reference does not exist');
    this.#expect(sha, 'commit', 422);
    if (!force && !this.#isAncestor(old, sha)) {
      throw new GitRefusal(422, 'Update is not a fast forward');
    }
    this.git(['update-ref', ref, sha, old]);
  }

  #isAncestor(old: string, sha: string): boolean {
    const { parents } = this.readCommit(sha);
    return old === sha || parents.some(parent => this.#isAncestor(old, parent.sha));
  }

  #written(type: string, sha: string): string {
    this.#known.set(`${type} ${sha}?`, sha);
    return sha;
  }

  #expect(sha: string, type: string, status: number): void {
    const found = this.#once(`${type} ${sha}?`, () => this.resolve(`${sha}^{${type}}`));
    if (found !== sha) {
      throw new GitRefusal(status, status === 404 ? 'Not Found' : `${type} ${sha} does not exist`);
    }
  }

  /** Objects never change, and starting git takes longer than all else. */
  #once<T>(what: string, read: () => T): T {
    const known = this.#known.get(what) as T | undefined;
    if (known !== undefined) return known;
    const value = read();
    this.#known.set(what, value);
    return value;
  }

  #run(args: readonly string[], { input, env }: { input?: string | Buffer; env?: object }): Buffer {
    return execFileSync('git', [...args], {
      cwd: this.path,
      // Nothing of the machine's own settings may decide a test.
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', ...env },
      ...(input !== undefined && { input }),
      stdio: 'pipe',
      maxBuffer: 256_000_000,
    });
  }
}
