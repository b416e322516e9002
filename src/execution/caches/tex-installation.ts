/** The TeX installation: which packages it has, and where it keeps what it makes for its user. */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ask } from '../../programs/ask.ts';
import { findExecutable } from '../../programs/find-executable.ts';
import { type Variables, withoutWithheld } from '../process/stage-environment.ts';

const TIMEOUT_MS = 20_000;
const MOST_BYTES = 50_000_000;

/** What TeX puts into a format besides its packages: the site's choice of languages and formats. */
const SITE_FILES = ['language.dat', 'language.def', 'language.dat.lua', 'fmtutil.cnf'];
/** Debian's packages of TeX Live and of what is used with it. */
const DEBIAN_PACKAGES = ['texlive*', 'tex-*', 'latexmk', 'biber', 'lmodern', 'fonts-lmodern'];

/** What decides what TeX makes of a document, besides the document and the engine. */
export interface TexInstallation {
  /**
   * Hash of the packages with their versions and of the site's configuration: formats made from
   * equal ones are equal. Absent where nothing lists the packages.
   */
  readonly packages?: string;
  /** `TEXMFVAR`, where it has anything in it. */
  readonly userFolder?: string;
}

/** Looks at the installation on the PATH; none where there is none. */
export async function describeTex(
  environment: Variables,
  root: string,
): Promise<TexInstallation | undefined> {
  const kpsewhich = findExecutable('kpsewhich', environment.PATH ?? '', root);
  if (kpsewhich === undefined) return undefined;
  const look = (...args: string[]): Promise<readonly string[]> =>
    linesOf(kpsewhich, args, environment, root);
  const [[texRoot = ''], [userFolder = ''], siteFiles] = await Promise.all([
    look('-var-value=TEXMFROOT'),
    look('-var-value=TEXMFVAR'),
    look(...SITE_FILES),
  ]);
  const [packages, site] = await Promise.all([
    packagesOf(texRoot, environment, root),
    Promise.all(siteFiles.map(hashOf)),
  ]);
  const sum = createHash('sha256').update(JSON.stringify([packages, site]));
  return {
    ...(packages !== undefined && { packages: sum.digest('hex').slice(0, 16) }),
    ...(isInhabited(userFolder) && { userFolder }),
  };
}

/** TeX Live's own database of packages, else Debian's. */
async function packagesOf(
  texRoot: string,
  environment: Variables,
  root: string,
): Promise<string | undefined> {
  const database = await hashOf(join(texRoot, 'tlpkg', 'texlive.tlpdb'));
  if (database !== undefined) return database;
  const dpkg = findExecutable('dpkg-query', environment.PATH ?? '', root);
  if (dpkg === undefined) return undefined;
  const format = ['Package', 'Version', 'db:Status-Abbrev'].map(name => `\${${name}}`);
  const args = ['-W', '-f', `${format.join(' ')}\\n`, ...DEBIAN_PACKAGES];
  const lines = await linesOf(dpkg, args, environment, root);
  return lines.length === 0 ? undefined : [...lines].sort().join('\n');
}

async function linesOf(
  file: string,
  args: readonly string[],
  environment: Variables,
  cwd: string,
): Promise<readonly string[]> {
  const answer = await ask({
    program: file,
    args,
    cwd,
    environment: withoutWithheld(environment),
    timeoutMs: TIMEOUT_MS,
    mostBytes: MOST_BYTES,
  });
  const printed = answer.kind === 'answered' ? answer.stdout : '';
  return printed.split('\n').filter(line => line !== '');
}

async function hashOf(file: string): Promise<string | undefined> {
  const sum = createHash('sha256');
  try {
    await pipeline(createReadStream(file), sum);
    return sum.digest('hex');
  } catch {
    return undefined;
  }
}

function isInhabited(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
