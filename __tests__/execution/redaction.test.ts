import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, maskIn, masksIn } from '../../src/execution/redaction.ts';
import { secretValues } from '../../src/execution/stage-environment.ts';
import { temporaryFolder } from './support.ts';

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

describe('a redactor', () => {
  it('hides a secret that contains another one whole', () => {
    const redactor = createRedactor(['abcd', 'abcdefgh']);
    expect(redactor.text('x abcdefgh y abcd z')).toBe('x *** y *** z');
  });

  it('hides every line of a secret that spans several', () => {
    const redactor = createRedactor(['first line\nsecond line']);
    expect(redactor.text('> second line <')).toBe('> *** <');
  });

  it('leaves nothing of a secret in a file, wherever it lies and whatever is around it', async () => {
    const folder = temporaryFolder();
    const secret = 'geheim-ä-🔑-value';
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constant(Buffer.from(secret))), {
          maxLength: 20,
        }),
        async parts => {
          const file = join(folder, 'log');
          writeFileSync(file, Buffer.concat(parts));
          await createRedactor([secret]).file(file);
          const text = readFileSync(file, 'latin1');
          const plain = Buffer.concat(parts).toString('latin1');
          const hidden = Buffer.from(secret).toString('latin1');
          expect(text).toBe(plain.replaceAll(hidden, '***'));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds a secret across the border of two reads', async () => {
    const file = join(temporaryFolder(), 'log');
    const before = 'x'.repeat((1 << 20) - 5);
    writeFileSync(file, `${before}topsecret${'y'.repeat(1 << 20)}`);
    await createRedactor(['topsecret']).file(file);
    expect(readFileSync(file, 'utf8')).toBe(`${before}***${'y'.repeat(1 << 20)}`);
  });
});

describe('masks', () => {
  it('are read from lines that begin with the command, and unescaped', () => {
    expect(maskIn('::add-mask::a%25b%0Ac\r')).toBe('a%b\nc');
    expect(maskIn('echo ::add-mask::x')).toBeUndefined();
  });

  it('are found in a long log, with and without an end of line', async () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(
      file,
      `${'a line\n'.repeat(400_000)}::add-mask::one\n${'b'.repeat(3 << 20)}\n::add-mask::zwei-ü`,
    );
    expect(await masksIn(file)).toEqual(['one', 'zwei-ü']);
  });
});
