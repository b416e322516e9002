/** Layers in a run: which keys they have, when they are made, and what is said where anything goes wrong. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import { createLayers, type LayersOptions } from '../../../src/execution/setup/layers.ts';
import type { SetupStage } from '../../../src/execution/setup/setup-stage.ts';
import type {
  Captured,
  Machine,
  MachineIdentity,
  Recovered,
  Restored,
} from '../../../src/machine/port/port.ts';
import type { Notice } from '../../../src/record/facts/notice/notice.ts';
import { stage } from '../../pipeline/stages.ts';

const IMAGE: MachineIdentity = { kind: 'image', os: 'ubuntu24', version: '1', arch: 'x64' };

function setup(id: string, run = `install ${id}`, renewMs?: number): SetupStage {
  const provides = [{ kind: 'executable', name: id }] as const;
  const made = { provides, keep: [], documentation: false, ...(renewMs && { renewMs }) };
  return { ...stage(id, { run }), setup: made };
}

/** Its layers are the texts of what was done to it. */
class FakeMachine implements Machine {
  readonly done: string[] = [];
  captured: Captured | undefined;
  restored: Restored | undefined;
  recover = async (): Promise<Recovered> => ({ kind: 'nothing-left' });
  async begin() {
    return { kind: 'begun', watch: String(this.done.length), files: 0, ms: 0 } as const;
  }
  async capture({ watch, file }: { watch: string; file: string }): Promise<Captured> {
    if (this.captured !== undefined) return this.captured;
    writeFileSync(file, this.done.slice(Number(watch)).join());
    const numbers = { entries: 1, deleted: 0, contentBytes: 1, bytes: 1, findMs: 0, packMs: 0 };
    return { kind: 'captured', refused: [], outside: [], ...numbers };
  }
  async restore({ file }: { file: string }): Promise<Restored> {
    if (this.restored !== undefined) return this.restored;
    this.done.push(readFileSync(file, 'utf8'));
    const numbers = { entries: 1, deleted: 0, contentBytes: 1 };
    return { kind: 'restored', unpackMs: 0, checkMs: 0, placeMs: 0, ...numbers };
  }
}

/** A service of layers that outlives jobs. */
function service() {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-layers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = createDirectoryStore({ folder: join(folder, 'store'), maxBytes: 1_000_000 });
  return { folder, store };
}

