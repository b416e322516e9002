import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LayerSource, layerKey, machineIdentity } from '../../src/machine/identity.ts';
import { makeMachine, place, put } from './machine-root.ts';

const IMAGE = { ImageOS: 'ubuntu24', ImageVersion: '20261101.1' };

describe('the identity of a machine', () => {
  it('is that of its image where the runner says so', async () => {
    using here = place();
    const root = makeMachine(here.in('root'));
    expect(await machineIdentity({ environment: IMAGE, root })).toMatchObject({
      kind: 'image',
      os: 'ubuntu24',
      version: '20261101.1',
    });
  });

  it('is what is installed, in a container of such a machine and elsewhere', async () => {
    using here = place();
    const root = makeMachine(here.in('root'));
    const elsewhere = await machineIdentity({ environment: {}, root });
    expect(elsewhere).toMatchObject({ kind: 'packages', hash: expect.stringMatching(/^\w{64}$/) });
    writeFileSync(`${root}/.dockerenv`, '');
    expect(await machineIdentity({ environment: IMAGE, root })).toEqual(elsewhere);
  });

  it('moves with a package, its version and the release, and with nothing else', async () => {
    using here = place();
    const root = makeMachine(here.in('root'));
    const who = () => machineIdentity({ environment: {}, root });
    const status = (text: string) => put(root, 'var/lib/dpkg/status', text);
    status('Package: a\nVersion: 1\nMaintainer: x\n\nPackage: b\nVersion: 1\n');
    const first = await who();
    status('Package: b\nVersion: 1\n\nPackage: a\nVersion: 1\nMaintainer: y');
    expect(await who()).toEqual(first);
    status('Package: a\nVersion: 2\n\nPackage: b\nVersion: 1\n');
    expect(await who()).not.toEqual(first);
    status('Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n\nPackage: c\nVersion: 1\n');
    expect(await who()).not.toEqual(first);
    status('Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n');
    expect(await who()).toEqual(first);
    put(root, 'etc/os-release', 'VERSION_ID=13');
    expect(await who()).not.toEqual(first);
  });

  it('is unknown where nothing says what is installed', async () => {
    using here = place();
    expect(await machineIdentity({ environment: {}, root: here.path })).toEqual({
      kind: 'unknown',
    });
  });
});

describe('the key of a layer', () => {
  const DAY = 86_400_000;
  const source: LayerSource = {
    identity: { kind: 'packages', hash: 'a', arch: 'x64' },
    name: 'tex',
    command: 'apt-get install tex',
    inputsHash: 'b',
    documentation: false,
    roots: [],
    on: [],
    now: 0,
  };

  it.each<[string, Partial<LayerSource>]>([
    ['the machine', { identity: { kind: 'packages', hash: 'a', arch: 'arm64' } }],
    ['the command', { command: 'apt-get install tex more' }],
    ['the inputs', { inputsHash: 'c' }],
    ['documentation', { documentation: true }],
    ['roots', { roots: ['/srv'] }],
    ['the layers below it', { on: ['layer-1'] }],
    ['the setup', { name: 'latex' }],
  ])('moves with %s', (_, change) => {
    expect(layerKey({ ...source, ...change })).not.toBe(layerKey(source));
  });

  it('moves once in each period, at a time of its own', () => {
    const keys = Array.from({ length: 90 }, (_, day) =>
      layerKey({ ...source, renewMs: 30 * DAY, now: day * DAY }),
    );
    expect([3, 4]).toContain(new Set(keys).size);
    expect(layerKey({ ...source, now: 400 * DAY })).toBe(layerKey(source));
  });

  it('is none for a machine that nobody knows', () => {
    expect(layerKey({ ...source, identity: { kind: 'unknown' } })).toBeUndefined();
  });
});
