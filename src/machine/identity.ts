/** What tells whether a layer was made on a machine like this one, and the key that it is kept under. */
import { createHash, hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { ask } from '../programs/ask.ts';
import type { MachineIdentity } from './port/port.ts';
import { ENVIRONMENT } from './system/programs.ts';

export interface IdentityOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The machine's root; absolute. */
  readonly root?: string;
}

/** How long a package manager may take to list what is installed, in ms. */
const LIST_MS = 20_000;
const MOST_LISTED = 64 << 20;

/** Who this machine is. */
export async function machineIdentity({
  environment,
  root = '/',
}: IdentityOptions): Promise<MachineIdentity> {
  const { ImageOS: os, ImageVersion: version } = environment;
  // In a container these are the host's, if anything.
  if (os && version && !isContainer(root)) return { kind: 'image', os, version, arch: arch() };
  const packages = await installedPackages(root);
  if (packages === undefined) return { kind: 'unknown' };
  const release = textOf(`${root}/etc/os-release`) ?? textOf(`${root}/usr/lib/os-release`) ?? '';
  return { kind: 'packages', hash: hash('sha256', `${release}\0${packages}`), arch: arch() };
}

function isContainer(root: string): boolean {
  return existsSync(`${root}/.dockerenv`) || existsSync(`${root}/run/.containerenv`);
}

/** Names, versions and states of all packages, in one order; nothing where no known manager keeps a list. */
async function installedPackages(root: string): Promise<string | undefined> {
  const dpkg = textOf(`${root}/var/lib/dpkg/status`);
  if (dpkg !== undefined) return recordsOf(dpkg, /^(?:Package|Version|Architecture|Status): .*$/gm);
  const apk = textOf(`${root}/lib/apk/db/installed`);
  if (apk !== undefined) return recordsOf(apk, /^[PVA]:.*$/gm);
  return existsSync(`${root}/var/lib/rpm`) || existsSync(`${root}/usr/lib/sysimage/rpm`)
    ? listRpm(root)
    : undefined;
}

function recordsOf(text: string, line: RegExp): string {
  const records = text.split('\n\n').map(record => (record.match(line) ?? []).join('\n'));
  return records.sort().join('\n');
}

async function listRpm(root: string): Promise<string | undefined> {
  const answer = await ask({
    program: 'rpm',
    args: ['--root', root, '-qa', '--qf', '%{NAME} %{EVR} %{ARCH}\n'],
    cwd: '/',
    environment: ENVIRONMENT,
    timeoutMs: LIST_MS,
    mostBytes: MOST_LISTED,
  });
  if (answer.kind !== 'answered' || answer.exitCode !== 0) return undefined;
  return answer.stdout.split('\n').sort().join('\n');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** What decides what a layer holds. */
export interface LayerSource {
  readonly identity: MachineIdentity;
  /** The setup's id. */
  readonly name: string;
  readonly command: string;
  /** Hash of the contents of its inputs. */
  readonly inputsHash: string;
  readonly documentation: boolean;
  readonly locale?: string | undefined;
  /** Absolute roots besides the common ones. */
  readonly roots: readonly string[];
  /** Keys of the layers that are put in place before it, in their order: it is made on top of them. */
  readonly on: readonly string[];
  /** After so long it is made again, in ms; absent: never. */
  readonly renewMs?: number | undefined;
  /** In ms since 1970. */
  readonly now: number;
}

/** Raised where older layers would be read wrongly. */
const FORMAT = 1;

/**
 * The key of a layer; nothing where nobody knows the machine. Entries of a cache cannot be replaced, so age
 * is in the key as well: as the number of the period that the time is in. Periods of different commands begin
 * at different times, or all setups would be made again on one day.
 */
export function layerKey(source: LayerSource): string | undefined {
  const { identity, name, renewMs, now, ...rest } = source;
  if (identity.kind === 'unknown') return undefined;
  const content = createHash('sha256')
    .update(JSON.stringify([FORMAT, identity, name, rest]))
    .digest('hex');
  const period =
    renewMs === undefined
      ? 'always'
      : Math.floor((now + (Number.parseInt(content.slice(0, 12), 16) % renewMs)) / renewMs);
  return `layer-${content.slice(0, 40)}-${period}`;
}
