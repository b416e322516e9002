/** The PDFs that stages made, as artifacts of their own: a reader opens them where the report is read. */
import { realpathSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { openUnfollowed } from '../caching/files/open-nofollow.ts';
import { rightsOf } from '../caching/policy.ts';
import { documentsOf } from '../evidence/documents.ts';
import {
  artifactName,
  hasArtifactService,
  type Upload,
  type UploadOptions,
  uploadAsItIs,
} from '../github/artifact.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import type { DocumentFault } from '../record/facts/notice/publishing.ts';
import type { UploadedDocument } from '../record/site.ts';
import type { Ran } from '../run/run-request.ts';

/** Where the documents are, and which are not. */
export interface UploadedDocuments {
  readonly documents: readonly UploadedDocument[];
  readonly notices: readonly Notice[];
}

/** They are looked at by people, and uploaded before the report. */
const MOST_BYTES = 100_000_000;
/** More than a matrix of papers has; each is a few requests. */
const MOST_DOCUMENTS = 40;
const AT_ONCE = 4;

/** A document where it stands. */
interface Found {
  readonly stage: string;
  /** Relative to the pipeline's root. */
  readonly file: string;
  /** Absolute, without links on the way. */
  readonly place: string;
  readonly bytes: number;
}

/** Which runs' documents, and whose they are. */
export type DocumentsOf = Pick<Ran, 'record' | 'definition'>;

/**
 * Uploads the documents of the stages that passed or were reused, all within `limitMs`. Rejects only if the
 * copies do not fit on the disk.
 */
export async function uploadDocuments(
  ran: DocumentsOf,
  { variables, job, trust }: Pick<RunnerContext, 'variables' | 'job' | 'trust'>,
  limitMs: number,
): Promise<UploadedDocuments> {
  const endsAt = performance.now() + limitMs;
  const { documents: mayUpload } = rightsOf({ ...trust, saveOnPullRequest: false });
  const { fitting, faults } =
    mayUpload && hasArtifactService(variables)
      ? withinBounds(standing(ran))
      : { fitting: [], faults: [] };
  if (fitting.length === 0) return { documents: [], notices: noticesOf(faults) };
  const folder = await mkdtemp(join(variables.RUNNER_TEMP || tmpdir(), 'stagetime-documents-'));
  try {
    const uploads = await sharedOut(fitting, AT_ONCE, found => {
      const leftMs = endsAt - performance.now();
      return uploadCopy(found, folder, { variables, job, limitMs: leftMs });
    });
    const documents = uploads.flatMap(({ of, became }): readonly UploadedDocument[] => {
      const { stage, file } = of;
      return became.kind === 'uploaded' ? [{ stage, file, artifact: became.id ?? 'listed' }] : [];
    });
    const lost = uploads.flatMap(({ of: { file }, became }): readonly NotUploaded[] => {
      const fault = faultOf(became, limitMs);
      return fault === undefined ? [] : [{ file, fault }];
    });
    return { documents, notices: noticesOf([...faults, ...lost]) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What became of each, in their order; so many are under way at once. */
async function sharedOut<T, R>(all: readonly T[], atOnce: number, work: (one: T) => Promise<R>) {
  const done: { readonly of: T; readonly became: R }[] = [];
  const waiting = [...all.entries()];
  const goOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, of] = next;
      done[index] = { of, became: await work(of) };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, goOn));
  return done;
}

/** In the order of the stages, each file once. */
function standing({ record, definition: { pipeline, root } }: DocumentsOf): readonly Found[] {
  const found = new Map<string, Found>();
  for (const { id, status, evidence } of record.stages) {
    const stage = pipeline.stages.find(one => one.id === id);
    if (stage === undefined || (status !== 'passed' && status !== 'reused')) continue;
    // What stands there then is of another run.
    if (evidence?.latex?.pages === 0) continue;
    for (const file of documentsOf(stage, pipeline.caches, { restored: status === 'reused' })) {
      const document = lookAt(root, file);
      if (document !== undefined && !found.has(document.place)) {
        found.set(document.place, { stage: id, file, ...document });
      }
    }
  }
  return [...found.values()];
}

const PDF = '%PDF-';

/** The PDF at a path; undefined if it is not a PDF, or if a link leads out of the pipeline's folder. */
function lookAt(root: string, file: string): Pick<Found, 'place' | 'bytes'> | undefined {
  try {
    const place = realpathSync(join(root, file));
    const way = relative(realpathSync(root), place);
    if (way === '..' || way.startsWith(`..${sep}`)) return undefined;
    const content = contentOf(place, PDF.length);
    return content?.start === PDF ? { place, bytes: content.bytes } : undefined;
  } catch {
    return undefined;
  }
}

function contentOf(place: string, length: number) {
  const opened = openUnfollowed(place);
  if (opened === 'link') return undefined;
  using file = opened;
  const buffer = Buffer.alloc(Math.min(length, file.size));
  const read = buffer.subarray(0, file.read(buffer));
  return { read, start: read.toString('latin1', 0, PDF.length), bytes: file.size };
}

interface NotUploaded {
  readonly file: string;
  readonly fault: DocumentFault;
}

/** The smallest first, so that one large document does not keep out the others. */
function withinBounds(all: readonly Found[]): {
  readonly fitting: readonly Found[];
  readonly faults: readonly NotUploaded[];
} {
  const faults: NotUploaded[] = [];
  const fitting = new Set<Found>();
  let sum = 0;
  for (const found of all.toSorted((a, b) => a.bytes - b.bytes)) {
    sum += found.bytes;
    const { file } = found;
    if (sum > MOST_BYTES) faults.push({ file, fault: { why: 'too-large', mostBytes: MOST_BYTES } });
    else if (fitting.size === MOST_DOCUMENTS) {
      faults.push({ file, fault: { why: 'too-many', most: MOST_DOCUMENTS } });
    } else fitting.add(found);
  }
  return { fitting: all.filter(found => fitting.has(found)), faults };
}

/** A copy has the artifact's name, and is what was looked at, whoever writes there meanwhile. */
async function uploadCopy(
  { file, place, bytes }: Found,
  folder: string,
  options: UploadOptions & { readonly limitMs: number },
): Promise<Upload | { readonly kind: 'changed' }> {
  const { limitMs } = options;
  if (limitMs <= 0) return { kind: 'late', limitMs };
  const copy = join(folder, `${artifactName(stemOf(file), options)}.pdf`);
  try {
    const content = contentOf(place, bytes);
    if (content?.start !== PDF) return { kind: 'changed' };
    writeFileSync(copy, content.read, { flag: 'wx' });
  } catch (error) {
    return { kind: 'failed', cause: (error as Error).message };
  }
  return uploadAsItIs(copy, options);
}

/** Beside what else is in the artifact's name there is room for so much. */
const LONGEST_STEM = 60;

function stemOf(file: string): string {
  return basename(file)
    .replace(/\.pdf$/i, '')
    .slice(0, LONGEST_STEM);
}

function faultOf(
  upload: Awaited<ReturnType<typeof uploadCopy>>,
  limitMs: number,
): DocumentFault | undefined {
  switch (upload.kind) {
    case 'uploaded':
    case 'no-service':
      return undefined;
    case 'changed':
      return { why: 'changed' };
    case 'late':
      return { why: 'late', limitMs };
    case 'failed':
      return { why: 'failed', cause: upload.cause };
  }
}

/** One for each reason. */
function noticesOf(faults: readonly NotUploaded[]): readonly Notice[] {
  const byFault = new Map<string, { readonly files: string[]; readonly fault: DocumentFault }>();
  for (const { file, fault } of faults) {
    const key = JSON.stringify(fault);
    const alike = byFault.get(key) ?? { files: [], fault };
    alike.files.push(file);
    byFault.set(key, alike);
  }
  return [...byFault.values()].map(({ files, fault }) => {
    return { kind: 'documents-not-uploaded', files, fault };
  });
}
