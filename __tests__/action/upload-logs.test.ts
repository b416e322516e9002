import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logsToUpload } from '../../src/action/upload-logs.ts';
import { createRedactor } from '../../src/execution/redaction/redactor.ts';
import { trustOf } from '../../src/github/runner/trust.ts';
import type { StageRecord } from '../../src/record/run-record.ts';
import { aRun, aSkippedStage, aStage } from '../builders.ts';

/** A report directory with these stages in its record, and these files. */
function reportDir(
  stages: readonly StageRecord[],
  files: Readonly<Record<string, string>> = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-logs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all = { 'run.json': JSON.stringify(aRun({ stages: [...stages] })), ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

const upload = (folder: string, secrets: readonly string[] = []) =>
  logsToUpload(folder, createRedactor(secrets), { trust: trustOf(undefined, {}) });

describe('the logs that are uploaded on request', () => {
  it('are those of stages that ended in this run', async () => {
    const stages = [
      aStage({ id: 'tests' }),
      aStage({ id: 'render', status: 'failed' }),
      aSkippedStage({ id: 'running', status: 'running' }),
      aStage({ id: 'deleted' }),
    ];
    const folder = reportDir(stages, {
      'logs/tests.log': 'fine\n',
      'logs/render.log': 'oh dear\n',
      'logs/running.log': 'not cleaned yet\n',
      'logs/of-another-run.log': 'not cleaned by us\n',
    });
    expect(await upload(folder)).toEqual({
      files: ['logs/tests.log', 'logs/render.log'],
      notices: [],
    });
  });

  it('are cleaned of what was written or came to light after their stage had ended', async () => {
    const folder = reportDir([aStage({ id: 'a' }), aStage({ id: 'b' })], {
      'logs/a.log': 'known-before and masked-later\n',
      'logs/b.log': '::add-mask::masked-later\n',
    });
    await upload(folder, ['known-before']);
    expect(readFileSync(join(folder, 'logs/a.log'), 'utf8')).toBe('*** and ***\n');
    expect(readFileSync(join(folder, 'logs/b.log'), 'utf8')).toBe('::add-mask::***\n');
  });

  it('are out of reach of processes that still write to them', async () => {
    const folder = reportDir([aStage({ id: 'a' })], { 'logs/a.log': 'fine\n' });
    const log = join(folder, 'logs/a.log');
    const leftBehind = openSync(log, 'a');
    await upload(folder, ['secret']);
    writeSync(leftBehind, 'secret\n');
    closeSync(leftBehind);
    expect(readFileSync(log, 'utf8')).toBe('fine\n');
  });

  it('are left out, and named, where they are too large to be uploaded in time', async () => {
    const stages = ['huge', 'small', 'large'].map(id => aStage({ id }));
    const folder = reportDir(stages, { 'logs/small.log': 'fine\n' });
    for (const [id, bytes] of [
      ['huge', 2e9],
      ['large', 90e6],
    ] as const) {
      writeFileSync(join(folder, `logs/${id}.log`), '');
      truncateSync(join(folder, `logs/${id}.log`), bytes);
    }
    expect(await upload(folder)).toEqual({
      files: ['logs/small.log', 'logs/large.log'],
      notices: [{ kind: 'log-too-large', file: 'logs/huge.log', bytes: 2e9, mostBytes: 100e6 }],
    });
  });

  it('are no other files, whatever the record says', async () => {
    const logFiles = ['../secret', 'secret', 'logs/../secret', '/etc/passwd', 'logs/folder.log'];
    const stages = logFiles.map(logFile => aStage({ logFile }));
    const folder = reportDir(stages, { secret: 'x', 'logs/folder.log/x': 'x' });
    expect(await upload(folder)).toEqual({ files: [], notices: [] });
  });

  it('are none where there is no record to go by', async () => {
    const folder = reportDir([], { 'run.json': '{', 'logs/tests.log': 'fine\n' });
    expect(await upload(folder)).toEqual({ files: [], notices: [] });
  });

  it('are none where one of them cannot be cleaned', async () => {
    const folder = reportDir([aStage({ id: 'a' }), aStage({ id: 'b' })], {
      'logs/a.log': 'fine\n',
      'logs/b.log': 'secret\n',
      // A folder stands where the clean copy is to be written.
      'logs/b.log.copy/x': '',
    });
    const { files, notices } = await upload(folder, ['secret']);
    expect(files).toEqual([]);
    expect(notices).toMatchObject([{ kind: 'fault', of: 'logs' }]);
  });
});
