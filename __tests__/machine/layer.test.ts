import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { beginLayer, captureLayer } from '../../src/machine/capture/capture.ts';
import { findChanges } from '../../src/machine/capture/changes.ts';
import { readListing, writeListing } from '../../src/machine/capture/listing.ts';
import { type RulesOptions, rulesOf } from '../../src/machine/layer/rules.ts';
import type { Captured } from '../../src/machine/port/port.ts';
import { recoverMachine, restoreLayer } from '../../src/machine/restore/restore.ts';
import {
  copyMachine,
  IS_ROOT,
  install,
  LEFT_OUT,
  makeMachine,
  type Place,
  place,
  put,
  treeOf,
} from './machine-root.ts';

const MAX_BYTES = 10_000_000;
const SCOPE: RulesOptions = { roots: [], exclude: [], documentation: false };

interface Scene {
  readonly here: Place;
  /** Where the command runs. */
  readonly made: string;
  /** The same machine without it. */
  readonly fresh: string;
  readonly layer: string;
}

function scene(here: Place): Scene {
  const fresh = makeMachine(here.in('fresh'));
  return { here, fresh, made: copyMachine(fresh, here.in('made')), layer: here.in('layer') };
}

async function capture(
  { made, layer }: Scene,
  command: (root: string) => void,
  { scope = SCOPE, secrets = [] as string[], maxBytes = MAX_BYTES } = {},
): Promise<Captured> {
  const begun = await beginLayer(made, scope);
  if (begun.kind !== 'begun') throw new Error(begun.kind);
  command(made);
  return captureLayer({ root: made, watch: begun.watch, file: layer, secrets, maxBytes });
}

const restore = ({ fresh, layer }: Scene, scope = SCOPE) =>
  restoreLayer({ root: fresh, file: layer, rules: rulesOf(scope), maxBytes: MAX_BYTES });

const places = (captured: Captured): readonly string[] =>
  captured.kind === 'captured'
    ? captured.refused.map(({ path, because }) => `${because} ${path}`)
    : [];