interface Given extends Partial<LayersOptions> {
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A job on a fresh machine. */
function job({ folder, store }: ReturnType<typeof service>, given: Given = {}) {
  const machine = new FakeMachine();
  const notices: Notice[] = [];
  const layers = createLayers({
    machine,
    identity: async () => IMAGE,
    probe: async () => ({ kind: 'ready', ms: 0 }),
    store,
    keeps: true,
    folder,
    scope: { roots: [], exclude: [] },
    secrets: [],
    maxBytes: 1_000_000,
    sourceOf: async ({ id, run }) => ({ command: run, inputsHash: given.inputs?.[id] ?? '' }),
    onNotice: notice => notices.push(notice),
    now: () => performance.now(),
    ...given,
  });
  return {
    machine,
    notices,
    /** Restores or runs the setups, one after the other, as a run does; gives what ran. */
    async setUp(...setups: readonly SetupStage[]): Promise<readonly string[]> {
      const ran: string[] = [];
      for (const one of setups) {
        if ((await layers.restore(one)) !== undefined) continue;
        await layers.begin(one);
        machine.done.push(one.run);
        ran.push(one.id);
        await layers.keep(one);
      }
      return ran;
    },
  };
}

const [tex, r] = [setup('tex'), setup('r')];

describe('layers', () => {
  it('are made once, and put in place on the next machine in their order', async () => {
    const kept = service();
    expect(await job(kept).setUp(tex, r)).toEqual(['tex', 'r']);
    const next = job(kept);
    expect(await next.setUp(tex, r)).toEqual([]);
    expect(next.machine.done).toEqual(['install tex', 'install r']);
    expect(next.notices).toEqual([]);
  });

  it.each<[string, Given, readonly SetupStage[], readonly string[]]>([
    [
      'another image',
      { identity: async () => ({ ...IMAGE, version: '2' }) as MachineIdentity },
      [tex, r],
      ['tex', 'r'],
    ],
    ['other inputs', { inputs: { r: 'other' } }, [tex, r], ['r']],
    ['another command', {}, [tex, setup('r', 'install r --more')], ['r']],
    [
      'other documentation',
      {},
      [{ ...tex, setup: { ...tex.setup, documentation: true } }, r],
      ['tex', 'r'],
    ],
    // It was made on top of that.
    ['another layer below', {}, [setup('tex', 'install less'), r], ['tex', 'r']],
    ['one layer less below', {}, [r], ['r']],
    ['roots elsewhere', { scope: { roots: ['/tools'], exclude: [] } }, [tex, r], ['tex', 'r']],
  ])('are others for %s', async (_, given, setups, ran) => {
    const kept = service();
    await job(kept).setUp(tex, r);
    expect(await job(kept, given).setUp(...setups)).toEqual(ran);
  });

  it('are made again when their time is over', async () => {
    const kept = service();
    const soon = setup('tex', 'install', 50);
    await job(kept).setUp(soon);
    await new Promise(resolve => setTimeout(resolve, 120));
    expect(await job(kept).setUp(soon)).toEqual(['tex']);
  });

  it('are not made where nobody may store them, nor of a machine that nobody knows', async () => {
    const kept = service();
    await job(kept, { keeps: false }).setUp(tex);
    expect(await job(kept).setUp(tex)).toEqual(['tex']);
    const unknown = job(service(), { identity: async () => ({ kind: 'unknown' }) });
    await unknown.setUp(tex);
    const because = { kind: 'unknown-machine' };
    expect(unknown.notices).toEqual([{ kind: 'layer-not-kept', stage: 'tex', because }]);
  });

  it('that cannot be put in place cost the command and a notice; so do tools that are silent then', async () => {
    const kept = service();
    await job(kept).setUp(tex);
    const other = job(kept);
    const differences = [{ path: '/usr/bin/x', trait: 'content' }] as const;
    other.machine.restored = {
      kind: 'not-restored',
      because: { kind: 'other-machine', differences },
    };
    expect(await other.setUp(tex)).toEqual(['tex']);
    expect(other.notices).toEqual([
      {
        kind: 'layer-not-restored',
        stage: 'tex',
        because: { kind: 'other-machine', paths: ['/usr/bin/x'] },
      },
    ]);
    const silent = [{ tool: 'xelatex', because: { kind: 'no-document' } }] as const;
    const mute = job(kept, { probe: async () => ({ kind: 'not-ready', silent }) });
    expect(await mute.setUp(tex)).toEqual(['tex']);
    expect(mute.notices).toMatchObject([{ because: { kind: 'silent', tools: ['xelatex'] } }]);
  });

  it('are neither made nor used of a setup that provides nothing that could be asked', async () => {
    const kept = service();
    const mute = { ...tex, setup: { ...tex.setup, provides: [] } };
    expect(await job(kept).setUp(mute)).toEqual(['tex']);
    expect(await job(kept).setUp(mute)).toEqual(['tex']);
  });

  it('are not made on what an earlier one left half in place', async () => {
    const kept = service();
    const first = job(kept);
    first.machine.recover = async () => ({ kind: 'unsettled', paths: ['/usr/bin/x'] });
    expect(await first.setUp(tex)).toEqual(['tex']);
    expect(first.notices).toMatchObject([{ because: { kind: 'unsettled' } }]);
    expect(await job(kept).setUp(tex)).toEqual(['tex']);
  });

  it('that cannot be made or stored are a notice', async () => {
    const late = job(service());
    late.machine.captured = { kind: 'changed-meanwhile', path: '/usr/lib/x' };
    await late.setUp(tex);
    expect(late.notices).toMatchObject([
      { kind: 'layer-not-kept', because: { kind: 'changed-meanwhile', path: '/usr/lib/x' } },
    ]);
    const home = job(service());
    const numbers = { entries: 1, deleted: 0, contentBytes: 1, bytes: 1, findMs: 0, packMs: 0 };
    const outside = ['/home/runner/.cache/x', '/home/runner/.local/lib/y'];
    home.machine.captured = { kind: 'captured', refused: [], outside, ...numbers };
    await home.setUp(tex);
    // Another machine would lack it.
    const because = { kind: 'outside', paths: ['/home/runner/.local/lib/y'] };
    expect(home.notices).toEqual([{ kind: 'layer-not-kept', stage: 'tex', because }]);
    const full = job(service(), {
      store: {
        ...service().store,
        set: async () => ({ kind: 'not-saved', because: { kind: 'failed', said: 'full' } }),
      },
    });
    await full.setUp(tex);
    expect(full.notices).toMatchObject([{ because: { kind: 'store' } }]);
    const broken = job(service(), { folder: '/dev/null/nowhere' });
    expect(await broken.setUp(tex)).toEqual(['tex']);
    expect(broken.notices.length).toBeGreaterThan(0);
  });
});
