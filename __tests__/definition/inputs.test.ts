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
    expect(loadInputs()).toEqual({ ok: true, inputs: { command: 'run', only: [], skip: [] } });
  });

  it('are read with lists by commas and lines', () => {
    given({
      command: ' check ',
      definition: 'a b.yml',
      only: 'tests, render',
      skip: 'llm\n  slow,\r\n\nx\n',
    });
    expect(loadInputs()).toEqual({
      ok: true,
      inputs: {
        command: 'check',
        definition: 'a b.yml',
        only: ['tests', 'render'],
        skip: ['llm', 'slow', 'x'],
      },
    });
  });

  it('that are wrong are named, with what they may be', () => {
    given({ command: 'rnu\u001b[2J' });
    expect(loadInputs()).toEqual({
      ok: false,
      problem: 'the input `command` must be `run` or `check`, not "rnu\\u001b[2J"',
    });
  });
});
