import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ask, type Question } from '../../src/programs/ask.ts';
import { temporaryFolder } from '../execution/support.ts';

/** Far longer than any limit here: a test that waits for such a program fails by its own timeout. */
const FOREVER = 'sleep 600';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function askSh(script: string, over: Partial<Question> = {}) {
  return ask({
    program: 'sh',
    args: ['-c', script],
    cwd: folder,
    environment: { PATH: process.env.PATH ?? '' },
    timeoutMs: 60_000,
    mostBytes: 100_000,
    ...over,
  });
}

/** The process whose id a script wrote to a file; not there any more, or waiting to be reaped. */
function isGone(file: string): boolean {
  try {
    const pid = readFileSync(join(folder, file), 'utf8').trim();
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

describe('an answer', () => {
  it('is what was printed, and the exit code', async () => {
    expect(await askSh('echo one; echo two >&2; exit 3')).toEqual({
      kind: 'answered',
      exitCode: 3,
      stdout: 'one\n',
      stderr: 'two\n',
    });
  });

  it('does not wait for a daemon that holds the output, and ends it', async () => {
    const answer = await askSh(`${FOREVER} & echo $! > daemon; echo 1.2.3`);
    expect(answer).toMatchObject({ kind: 'answered', stdout: '1.2.3\n' });
    await expect.poll(() => isGone('daemon')).toBe(true);
  });

  it('does not wait for a daemon in a session of its own either', async () => {
    const script = `setsid sh -c 'echo $$ > daemon; exec ${FOREVER}' & until test -s daemon; do :; done`;
    const answer = await askSh(`${script}; echo 1.2.3`);
    expect(answer).toMatchObject({ kind: 'answered', stdout: '1.2.3\n' });
    process.kill(Number(readFileSync(join(folder, 'daemon'), 'utf8')), 'SIGKILL');
  });

  it('comes from a program that finds nothing to read, and no terminal to ask at', async () => {
    const answer = await askSh('read -r line; echo "$?"; (: < /dev/tty) 2>&1 | grep -c tty');
    expect(answer).toMatchObject({ stdout: '1\n1\n' });
  });

  it('holds all that was printed just before the end', async () => {
    const answer = await askSh('head -c 90000 /dev/zero | tr "\\0" x');
    expect(answer).toMatchObject({ kind: 'answered', stdout: 'x'.repeat(90_000) });
  });
});

describe('the limit', () => {
  const limit = { timeoutMs: 300 };

  it('holds for a program whose child holds the output', async () => {
    const answer = await askSh(`${FOREVER} & echo $! > child; wait`, limit);
    expect(answer).toEqual({ kind: 'timed-out' });
    await expect.poll(() => isGone('child')).toBe(true);
  });

  it('holds for a program that ignores being asked to end', async () => {
    const answer = await askSh(
      `trap "" TERM; echo $$ > self; ${FOREVER} & wait; ${FOREVER}`,
      limit,
    );
    expect(answer).toEqual({ kind: 'timed-out' });
    await expect.poll(() => isGone('self')).toBe(true);
  });

  it('holds for several at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => askSh(FOREVER, limit)));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['timed-out']));
  });

  it('holds for what is printed', async () => {
    expect(await askSh('yes', { mostBytes: 10_000 })).toEqual({ kind: 'too-long' });
    expect(await askSh('yes >&2', { mostBytes: 10_000 })).toEqual({ kind: 'too-long' });
  });

  it('ends with the run', async () => {
    const run = new AbortController();
    const answer = askSh(`echo > started; ${FOREVER}`, { signal: run.signal });
    await expect.poll(() => readFileSync(join(folder, 'started'), 'utf8')).toBe('\n');
    run.abort();
    expect(await answer).toEqual({ kind: 'interrupted' });
  });
});

describe('what cannot be asked', () => {
  it('says so', async () => {
    writeFileSync(join(folder, 'text'), 'no program');
    expect(await askSh('', { program: join(folder, 'text') })).toMatchObject({
      kind: 'not-started',
      reason: expect.stringContaining('EACCES'),
    });
    expect(await askSh('', { program: 'no-such-program' })).toMatchObject({ kind: 'not-started' });
  });
});
