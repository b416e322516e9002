import { describe, expect, it } from 'vitest';
import { isEveryday, secretValues } from '../../../src/execution/redaction/secrets.ts';

describe('secretValues', () => {
  it('are the values of variables with telling names, of the engine and of stages', () => {
    const own = {
      API_KEY: 'key-value',
      HOME: '/root',
      DB_PASSWORD: 'pass-value',
      EMPTY_TOKEN: '',
      N_TOKEN: undefined,
    };
    const stages = [{ env: { MY_SECRET: 'stage-value', PLAIN: 'plain' } }];
    expect(secretValues(stages, own)).toEqual(['key-value', 'pass-value', 'stage-value']);
  });

  it('leave out what stands in every log anyway', () => {
    expect(secretValues([], { USE_TOKEN: 'true', A_KEY: '1', B_KEY: 'no' })).toEqual([]);
  });
});

describe('everyday words', () => {
  it.each(['test', 'passed', 'Linux', 'CI', 'local', 'main', '2026', '20261128', '3.12', 'v1.2.3'])(
    'are short and simple: %s',
    word => {
      expect(isEveryday(word)).toBe(true);
    },
  );

  it.each(['hunter2', 'geheimnis', 'topsecret', 'paSSed', 'a-b', 'p w', '123456789', 'ab1', ''])(
    'are not what may be somebody’s password: %s',
    word => {
      expect(isEveryday(word)).toBe(false);
    },
  );
});