describe('a layer', () => {
  it('makes another machine what the command made of this one, to the nanosecond', async () => {
    using here = place();
    const one = scene(here);
    expect(await capture(one, install)).toMatchObject({
      kind: 'captured',
      refused: [],
      outside: [],
    });
    expect(await restore(one)).toMatchObject({ kind: 'restored' });
    expect(treeOf(one.fresh, LEFT_OUT)).toEqual(treeOf(one.made, LEFT_OUT));
    expect(existsSync(`${one.fresh}/usr/share/doc/tex`)).toBe(false);
    expect(await recoverMachine(one.fresh)).toEqual({ kind: 'nothing-left' });
  });

  it('has the documentation where that is asked for', async () => {
    using here = place();
    const one = scene(here);
    const scope = { ...SCOPE, documentation: true };
    await capture(one, install, { scope });
    expect(await restore(one, scope)).toMatchObject({ kind: 'restored' });
    expect(treeOf(one.fresh)).toEqual(treeOf(one.made));
  });

  it('goes on top of another one', async () => {
    using here = place();
    const one = scene(here);
    await capture(one, install);
    await restore(one);
    const second = { ...one, layer: here.in('second') };
    await capture(second, root => {
      put(root, 'usr/share/texmf/a/b/c.sty', 'another style');
      put(root, 'var/lib/dpkg/status', 'all new');
    });
    expect(await restore(second)).toMatchObject({ kind: 'restored', deleted: 0 });
    expect(treeOf(one.fresh, LEFT_OUT)).toEqual(treeOf(one.made, LEFT_OUT));
  });

  it('finds what came by renaming a folder that was there, and what was only changed in place', async () => {
    using here = place();
    const one = scene(here);
    await capture(one, root => {
      execFileSync('mv', [`${root}/usr/share/old`, `${root}/usr/share/new`]);
      writeFileSync(`${root}/usr/lib/x86_64-linux-gnu/perl/strict.pm`, '2;');
      // The same size and time: only the time of change tells.
      execFileSync('touch', [
        '-d',
        '@1700000000',
        `${root}/usr/lib/x86_64-linux-gnu/perl/strict.pm`,
      ]);
    });
    expect(await restore(one)).toMatchObject({ kind: 'restored' });
    expect(treeOf(one.fresh, LEFT_OUT)).toEqual(treeOf(one.made, LEFT_OUT));
  });

  it('finds what changed whatever the clock was set to', async () => {
    using here = place();
    const { made } = scene(here);
    const options = { root: made, rules: rulesOf(SCOPE) };
    const mark = { ctimeMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
    writeListing(here.in('listing'), options, { mark, scope: SCOPE });
    install(made);
    const before = { ...readListing(here.in('listing')), mark };
    const paths = findChanges(made, options.rules, before).changes.map(({ path }) => path);
    expect(paths).toContain('etc/ld.so.cache');
    expect(paths).toContain('usr/lib/x86_64-linux-gnu/perl');
    expect(paths).not.toContain('usr/bin/sh');
  });

  it.runIf(IS_ROOT)('keeps owners, setuid bits and capabilities', async () => {
    using here = place();
    const one = scene(here);
    await capture(one, root => {
      put(root, 'usr/bin/ping', 'ping', 0o755);
      execFileSync('setcap', ['cap_net_raw+ep', `${root}/usr/bin/ping`]);
      put(root, 'usr/bin/mount', 'mount');
      execFileSync('chown', ['3:4', `${root}/usr/bin/mount`]);
      execFileSync('chmod', ['4755', `${root}/usr/bin/mount`]);
    });
    expect(await restore(one)).toMatchObject({ kind: 'restored' });
    expect(treeOf(one.fresh, LEFT_OUT)).toEqual(treeOf(one.made, LEFT_OUT));
    const said = execFileSync('getcap', [`${one.fresh}/usr/bin/ping`], { encoding: 'utf8' });
    expect(said).toContain('cap_net_raw=ep');
  });

  it('has names that are long, and in other letters', async () => {
    using here = place();
    const one = scene(here);
    const long = `${'Főtanúsítvány'.repeat(9)}.crt`;
    await capture(one, root => {
      put(root, `usr/share/${long}/${long}`, 'x');
      execFileSync('ln', ['-s', `/usr/share/${long}/${long}`, `${root}/usr/share/link`]);
      execFileSync('ln', [`${root}/usr/share/${long}/${long}`, `${root}/usr/share/${long}/second`]);
    });
    expect(await restore(one)).toMatchObject({ kind: 'restored' });
    expect(treeOf(one.fresh, LEFT_OUT)).toEqual(treeOf(one.made, LEFT_OUT));
  });

  it('holds no credentials, and lists them', async () => {
    using here = place();
    const one = scene(here);
    const secret = 'tr0ub4dor&3-and-more';
    const captured = await capture(
      one,
      root => {
        put(root, 'usr/bin/tex', 'x', 0o755);
        put(root, 'etc/shadow', `root:${secret}`, 0o640);
        put(root, 'root/.token', secret);
        put(root, 'home/me/.ssh/id_rsa', secret);
        put(root, 'etc/apt/auth.conf.d/proxy', secret);
        put(root, 'etc/apt/sources.list.d/x.list', 'deb https://me:pass@host.test/ stable main');
        put(root, 'etc/tool/server.key', '-----BEGIN EC PRIVATE KEY-----\nabc\n');
        put(root, 'opt/tool/.npmrc', '//registry/:_authToken=1');
        put(root, 'usr/share/settings', `token = ${secret}`);
        put(root, 'usr/share/large', `${'x'.repeat((1 << 20) + 10)}${secret}${'y'.repeat(9)}`);
      },
      { secrets: [secret, 'short'] },
    );
    expect([...places(captured)].sort()).toEqual([
      'credential /etc/apt/auth.conf.d',
      'credential /etc/shadow',
      'credential /home/me/.ssh/id_rsa',
      'credential /opt/tool/.npmrc',
      'credential /root/.token',
      'secret /etc/apt/sources.list.d/x.list',
      'secret /etc/tool/server.key',
      'secret /usr/share/large',
      'secret /usr/share/settings',
    ]);
    await restore(one);
    const texts = Object.values(treeOf(one.fresh)).join('\n');
    expect(texts).not.toContain(secret);
    expect(texts).not.toContain('authToken');
    expect(texts).not.toContain('me:pass');
  });

  it('names what changed elsewhere, and has nothing of the workspace', async () => {
    using here = place();
    const one = scene(here);
    const scope = { ...SCOPE, exclude: ['home/me/papers'] };
    const captured = await capture(
      one,
      root => {
        put(root, 'usr/bin/tex', 'x', 0o755);
        put(root, 'home/me/papers/main.pdf', 'x');
        put(root, 'home/me/.local/bin/tool', 'x');
        put(root, 'tmp/scratch', 'x');
        put(root, 'var/log/apt/history.log', 'x');
        put(root, 'var/cache/apt/archives/tex.deb', 'x');
        put(root, 'var/lib/apt/lists/release', 'x');
      },
      { scope },
    );
    expect(captured).toMatchObject({ outside: ['/home/me/.local/bin/tool'], refused: [] });
    await restore(one, scope);
    expect(Object.keys(treeOf(one.fresh))).toEqual(
      Object.keys(treeOf(makeMachine(here.in('again'))))
        .concat('usr/bin/tex', 'var/lib/apt')
        .sort(byPlace),
    );
  });

  it('holds what the user names', async () => {
    using here = place();
    const one = scene(here);
    const scope = { ...SCOPE, roots: ['home/me'] };
    await capture(one, root => put(root, 'home/me/.local/bin/tool', 'x', 0o755), { scope });
    expect(await restore(one)).toMatchObject({
      because: { kind: 'forbidden', because: 'outside-roots' },
    });
    expect(await restore(one, scope)).toMatchObject({ kind: 'restored' });
    expect(readFileSync(`${one.fresh}/home/me/.local/bin/tool`, 'utf8')).toBe('x');
  });

  it('is not made of nothing, nor of more than may be kept', async () => {
    using here = place();
    const one = scene(here);
    expect(await capture(one, () => {})).toEqual({ kind: 'nothing-changed', outside: [] });
    const large = (root: string) => put(root, 'usr/bin/tex', 'x'.repeat(100));
    expect(await capture(one, large, { maxBytes: 99 })).toEqual({
      kind: 'too-large',
      bytes: 100,
      maxBytes: 99,
    });
    expect(existsSync(one.layer)).toBe(false);
    expect(existsSync(`${one.made}/var/lib/stagetime`)).toBe(false);
  });

  it('has no sockets and pipes, and no rights for what the machine had before', async () => {
    using here = place();
    const one = scene(here);
    const captured = await capture(one, root => {
      put(root, 'usr/bin/tex', 'x', 0o755);
      execFileSync('mkfifo', [`${root}/var/lib/pipe`]);
      execFileSync('chmod', ['4755', `${root}/usr/bin/sh`]);
      put(root, 'etc/helper', 'x', 0o4755);
    });
    expect([...places(captured)].sort()).toEqual([
      'rights /etc/helper',
      'rights /usr/bin/sh',
      'special /var/lib/pipe',
    ]);
    expect(await restore(one)).toMatchObject({ kind: 'restored', entries: 4 });
  });
});

describe('a machine', () => {
  const differing: readonly (readonly [string, (root: string) => void, object])[] = [
    [
      'a file of the base with another content',
      r => put(r, 'etc/ld.so.cache', 'cache X'),
      { path: '/etc/ld.so.cache', trait: 'content' },
    ],
    [
      'a file that the layer brings',
      r => put(r, 'usr/share/texmf/x', 'x'),
      { path: '/usr/share/texmf', trait: 'there' },
    ],
    [
      'a file of the base missing',
      r => execFileSync('rm', [`${r}/etc/issue`]),
      { path: '/etc/issue', trait: 'there' },
    ],
    [
      'one package more',
      r => put(r, 'var/lib/dpkg/status', 'Package: more\n'),
      { path: '/var/lib/dpkg/status', trait: 'content' },
    ],
    [
      'a library of another release',
      r => put(r, 'usr/lib/x86_64-linux-gnu/libc.so.6', 'the 1ibrary+', 0o755),
      { path: '/usr/lib/x86_64-linux-gnu', trait: 'content' },
    ],
    [
      'another program',
      r => put(r, 'usr/bin/awk', 'awk', 0o755),
      { path: '/usr/bin', trait: 'content' },
    ],
    [
      'another mode',
      r => execFileSync('chmod', ['600', `${r}/etc/issue`]),
      { path: '/etc/issue', trait: 'mode' },
    ],
    [
      'a folder that would go, with more in it',
      r => put(r, 'usr/share/old/deep/mine', 'x'),
      { path: '/usr/share/old/deep/mine', trait: 'there' },
    ],
    [
      'a link for a folder',
      r =>
        execFileSync('sh', [
          '-c',
          `mv ${r}/usr/share ${r}/opt/share; ln -s ../opt/share ${r}/usr/share`,
        ]),
      { path: '/usr/share', trait: 'type' },
    ],
    [
      'a link that leads elsewhere',
      r => execFileSync('ln', ['-sfn', 'new', `${r}/usr/share/latest`]),
      { path: '/usr/share/latest', trait: 'target' },
    ],
  ];
  it.each(differing)(
    'with %s is not one for the layer, and stays as it is',
    async (_, change, difference) => {
      using here = place();
      const one = scene(here);
      await capture(one, install);
      change(one.fresh);
      const before = treeOf(one.fresh);
      const restored = await restore(one);
      expect(restored).toMatchObject({
        kind: 'not-restored',
        because: { kind: 'other-machine', differences: expect.arrayContaining([difference]) },
      });
      expect(treeOf(one.fresh)).toEqual(before);
    },
  );

  it('whose settings were written again with the same content is one for the layer', async () => {
    using here = place();
    const one = scene(here);
    await capture(one, install);
    writeFileSync(`${one.fresh}/var/lib/dpkg/status`, 'Package: sh\nVersion: 1\n');
    expect(await restore(one)).toMatchObject({ kind: 'restored' });
  });

  it.runIf(IS_ROOT)('of another owner is not one for the layer', async () => {
    using here = place();
    const one = scene(here);
    await capture(one, install);
    execFileSync('chown', ['7:7', `${one.fresh}/etc/issue`]);
    expect(await restore(one)).toMatchObject({
      because: { differences: [{ path: '/etc/issue', trait: 'owner' }] },
    });
  });

  it.runIf(IS_ROOT)('with too little room stays as it is', async () => {
    using here = place();
    const one = scene(here);
    await capture(one, root => put(root, 'usr/share/large', 'x'.repeat(2_000_000)));
    const small = here.in('small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', small]);
    try {
      execFileSync('cp', ['-a', `${one.fresh}/.`, small]);
      const before = treeOf(small);
      expect(await restore({ ...one, fresh: small })).toMatchObject({
        kind: 'not-restored',
        because: { kind: 'no-space' },
      });
      expect(treeOf(small)).toEqual(before);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

function byPlace(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (const [i, part] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}
