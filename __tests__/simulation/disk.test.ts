import * as real from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from './machine/random.ts';
import { World } from './machine/world.ts';
import { createFs } from './node/fs.ts';

type Fs = typeof real;

const NAMES = ['a', 'b', 'c'] as const;
const CASES = 60;
const CALLS = 60;

/** What a call gave: a value that both disks must agree on, or the code of an error. */
function resultOf(call: () => unknown): unknown {
  try {
    return call() ?? 'done';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function pathFrom(random: Random, root: string): string {
  const depth = 1 + random.below(3);
  return [root, ...Array.from({ length: depth }, () => random.pick(NAMES))].join('/');
}

/** One random call; whatever numbers differ between disks is left out of what it gives. */
function callFrom(random: Random): (fs: Fs, root: string) => unknown {
  const draw = random.below(17);
  const name = `kind ${draw}`;
  const [first, second] = [random.fork(), random.fork()];
  const text = String(random.below(1000));
  // The same draws for both disks.
  const seeds = [Math.floor(first.next() * 1e9), Math.floor(second.next() * 1e9)] as const;
  const paths = (root: string): readonly [string, string] => [
    pathFrom(createRandom(seeds[0]), root),
    pathFrom(createRandom(seeds[1]), root),
  ];
  const target = random.pick(['a', '../b', 'c/a', '.']);
  const call = (fs: Fs, root: string): unknown => {
    const [path, other] = paths(root);
    switch (draw) {
      case 0:
      case 1:
        return fs.writeFileSync(path, text);
      case 2:
        return fs.writeFileSync(path, text, { flag: 'wx' });
      case 3:
        return fs.appendFileSync(path, text);
      case 4:
      case 5:
        return fs.mkdirSync(path);
      case 6:
        // Node itself decides which of the folders on the way it complains of.
        return resultOf(() => fs.mkdirSync(path, { recursive: true })) === 'done'
          ? 'done'
          : 'other';
      case 7:
        return fs.rmdirSync(path);
      case 8:
        return fs.unlinkSync(path);
      case 9:
        return fs.renameSync(path, other);
      case 10:
        return fs.symlinkSync(target, path);
      case 11:
        return fs.linkSync(path, other);
      case 12:
        return fs.readFileSync(path, 'utf8');
      case 13:
        return [...fs.readdirSync(path)].sort();
      case 14:
        return fs.realpathSync(path).slice(root.length - 'root'.length);
      case 15:
        return fs.rmSync(path, { recursive: true, force: true });
      default: {
        const stat = fs.lstatSync(path);
        const size = stat.isFile() || stat.isSymbolicLink() ? stat.size : 0;
        return [stat.isFile(), stat.isDirectory(), stat.isSymbolicLink(), size];
      }
    }
  };
  return Object.defineProperty(call, 'name', { value: name });
}

/** All that stands below a folder. */
function treeOf(fs: Fs, folder: string): unknown {
  return [...fs.readdirSync(folder)].sort().map(name => {
    const path = `${folder}/${name}`;
    const stat = fs.lstatSync(path);
    if (stat.isDirectory()) return [name, treeOf(fs, path)];
    return [name, stat.isSymbolicLink() ? fs.readlinkSync(path) : fs.readFileSync(path, 'utf8')];
  });
}

describe.skipIf(process.platform !== 'linux')('the simulated disk', () => {
  it(`does what a real one does: ${CASES} times ${CALLS} calls`, () => {
    for (let seed = 1; seed <= CASES; seed += 1) {
      const random = createRandom(seed);
      const world = new World(seed);
      const caller = world.table.start({ argv: [], env: {}, cwd: '/' });
      const simulated = createFs(() => ({ world, process: caller })) as unknown as Fs;
      const outer = real.realpathSync(real.mkdtempSync(join(tmpdir(), 'stagetime-disk-')));
      // Links lead one folder up, and no further.
      const root = join(outer, 'root');
      real.mkdirSync(root);
      simulated.mkdirSync('/outer');
      simulated.mkdirSync('/outer/root');
      for (let at = 0; at < CALLS; at += 1) {
        const call = callFrom(random);
        const [there, here] = [
          resultOf(() => call(real, root)),
          resultOf(() => call(simulated, '/outer/root')),
        ];
        expect(here, `seed ${seed}, call ${at}: ${call.name}`).toEqual(there);
      }
      expect(treeOf(simulated, '/outer/root')).toEqual(treeOf(real, root));
      real.rmSync(outer, { recursive: true });
    }
  });
});
