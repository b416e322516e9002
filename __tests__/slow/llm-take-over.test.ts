import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRunRecord, runCli, workspace } from '../e2e/harness.ts';

const SERVER = join(import.meta.dirname, '../services/local-ollama.mjs');

/** As scripts do that were written for one machine: the address stands in the code. */
const REVIEW = `
const tags = await fetch('http://localhost:11434/api/tags');
if (!tags.ok) throw new Error('no Ollama');
const reply = await fetch('http://localhost:11434/api/chat', {
  method: 'POST',
  body: JSON.stringify({ model: 'local', stream: false, options: { temperature: 0 }, messages: [] }),
});
console.log(await reply.text());
`;

const definition = (log: string) => `caches:
  llm: { preset: llm, proxy: true, ollama: ${JSON.stringify([process.execPath, SERVER, log])} }
stages:
  review:
    run: node review.mjs
    caches: [llm]
`;

it('stands in for Ollama on its own port, and starts the real one only when it is needed', async context => {
  if (await isTaken(11434)) return context.skip('something listens on the port of Ollama');
  const log = join(workspace(), 'server.log');
  const cwd = workspace({ 'stagetime.yml': definition(log), 'review.mjs': REVIEW });
  const run = async () => {
    const { exitCode, stdout } = await runCli(['run'], { cwd });
    expect(exitCode, stdout).toBe(0);
    return readRunRecord(join(cwd, '.stagetime'));
  };
  expect(existsSync(log)).toBe(false);
  const first = await run();
  expect(first.stages[0]?.llm).toMatchObject({ requests: 1, hits: 0, misses: 1, listings: 1 });
  expect(readFileSync(log, 'utf8')).toBe('started\nended\n');
  expect(await isTaken(11434)).toBe(false);
  const second = await run();
  expect(second.stages[0]?.llm).toMatchObject({ requests: 1, hits: 1, misses: 0 });
});

function isTaken(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
