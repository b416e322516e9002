import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PATTERN_BYTES } from '../../../src/execution/redaction/automaton.ts';
import { createRedactor } from '../../../src/execution/redaction/redactor.ts';
import { temporaryFolder } from '../support.ts';

/** What is left of a log. */
async function cleaned(log: string | Buffer, secrets: readonly string[]): Promise<string> {
  const file = join(temporaryFolder(), 'log');
  writeFileSync(file, log);
  await createRedactor(secrets).file(file);
  return readFileSync(file, 'latin1');
}

describe('a redactor', () => {
  it('hides a secret that contains another one whole', () => {
    const redactor = createRedactor(['abcd', 'abcdefgh']);
    expect(redactor.log('x abcdefgh-y abcd-z')).toBe('x ***-y ***-z');
    expect(createRedactor(['abcd-efgh', 'abcd']).log('abcd-efg')).toBe('***-efg');
  });

  it('hides what secrets cover together where they overlap, and a row of them as one', () => {
    const redactor = createRedactor(['one-two', 'two-three', 'and-four']);
    expect(redactor.log('> one-two-three <')).toBe('> *** <');
    expect(redactor.log('> two-threeand-four <')).toBe('> *** <');
    expect(redactor.log('> two-thre <')).toBe('> two-thre <');
  });

  it('hides every line of a secret that spans several, without the spaces around it', () => {
    const redactor = createRedactor(['first line\r\n  second line\n']);
    expect(redactor.text('> second line <')).toBe('> *** <');
    expect(redactor.text('> first line')).toBe('> ***');
  });

  it('knows secrets that are added later, each as well as the first', () => {
    const redactor = createRedactor(['value-0']);
    for (let i = 1; i < 100; i += 1) {
      redactor.add(`value-${i}`);
      expect(redactor.text(`a value-${i} b`)).toBe('a *** b');
    }
    expect(redactor.text('value-0, value-7, value-64')).toBe('***, ***, ***');
  });

  it('leaves everyday words alone, but not in logs', () => {
    const words = ['test', 'passed', 'Linux', 'MAIN', '2026', '3.12', 'postgres'];
    const redactor = createRedactor([...words, 'correct-horse', 'kq8-vtz']);
    const text = `${words.join(' ')} correct-horse kq8-vtz`;
    expect(redactor.text(text)).toBe(`${words.join(' ')} *** ***`);
    expect(redactor.log(text)).toBe(`${text.replaceAll(/\S+/g, '***')}`);
  });

  it('leaves values alone that would destroy every line', () => {
    const redactor = createRedactor(['1', 'no', 'abc', 'true', 'None']);
    expect(redactor.log('1 no abc true None')).toBe('1 no abc true None');
  });

  it('hides the beginning of a secret where a text was cut within it', () => {
    const redactor = createRedactor(['hunter2-and-more', 'passed']);
    expect(redactor.text('test of hunter2-an…')).toBe('test of ***…');
    expect(redactor.text('`hunter2-an…` is odd, hunter2… too')).toBe('`***…` is odd, ***… too');
    // What is too short to tell anything, and everyday words.
    expect(redactor.text('a hun… pass…')).toBe('a hun… pass…');
    expect(redactor.log('pass…')).toBe('***…');
    expect(redactor.text('hunter2-an')).toBe('hunter2-an');
  });

  it('lets nothing through any more when there are more secrets than can be looked for', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'log');
    writeFileSync(file, 'some of it\n');
    const redactor = createRedactor([]);
    const long = 'x'.repeat(1_000_000);
    for (let i = 0; i * long.length < MOST_PATTERN_BYTES; i += 1) redactor.add(`${i}${long}`);
    expect(redactor.text('anything')).toBe('***');
    await expect(redactor.file(file)).rejects.toThrow(/more masks/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a redactor of files', () => {
  it('leaves nothing of a secret, wherever it lies and whatever is around it', async () => {
    const secret = 'geheim-ä-🔑-value';
    const hidden = Buffer.from(secret).toString('latin1');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constant(Buffer.from(secret))), {
          maxLength: 20,
        }),
        async parts => {
          const log = Buffer.concat(parts);
          const plain = log.toString('latin1');
          const row = new RegExp(`(?:${hidden})+`, 'g');
          expect(await cleaned(log, [secret])).toBe(plain.replaceAll(row, '***'));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('hides what any of many secrets covers, as looking for each by itself would', async () => {
    const letters = fc.constantFrom('a', 'b', 'ä');
    const word = fc.string({ unit: letters, minLength: 4, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.string({ unit: fc.oneof(letters, fc.constant('-')), maxLength: 300 }),
        async (secrets, log) => {
          const redactor = createRedactor([]);
          // Each on its own, so that there are automata of all ages.
          for (const secret of secrets) {
            redactor.add(secret);
            redactor.log('');
          }
          expect(redactor.log(log)).toBe(covered(log, secrets));
          const bytes = (text: string) => Buffer.from(text).toString('latin1');
          expect(await cleaned(log, secrets)).toBe(bytes(covered(log, secrets)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([1, 2, 3])('finds a secret across the border of two reads (%i × 64 kB)', async pieces => {
    const secret = `top-secret-${'of-many-words-'.repeat(1_500)}`;
    for (const shift of [-5, -1, 0, 1]) {
      const before = 'x'.repeat((pieces << 16) + shift);
      const after = 'y'.repeat(1 << 17);
      const log = `${before}${secret}${after}${secret.slice(0, -1)}`;
      const expected = `${before}***${after}${secret.slice(0, -1)}`;
      expect((await cleaned(log, [secret])) === expected).toBe(true);
    }
  });

  it('finds a row of secrets that is longer than what is looked at in one piece', async () => {
    const secret = 'again-and-again';
    const log = `a\n${secret.repeat(20_000)}\nb`;
    expect(await cleaned(log, [secret, 'and-again'])).toBe('a\n***\nb');
  });

  it('leaves nothing behind where the clean file cannot be written', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'log');
    writeFileSync(file, 'a secret-value\n');
    // A folder stands where the clean copy is to be written.
    mkdirSync(`${file}.redacted`);
    await expect(createRedactor(['secret-value']).file(file)).rejects.toThrow(/EISDIR/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Every place of every secret, in the slowest and simplest way. */
function covered(log: string, secrets: readonly string[]): string {
  const hidden = new Set<number>();
  for (const secret of secrets) {
    for (let at = log.indexOf(secret); at !== -1; at = log.indexOf(secret, at + 1)) {
      for (let i = 0; i < secret.length; i += 1) hidden.add(at + i);
    }
  }
  const marked = [...log].map((sign, i) => (hidden.has(i) ? '\0' : sign)).join('');
  return marked.replaceAll(/\0+/g, '***');
}
