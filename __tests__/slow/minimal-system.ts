/**
 * Fresh minimal systems, each a folder with a Debian of its own: jobs of the Action run in them by `chroot`, as root,
 * with the services of the test on the same loopback. Only for root on Linux, with debootstrap and a network.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseRunRecord, type RunRecord } from '../../src/record/run-record.ts';
import {
  inputVariables,
  pushEvent,
  type RunnerEvent,
  readManifest,
  runnerVariables,
} from '../services/runner-environment.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
/** Where jobs work in a system. */
const HOME = '/home/runner';
export const WORKSPACE = `${HOME}/work/paper/paper`;

/** Only root may change its root folder, and only Linux is a Debian. */
export const MAY_HAVE_SYSTEMS = process.platform === 'linux' && process.geteuid?.() === 0;

/** The tool without which no system can be made here; nothing where one can. */
export function missingTool(): string | undefined {
  for (const tool of ['debootstrap', 'chroot']) {
    if (!['/usr/sbin', '/sbin', '/usr/bin'].some(folder => existsSync(join(folder, tool)))) {
      return tool;
    }
  }
  return undefined;
}

/**
 * A system without anything that is not essential, besides Node and the Action; to be copied. A folder that
 * debootstrap has made before may be named by `STAGETIME_MINIMAL_SYSTEM`.
 */
export function makeBase(): MinimalSystem {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-system-'));
  const system = join(folder, 'system');
  const made = process.env.STAGETIME_MINIMAL_SYSTEM;
  if (made !== undefined) execFileSync('cp', ['-a', made, system]);
  else bootstrap(system);
  cpSync(process.execPath, join(system, 'usr/local/bin/node'));
  cpSync(join(REPOSITORY, 'dist'), join(system, 'srv/stagetime/dist'), { recursive: true });
  writeFileSync(join(system, 'srv/stagetime/package.json'), '{"type":"module"}');
  return new MinimalSystem(system);
}

/** The machine's own release; a server that does not answer is asked once more. */
function bootstrap(folder: string): void {
  const [, release = ''] =
    /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8')) ?? [];
  const args = ['--variant=minbase', '--include=ca-certificates', release, folder];
  try {
    execFileSync('debootstrap', args, { stdio: 'pipe' });
  } catch {
    rmSync(folder, { recursive: true, force: true });
    execFileSync('debootstrap', args, { stdio: 'pipe' });
  }
  writeFileSync(join(folder, 'etc/apt/apt.conf.d/retries'), 'Acquire::Retries "3";\n');
}

export interface Job {
  /** Files of the checkout, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Of services, and others. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: RunnerEvent;
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface EndedJob {
  readonly exitCode: number | null;
  readonly log: string;
  readonly record: RunRecord;
}

/** One system; everything is under its folder. */
export class MinimalSystem implements Disposable {
  readonly folder: string;
  #isMounted = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Another one, as this is now. */
  copy(): MinimalSystem {
    const parent = mkdtempSync(join(tmpdir(), 'stagetime-system-'));
    const folder = join(parent, 'system');
    this.#unmount();
    execFileSync('cp', ['-a', '--reflink=auto', this.folder, folder]);
    return new MinimalSystem(folder);
  }

  /** A path of the system, as the machine sees it. */
  path(inside: string): string {
    return join(this.folder, inside);
  }

  /** A command in it; its output, or the error that it ended with. */
  run(command: string): string {
    this.#mount();
    return execFileSync('chroot', [this.folder, 'sh', '-ec', command], {
      encoding: 'utf8',
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Checks files out and runs the Action's main step on them. */
  async job({ files, env = {}, event = pushEvent(), inputs = {} }: Job): Promise<EndedJob> {
    this.#mount();
    rmSync(this.path(WORKSPACE), { recursive: true, force: true });
    mkdirSync(this.path(WORKSPACE), { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      const path = join(this.path(WORKSPACE), file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const temp = `${HOME}/work/_temp`;
    mkdirSync(this.path(temp), { recursive: true });
    writeFileSync(this.path(`${temp}/event.json`), JSON.stringify(event.payload));
    const commands = Object.fromEntries(
      ['OUTPUT', 'ENV', 'PATH', 'STATE', 'STEP_SUMMARY'].map(name => {
        const file = `${temp}/${name.toLowerCase()}`;
        writeFileSync(this.path(file), '');
        return [`GITHUB_${name}`, file];
      }),
    );
    const folders = { workspace: WORKSPACE, home: HOME, temp, eventFile: `${temp}/event.json` };
    const manifest = readManifest(REPOSITORY);
    const variables = {
      ...runnerVariables(folders, event),
      ...inputVariables(manifest, { baseline: 'history.json', ...inputs }, { token: '' }),
      ...commands,
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...env,
    };
    const child = spawn(
      'chroot',
      [this.folder, 'sh', '-c', `cd ${WORKSPACE} && exec node /srv/stagetime/dist/main.js`],
      { env: variables, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const [out, error, exitCode] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>(resolve => child.on('close', resolve)),
    ]);
    const parsed = parseRunRecord(
      readFileSync(this.path(`${WORKSPACE}/.stagetime/run.json`), 'utf8'),
    );
    if (!parsed.ok) throw new Error(`${parsed.problem}\n${out}${error}`);
    return { exitCode, log: `${out}${error}`, record: parsed.record };
  }

  [Symbol.dispose](): void {
    this.#unmount();
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }

  #mount(): void {
    if (this.#isMounted) return;
    cpSync('/etc/resolv.conf', this.path('etc/resolv.conf'), { dereference: true });
    cpSync('/etc/hosts', this.path('etc/hosts'), { dereference: true });
    execFileSync('mount', ['-t', 'proc', 'proc', this.path('proc')]);
    this.#isMounted = true;
  }

  #unmount(): void {
    if (!this.#isMounted) return;
    execFileSync('umount', [this.path('proc')]);
    this.#isMounted = false;
  }
}
