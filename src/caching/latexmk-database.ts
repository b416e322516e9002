/**
 * Restored databases of latexmk, fitted to this machine. Every installation of TeX dumps its formats
 * anew, with the time in them, so that equal ones differ in their bytes; latexmk sees another format
 * and runs a pass that changes nothing. Where the TeX is known to be the one that the database was
 * made with, its formats are the same, and the database is told the hashes they have here.
 */
import { hash } from 'node:crypto';
import { lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { surveyTree } from './files/tree.ts';

/** Largest database that is looked at, in bytes. */
export const LARGEST_DATABASE = 16 << 20;
/** Largest format that is looked at, in bytes. */
const LARGEST_FORMAT = 256 << 20;

/** A format in an installation: its line ends with size, MD5 and the rule that made it, which is none. */
const FORMAT_LINE = /^( *"([^"\n]+\.fmt)" \d+(?:\.\d+)? )(\d+) ([0-9a-f]{32}) ""$/gm;

/** Size and MD5 of a file, as latexmk keeps them. */
export interface FileSum {
  readonly size: number;
  readonly md5: string;
}

/** The database with the formats as they are here; formats that are not here stay as they were. */
export function withFormats(
  database: string,
  sumOf: (format: string) => FileSum | undefined,
): string {
  return database.replace(FORMAT_LINE, (line, start: string, format: string) => {
    const sum = isInstalled(format) ? sumOf(format) : undefined;
    return sum === undefined ? line : `${start}${sum.size} ${sum.md5} ""`;
  });
}

/** Formats of an installation stand at absolute paths; what a project makes itself does not count. */
function isInstalled(format: string): boolean {
  return /^(?:\/|[A-Za-z]:[/\\])/.test(format) && /[/\\]web2c[/\\]/.test(format);
}

/** Fits all databases of latexmk at and below the paths. One that cannot be fitted costs a pass. */
export function adoptFormats(root: string, paths: readonly string[]): void {
  const sums = new Map<string, FileSum | undefined>();
  const sumOf = (format: string): FileSum | undefined => {
    if (!sums.has(format)) sums.set(format, readSum(format));
    return sums.get(format);
  };
  for (const { kind, path } of surveyTree(root, paths).places) {
    if (kind === 'file' && isDatabase(path)) adopt(join(root, path), sumOf);
  }
}

/** Whether a file is a database of latexmk, by its name. */
export function isDatabase(file: string): boolean {
  return file.endsWith('.fdb_latexmk');
}

function adopt(file: string, sumOf: (format: string) => FileSum | undefined): void {
  if (lstatSync(file).size > LARGEST_DATABASE) return;
  // Latin-1 is bytes one to one: what stands in a database need not be UTF-8.
  const before = readFileSync(file, 'latin1');
  const after = withFormats(before, format => sumOf(Buffer.from(format, 'latin1').toString()));
  if (after !== before) writeFileSync(file, after, 'latin1');
}

function readSum(format: string): FileSum | undefined {
  const stat = statSync(format, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size > LARGEST_FORMAT) return undefined;
  const content = readFileSync(format);
  return { size: content.length, md5: hash('md5', content) };
}
