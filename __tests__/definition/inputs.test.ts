import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadInputs } from '../../src/definition/inputs.ts';

/** As a runner does: names in capitals, everything text. */
function given(inputs: Record<string, string>): void {
  for (const [name, value] of Object.entries(inputs))
    vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
}

describe('the inputs of the Action', () => {
  beforeEach(() => given({ command: '', definition: '', only: '', skip: '' }));
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('have defaults', () => {
    expect(loadInputs()).toEqual({
      ok: true,
      inputs: {
        command: 'run',
        only: [],
        skip: [],
        maxCacheBytes: 2_000_000_000,
        saveOnPullRequest: false,
        uploadLogs: false,
        uploadDocuments: true,
        baseline: 'cache',
        repeat: 1,
        cacheState: 'warm',
        token: '',
      },
    });
  });

  it('hold the leg of a matrix, and which it is where the runner says so', () => {
    const matrix = '{"python":"3.12"}';
    given({ matrix, 'job-index': '3' });
    expect(loadInputs()).toMatchObject({ inputs: { matrix, jobIndex: 3 } });
    given({ 'job-index': 'x' });
    expect(loadInputs()).not.toHaveProperty('inputs.jobIndex');
  });

  it('are read with lists by commas and lines', () => {
    given({
      command: ' check ',
      definition: 'a b.yml',
      only: 'tests, render',
      skip: 'llm\n  slow,\r\n\nx\n',
      'max-cache-size': '1.5 MB',
      'save-on-pull-request': 'True',
      'upload-logs': 'true',
      'upload-documents': 'false',
      baseline: 'branch:data',
      repeat: '3',
      'cache-state': 'both',
      confirm: 'paired',
      'confirm-budget': '90s',
      token: 'ghs_x',
      'cache-dir': '/var/cache/paper',
    });
    expect(loadInputs()).toEqual({
      ok: true,
      inputs: {
        command: 'check',
        definition: 'a b.yml',
        only: ['tests', 'render'],
        skip: ['llm', 'slow', 'x'],
        maxCacheBytes: 1_500_000,
        saveOnPullRequest: true,
        uploadLogs: true,
        uploadDocuments: false,
        baseline: 'branch:data',
        repeat: 3,
        cacheState: 'both',
        confirm: 'paired',
        confirmBudgetMs: 90_000,
        token: 'ghs_x',
        cacheDir: '/var/cache/paper',
      },
    });
  });

  it.each([
    ['max-cache-size', 'lots', 'a size like `500MB` or `2GB`'],
    ['max-cache-size', '-1MB', 'a size like `500MB` or `2GB`'],
    ['repeat', '0', 'a whole number from 1 to 50'],
    ['cache-state', 'hot', '`warm`, `cold` or `both`'],
    ['confirm', 'maybe', '`off`, `auto`, `rerun` or `paired`'],
    ['confirm-budget', '5 minutes', 'a time like `90s` or `5m`'],
    ['save-on-pull-request', 'yes', '`true` or `false`'],
    ['upload-logs', 'failed', '`true` or `false`'],
    ['upload-documents', 'main.pdf', '`true` or `false`'],
  ])('refuse %s: %s', (name, value, mustBe) => {
    given({ [name]: value });
    expect(loadInputs()).toEqual({
      ok: false,
      problem: `the input \`${name}\` must be ${mustBe}, not ${JSON.stringify(value)}`,
    });
  });

  it('that are wrong are named, with what they may be', () => {
    given({ command: 'rnu\u001b[2J' });
    expect(loadInputs()).toEqual({
      ok: false,
      problem: 'the input `command` must be `run`, `check` or `report`, not "rnu\\u001b[2J"',
    });
  });
});
