/**
 * Packages on minimal systems made by debootstrap, as root: kept on one, put on a second, refused by others. The
 * systems have no network: packages are downloaded by this one, which is why it has to be of the same release.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineIdentity } from '../../src/machine/identity.ts';
import { openMachine } from '../../src/machine/machine.ts';
import type { Captured, Restored } from '../../src/machine/port/port.ts';
import { bundleEntry } from '../caching/worker-bundle.ts';
import { copyMachine, IS_ROOT, type Place, place, treeOf } from '../machine/machine-root.ts';

const HAS_DEBOOTSTRAP = spawnSync('debootstrap', ['--version']).status === 0;
const MAX_BYTES = 1_000_000_000;
const SCOPE = { roots: [], exclude: [], documentation: false };
/** Small ones: programs, links, a library that `ldconfig` notes, and a program with a capability. */
const PACKAGES = ['hello', 'zstd', 'libonig5', 'iputils-ping'];
const ONE_MORE = 'sl';

const DOCUMENTATION = /^(?:usr\/share\/(?:doc|man|info|lintian|locale)|usr\/local\/share\/man)$/;
/** What no layer holds. The engine's folder is made and removed in `var/lib`, whose time is kept. */
const isLeftOut = (path: string): boolean =>
  DOCUMENTATION.test(path) || path === 'tmp' || path === 'var/log' || path.startsWith('var/cache');

describe.runIf(IS_ROOT && HAS_DEBOOTSTRAP)('packages on a minimal system', () => {
  let here: Place;
  let script: string;
  let base: string;
  let made: string;
  let captured: Captured;
  const layer = () => here.in('layer');

  function install(root: string, names: readonly string[]): void {
    for (const name of names) {
      const file = readdirSync(here.in('packages')).find(one => one.startsWith(`${name}_`)) ?? '';
      execFileSync('cp', [`${here.in('packages')}/${file}`, `${root}/tmp/`]);
      execFileSync('chroot', [root, 'dpkg', '--install', '--force-depends', `/tmp/${file}`]);
    }
  }

  const restoreOn = (root: string): Promise<Restored> =>
    openMachine({ script, root }).restore({ ...SCOPE, file: layer(), maxBytes: MAX_BYTES });

  beforeAll(async () => {
    here = place();
    script = await bundleEntry(here.in('bundle'), 'src/machine/worker.ts');
    base = here.in('base');
    const release = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    execFileSync('debootstrap', ['--variant=minbase', release ?? '', base], { stdio: 'ignore' });
    execFileSync('mkdir', [here.in('packages')]);
    const names = [...PACKAGES, ONE_MORE];
    execFileSync('chmod', ['777', here.in('packages'), here.path]);
    execFileSync('apt-get', ['download', ...names], { cwd: here.in('packages'), stdio: 'ignore' });
    made = copyMachine(base, here.in('made'));
    const machine = openMachine({ script, root: made });
    const begun = await machine.begin(SCOPE);
    if (begun.kind !== 'begun') throw new Error(begun.kind);
    install(made, PACKAGES);
    writeFileSync(`${made}/root/.token`, 'a-secret-of-root');
    writeFileSync(`${made}/etc/apt/auth.conf`, 'machine host.test login me password a-secret');
    const { watch } = begun;
    const request = { watch, file: layer(), secrets: ['a-secret'], maxBytes: MAX_BYTES };
    captured = await machine.capture(request);
  }, 600_000);

  afterAll(() => here[Symbol.dispose]());

  it('are a layer of a few files', () => {
    expect(captured).toMatchObject({
      kind: 'captured',
      refused: [
        { path: '/etc/apt/auth.conf', because: 'credential' },
        { path: '/root/.token', because: 'credential' },
      ],
      outside: [],
    });
    console.log(JSON.stringify(captured));
  });

  it('make a second system what the first is', async () => {
    const second = copyMachine(base, here.in('second'));
    const restored = await restoreOn(second);
    expect(restored).toMatchObject({ kind: 'restored' });
    console.log(JSON.stringify(restored));
    for (const secret of ['root/.token', 'etc/apt/auth.conf'])
      execFileSync('rm', [`${made}/${secret}`]);
    const others = (path: string) => isLeftOut(path) || path === 'root' || path === 'etc/apt';
    expect(treeOf(second, others)).toEqual(treeOf(made, others));
    expect(execFileSync('chroot', [second, 'hello'], { encoding: 'utf8' })).toBe('Hello, world!\n');
    expect(execFileSync('chroot', [second, 'dpkg', '--audit'], { encoding: 'utf8' })).toBe('');
    expect(await machineIdentity({ environment: {}, root: second })).toEqual(
      await machineIdentity({ environment: {}, root: made }),
    );
  });

  it('do not go on a system with one package more, which has another identity', async () => {
    const third = copyMachine(base, here.in('third'));
    install(third, [ONE_MORE]);
    const before = treeOf(third);
    expect(await restoreOn(third)).toMatchObject({
      kind: 'not-restored',
      because: { kind: 'other-machine' },
    });
    expect(treeOf(third)).toEqual(before);
    expect(await machineIdentity({ environment: {}, root: third })).not.toEqual(
      await machineIdentity({ environment: {}, root: base }),
    );
  });

  it('do not go on a system with another version of a library that none of them brings', async () => {
    const fourth = copyMachine(base, here.in('fourth'));
    const triplet =
      readdirSync(`${fourth}/usr/lib`).find(name => name.endsWith('-linux-gnu')) ?? '';
    const library = `${fourth}/usr/lib/${triplet}/libz.so.1`;
    execFileSync('sh', ['-c', `printf x >> "$(readlink -f ${library})"`]);
    expect(await restoreOn(fourth)).toMatchObject({
      kind: 'not-restored',
      because: {
        kind: 'other-machine',
        differences: [{ path: `/usr/lib/${triplet}`, trait: 'content' }],
      },
    });
  });
});
