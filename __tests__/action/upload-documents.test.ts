import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { uploadDocuments } from '../../src/action/upload-documents.ts';
import { type RunTrust, trustOf } from '../../src/github/runner/trust.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { aReusedStage, aRun, aStage } from '../builders.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';
import type { Fault } from '../services/faults.ts';
import { startResultsService } from '../services/results-service.ts';

const PDF = '%PDF-1.7\n';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-documents-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

interface Made {
  readonly root: string;
  readonly outputs: readonly string[];
  readonly record?: Partial<StageRecord>;
  readonly faults?: readonly Fault[];
  readonly limitMs?: number;
  readonly matrix?: Readonly<Record<string, string>>;
  readonly trust?: RunTrust;
}

/** What becomes of the documents of a stage `paper` that names these outputs. */
async function upload({ root, outputs, record = {}, faults = [], limitMs = 30_000, ...of }: Made) {
  const { matrix, trust = trustOf(undefined, {}) } = of;
  const service = await startResultsService({ faults });
  onTestFinished(() => service.close());
  const paper = stage('paper', { outputs, requires: [{ kind: 'executable', name: 'latexmk' }] });
  const definition = { pipeline: pipelineOf([paper]), root } as Parameters<
    typeof uploadDocuments
  >[0]['definition'];
  const variables = { ...service.env, GITHUB_JOB: 'build', GITHUB_RUN_ATTEMPT: '2' };
  for (const [name, value] of Object.entries(service.env)) vi.stubEnv(name, value);
  try {
    const stages = [aStage({ id: 'paper', ...record }) as StageRecord];
    const ran = { record: aRun({ stages }), definition };
    const job = { ...(matrix && { matrix }) };
    const uploaded = await uploadDocuments(ran, { variables, job, trust }, limitMs);
    return { ...uploaded, artifacts: service.artifacts };
  } finally {
    vi.unstubAllEnvs();
  }
}

describe('documents as artifacts', () => {
  it('are uploaded as they are, under names of their own, their job and their leg', async () => {
    const root = folderWith({ 'build/my paper.pdf': `${PDF}text`, 'build/si.pdf': `${PDF}more` });
    const outputs = ['build/my paper.pdf', 'build/si.pdf', 'build/not-there.pdf'];
    const { documents, notices, artifacts } = await upload({
      root,
      outputs,
      matrix: { tex: '2/5' },
    });
    expect(notices).toEqual([]);
    const byId = new Map(artifacts.map(one => [one.id, one]));
    expect(documents.map(({ file }) => file)).toEqual(['build/my paper.pdf', 'build/si.pdf']);
    const [paper, si] = documents.map(({ artifact }) => byId.get(Number(artifact)));
    expect(paper?.name).toMatch(/^my_paper-build-2_5-2-[0-9a-f]{6}\.pdf$/);
    expect(si?.name).toMatch(/^si-build-2_5-2-[0-9a-f]{6}\.pdf$/);
    expect(paper?.content.toString()).toBe(`${PDF}text`);
    expect(paper?.mimeType).toBe('application/pdf');
  });

  it('are those of stages that passed or were reused', async () => {
    const root = folderWith({ 'a.pdf': PDF });
    const of = async (record: Partial<StageRecord>) =>
      (await upload({ root, outputs: ['a.pdf'], record })).documents.length;
    expect(await of({})).toBe(1);
    expect(await of(aReusedStage({ id: 'paper' }))).toBe(1);
    expect(await of({ status: 'failed' })).toBe(0);
    expect(await of({ status: 'skipped' })).toBe(0);
    const latex = { passes: [], usesLatexmk: true, pages: 0 };
    expect(await of({ evidence: { latex } })).toBe(0);
  });

  it('of a fork are uploaded where GitHub gives its run no secrets', async () => {
    const root = folderWith({ 'a.pdf': PDF });
    const of = async (event: string) => {
      const trust = { ...trustOf(undefined, {}), event, isFork: true };
      return (await upload({ root, outputs: ['a.pdf'], trust })).documents.length;
    };
    expect(await of('pull_request')).toBe(1);
    expect(await of('pull_request_target')).toBe(0);
    expect(await of('workflow_run')).toBe(0);
  });

  it('are PDFs within the folder of the pipeline, whatever links say', async () => {
    const elsewhere = folderWith({ 'secret.pdf': PDF });
    const root = folderWith({ 'build/a.pdf': PDF, 'text.pdf': 'password: 1234' });
    symlinkSync(join(elsewhere, 'secret.pdf'), join(root, 'out.pdf'));
    symlinkSync(elsewhere, join(root, 'away'));
    symlinkSync(join(root, 'build'), join(root, 'here'));
    mkdirSync(join(root, 'folder.pdf'));
    const outputs = ['out.pdf', 'away/secret.pdf', 'text.pdf', 'folder.pdf', 'here/a.pdf'];
    const { documents, notices } = await upload({ root, outputs });
    expect(documents.map(({ file }) => file)).toEqual(['here/a.pdf']);
    expect(notices).toEqual([]);
  });

  it('have bounds together, within which the smallest go first', async () => {
    const root = folderWith({ 'huge.pdf': PDF, 'small.pdf': PDF });
    truncateSync(join(root, 'huge.pdf'), 100_000_001);
    const outputs = ['huge.pdf', 'small.pdf'];
    const { documents, notices } = await upload({ root, outputs });
    expect(documents.map(({ file }) => file)).toEqual(['small.pdf']);
    expect(notices).toEqual([
      {
        kind: 'documents-not-uploaded',
        files: ['huge.pdf'],
        fault: { why: 'too-large', mostBytes: 100_000_000 },
      },
    ]);
  });

  it('are at most 40', async () => {
    const outputs = Array.from({ length: 42 }, (_, i) => `${i}.pdf`);
    const root = folderWith(Object.fromEntries(outputs.map(file => [file, PDF])));
    const { documents, notices } = await upload({ root, outputs });
    expect(documents.map(({ file }) => file)).toEqual(outputs.slice(0, 40));
    expect(notices).toMatchObject([{ files: ['40.pdf', '41.pdf'], fault: { why: 'too-many' } }]);
  });

  it('that cannot be uploaded, or not in time, are a notice for each reason', async () => {
    const root = folderWith({ 'a.pdf': PDF, 'b.pdf': PDF });
    const outputs = ['a.pdf', 'b.pdf'];
    const refused = { match: 'CreateArtifact', status: 403 };
    const failed = await upload({ root, outputs, faults: [refused] });
    expect(failed.documents).toEqual([]);
    expect(failed.notices).toMatchObject([{ files: ['a.pdf', 'b.pdf'], fault: { why: 'failed' } }]);
    const silent: Fault = { match: 'CreateArtifact', hang: true };
    const late = await upload({ root, outputs, faults: [silent], limitMs: 50 });
    expect(late.documents).toEqual([]);
    expect(late.notices).toEqual([
      { kind: 'documents-not-uploaded', files: outputs, fault: { why: 'late', limitMs: 50 } },
    ]);
  });
});
