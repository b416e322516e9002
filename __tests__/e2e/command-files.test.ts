/** A stage that finds the runner's files although nobody tells it where they are. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noticeWords } from '../../src/reporting/words/notices/notices.ts';
import { definition, readRunRecord, startInRunner, workspace } from './harness.ts';

const FILES = ['env', 'path', 'output', 'state', 'step_summary'] as const;

/** The runner keeps them beside the temporary folder. */
const beside = (file: string): string => `$RUNNER_TEMP/../main/${file}`;

async function runStage(run: string, keys = '') {
  const folder = workspace({ 'stagetime.yml': definition({ one: `run: |\n  ${run}\n${keys}` }) });
  const result = await startInRunner({ workspace: folder }).finish();
  return { result, notices: readRunRecord(join(folder, '.stagetime')).notices };
}

const changed = (file: string) => ({
  kind: 'command-file',
  file: `GITHUB_${file.toUpperCase()}`,
  isUndone: true,
});

describe.runIf(process.platform === 'linux')('the files of the runner', () => {
  it('hold nothing that a stage appended', async () => {
    const appends = FILES.map(file => `echo STOLEN=yes >> ${beside(file)}`);
    const { result, notices } = await runStage(appends.join('; '));
    expect(result.exitCode).toBe(0);
    expect(notices).toEqual(FILES.map(changed));
    expect(result.exported).toEqual({});
    expect(result.path).toEqual([]);
    expect(result.state).not.toHaveProperty('STOLEN');
    expect(result.state.finished).toBe('true');
    expect(result.outputs).toMatchObject({ status: 'passed' });
    expect(result.outputs).not.toHaveProperty('STOLEN');
    expect(result.summary).not.toContain('STOLEN');
    expect(result.annotations.map(({ message }) => message)).toEqual(
      notices.map(one => noticeWords(one)),
    );
  });

  it.each([
    ['emptied', `: > ${beside('state')}`],
    ['removed', `rm ${beside('state')}`],
    ['removed with their folder', `rm -r ${beside('')}`],
    ['made a link', `echo x > mine; ln -sf "$PWD/mine" ${beside('state')}`],
    ['made a folder', `rm ${beside('state')}; mkdir ${beside('state')}`],
    ['changed at equal length', `sed -i s/stagetime/STAGETIME/ ${beside('state')}`],
  ])('are put back where a stage had them %s', async (_, run) => {
    const { result, notices } = await runStage(run);
    expect(result.exitCode).toBe(0);
    expect(notices).toContainEqual(changed('state'));
    expect(result.state['report-dir']).toMatch(/\/\.stagetime$/);
    expect(result.state.finished).toBe('true');
    expect(result.outputs.status).toBe('passed');
  });

  it('are a stage’s to write where its definition says so', async () => {
    const run =
      'echo WANTED=yes >> "$GITHUB_ENV"; echo STOLEN=yes >> "$RUNNER_TEMP/../main/output"';
    const { result, notices } = await runStage(run, 'env: { GITHUB_ENV: null }');
    expect(result.exported).toEqual({ WANTED: 'yes' });
    expect(result.outputs).not.toHaveProperty('STOLEN');
    expect(notices).toEqual([changed('output')]);
  });

  it('are nobody’s business where no stage touched them', async () => {
    const { result, notices } = await runStage('echo fine');
    expect(notices).toEqual([]);
    expect(readFileSync(result.outputs['run-file'] ?? '', 'utf8')).toContain('"passed"');
  });
});
