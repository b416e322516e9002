/** Which paths of a machine a layer may hold. Paths are relative to the machine's root, without links. */
import { isWithin, parentsOf } from '../../caching/files/paths.ts';

/** Where installations leave what they make. The short names are folders on systems that never joined them to `usr`. */
const ROOTS = [
  'usr',
  'etc',
  'opt',
  'var/lib',
  // Made by installing fonts; without it every program that sets text looks at all of them again.
  'var/cache/fontconfig',
  'bin',
  'sbin',
  'lib',
  'lib32',
  'lib64',
  'libx32',
];

/** The engine's own place on the machine, of root. */
export const STATE_FOLDER = 'var/lib/stagetime';

/** What no layer holds: it is downloaded again, belongs to one machine, or is written by services all the time. */
const EXCLUDED = new Set([
  STATE_FOLDER,
  'var/lib/apt/lists',
  'var/lib/apt/periodic',
  'var/lib/dnf',
  'var/lib/pacman/sync',
  // The machine's own name and network.
  'etc/resolv.conf',
  'etc/hosts',
  'etc/hostname',
  'etc/mtab',
  'etc/adjtime',
  // Stores and states of services.
  'var/lib/docker',
  'var/lib/containerd',
  'var/lib/containers',
  'var/lib/waagent',
  'var/lib/cloud',
  'var/lib/chrony',
  'var/lib/dhcp',
  'var/lib/dhcpcd',
  'var/lib/NetworkManager',
  'var/lib/logrotate',
  'var/lib/fwupd',
  'var/lib/snapd',
  'var/lib/mysql',
  'var/lib/postgresql',
  'var/lib/private',
  'var/lib/systemd/timers',
  'var/lib/systemd/timesync',
  'var/lib/systemd/coredump',
  'var/lib/update-notifier',
  'var/lib/ubuntu-advantage',
]);

/** What is secret wherever it is, by its path from the root. */
const CREDENTIALS = [
  /^root(?:\/|$)/,
  /^etc\/(?:shadow|gshadow)/,
  /^etc\/security\/opasswd/,
  /^etc\/ssh\/ssh_host_/,
  /^etc\/ssl\/private(?:\/|$)/,
  /^etc\/pki\/.*\/private(?:\/|$)/,
  /^etc\/apt\/auth\.conf/,
  /^etc\/(?:krb5\.keytab|machine-id|wireguard|sssd\/sssd\.conf|ppp\/(?:chap|pap)-secrets)/,
  /^etc\/(?:docker\/key\.json|rancher|kubernetes\/.*\.conf)/,
  /^etc\/NetworkManager\/system-connections(?:\/|$)/,
  /^var\/lib\/dbus\/machine-id$/,
  /^var\/lib\/systemd\/(?:random-seed|credential\.secret)$/,
  /^var\/cache\/debconf\/passwords\.dat/,
];

/** Names that hold what is secret, in homes and in whatever folder a user names. */
const SECRET_NAMES = new Set([
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.git-credentials',
  '.pgpass',
  '.my.cnf',
  '.s3cfg',
  '.boto',
  '.vault-token',
  '.huggingface',
  '.Renviron',
  '.bash_history',
  '.credentials',
  '.password-store',
]);

/** The same of names that are common elsewhere: the last two parts of a path. */
const SECRET_ENDINGS =
  /(?:^|\/)(?:\.config\/(?:gh|gcloud|hub|rclone|op|doctl)|\.cargo\/credentials(?:\.toml)?|\.m2\/settings(?:-security)?\.xml|\.gradle\/gradle\.properties|\.composer\/auth\.json|\.gem\/credentials|\.local\/share\/keyrings)(?:\/|$)/;

/** What no build reads. */
const DOCUMENTATION = new Set(
  ['doc', 'man', 'info', 'lintian', 'gtk-doc', 'help', 'doc-base'].flatMap(name => [
    `usr/share/${name}`,
    `usr/local/share/${name}`,
  ]),
);
const LOCALES = ['usr/share/locale', 'usr/local/share/locale'];

/** What becomes of a path. `outside` is below no root. */
export type Judgement = 'taken' | 'outside' | 'excluded' | 'credential' | 'documentation';

export interface RulesOptions {
  /** Roots besides the common ones. */
  readonly roots: readonly string[];
  readonly exclude: readonly string[];
  readonly documentation: boolean;
  readonly locale?: string | undefined;
}

export interface Rules {
  /** Outermost ones only. */
  readonly roots: readonly string[];
  judge(path: string): Judgement;
}

/** The rules for one layer. Paths as elsewhere here: relative to the machine's root. */
export function rulesOf({ roots, exclude, documentation, locale }: RulesOptions): Rules {
  const all = new Set([...ROOTS, ...roots]);
  const excluded = new Set([...EXCLUDED, ...exclude]);
  const language = locale?.split(/[_.@]/)[0];
  return {
    roots: [...all].filter(root => !parentsOf(root).some(parent => all.has(parent))),
    judge(path) {
      // Credentials first: they are named to the user, wherever they are.
      if (isCredential(path)) return 'credential';
      if (isWithin(path, excluded)) return 'excluded';
      if (!isWithin(path, all)) return 'outside';
      return !documentation && isDocumentation(path, language) ? 'documentation' : 'taken';
    },
  };
}

function isCredential(path: string): boolean {
  return (
    CREDENTIALS.some(one => one.test(path)) ||
    SECRET_ENDINGS.test(path) ||
    path.split('/').some(part => SECRET_NAMES.has(part))
  );
}

function isDocumentation(path: string, language: string | undefined): boolean {
  if (isWithin(path, DOCUMENTATION)) return true;
  const locales = LOCALES.find(folder => path.startsWith(`${folder}/`));
  const name = locales === undefined ? undefined : path.slice(locales.length + 1).split('/')[0];
  // Lists of names, such as `locale.alias`, are no translations.
  if (name === undefined || name.includes('.alias')) return false;
  return language === undefined || name.split(/[_.@]/)[0] !== language;
}

/** Folders that no walk for changes outside the roots enters: they are no part of any installation. */
export const PASSING = new Set([
  'proc',
  'sys',
  'dev',
  'run',
  'tmp',
  'var/tmp',
  'var/log',
  'var/run',
  'var/lock',
  'var/spool',
  'var/mail',
  'var/backups',
  'var/cache/apt',
  'var/cache/dnf',
  'var/cache/man',
  'var/cache/debconf',
  'var/cache/ldconfig',
  'lost+found',
  'swapfile',
]);
