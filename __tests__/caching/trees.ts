/** Small trees of files for tests: written, read back, compared. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';

/** What stands at a path: a file's text, or as the key says. */
export type Item =
  | string
  | { readonly text: string; readonly mode: number }
  | { readonly link: string }
  | { readonly folder: number };

export type Tree = Readonly<Record<string, Item>>;

/** A folder that is gone when the test is over. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'stagetime-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Makes the tree below the root. */
export function write(root: string, tree: Tree): void {
  for (const [path, item] of Object.entries(tree)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof item === 'string') writeFileSync(full, item, { mode: 0o644 });
    else if ('link' in item) symlinkSync(item.link, full);
    else if ('folder' in item) mkdirSync(full, { recursive: true });
    else writeFileSync(full, item.text);
    if (typeof item === 'object' && 'mode' in item) chmodSync(full, item.mode);
    if (typeof item === 'object' && 'folder' in item) chmodSync(full, item.folder);
  }
}

/** All that stands below the root; the content of files in latin1, so that bytes can be compared. */
export function read(root: string): Tree {
  const found: Record<string, Item> = {};
  const visit = (path: string): void => {
    const full = join(root, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) found[path] = { link: readlinkSync(full) };
    else if (stat.isDirectory()) {
      if (path !== '') found[path] = { folder: stat.mode & 0o777 };
      for (const name of readdirSync(full)) visit(path === '' ? name : `${path}/${name}`);
    } else found[path] = { text: readFileSync(full, 'latin1'), mode: stat.mode & 0o777 };
  };
  visit('');
  return found;
}

const name = fc.oneof(
  fc.constantFrom('a', 'B', 'é', '文', ' ', 'x y', '-rf', '$(x)', 'a"b', 'n\nl', '🙂', '*'),
  fc.stringMatching(/^[a-z]{1,8}$/),
);

const item: fc.Arbitrary<Item> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ text: fc.string(), mode: fc.constantFrom(0o644, 0o755, 0o600) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ link: fc.constantFrom('a', '../x', '/etc/passwd', 'gone') }),
  },
  { weight: 1, arbitrary: fc.record({ folder: fc.constantFrom(0o755, 0o700) }) },
);

/** Trees below one folder `t`: some folders, files in them, links. */
export const trees: fc.Arbitrary<Tree> = fc
  .array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), item), { maxLength: 12 })
  .map(rows => {
    const tree: Record<string, Item> = { t: { folder: 0o755 } };
    const folders = new Set(['t']);
    for (const [names, what] of rows) {
      const paths = names.map((_, i) => ['t', ...names.slice(0, i + 1)].join('/'));
      const path = paths.at(-1) ?? 't';
      const above = paths.slice(0, -1);
      const blocked = above.some(parent => parent in tree && !folders.has(parent));
      if (blocked || path in tree || folders.has(path)) continue;
      for (const parent of above) folders.add(parent);
      if (typeof what === 'object' && 'folder' in what) folders.add(path);
      tree[path] = what;
    }
    return tree;
  });
