import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LlmProgress } from '../../../src/llm/counter.ts';
import { createLinesOutput } from '../../../src/run/live/lines-output.ts';
import type { LiveOutput, LiveOutputOptions } from '../../../src/run/live/live-output.ts';
import { createRunnerOutput } from '../../../src/run/live/runner-output.ts';
import { createTerminalOutput } from '../../../src/run/live/terminal-output.ts';
import { aStage, llmNumbers } from '../../builders.ts';
import { temporaryFolder } from '../../execution/support.ts';
import { stage } from '../../pipeline/stages.ts';

/** An output with a clock that the test sets, and what was written to it. */
function watch(create: (options: LiveOutputOptions) => LiveOutput) {
  const folder = temporaryFolder();
  let text = '';
  let clock = 0;
  const output = create({
    write: chunk => {
      text += chunk;
    },
    stageCount: 2,
    slots: 2,
    eta: () => ({ kind: 'unknown', stages: ['a'] }),
    foreseen: Promise.resolve(),
    expectedMs: () => undefined,
    summaryFollows: true,
    now: () => clock,
    redact: line => line,
    addMask: () => {},
  });
  onTestFinished(() => output.stop());
  return {
    start(id: string) {
      const logPath = join(folder, `${id}.log`);
      writeFileSync(logPath, '');
      output.listener({ kind: 'stage-started', stage: stage(id), logPath });
    },
    /** So many requests are answered after so many seconds. */
    progress(id: string, seconds: number, answered: number, more: Partial<LlmProgress> = {}) {
      clock = seconds * 1000;
      const counts = { requests: 5, answered, hits: 1 };
      output.listener({ kind: 'llm-progress', stage: id, ...counts, ...more });
    },
    end: (id: string) =>
      output.listener({
        kind: 'stage-ended',
        record: aStage({ id, llm: llmNumbers({ hits: 3, misses: 2 }) }),
        logPath: join(folder, `${id}.log`),
      }),
    answeredLines: () => text.split('\n').filter(line => line.includes('answered')),
    text: () => text,
  };
}

describe('progress of requests to models', () => {
  it('stands beside a running stage in a terminal', () => {
    const run = watch(options =>
      createTerminalOutput({ ...options, columns: () => 100, rows: () => 24 }),
    );
    run.start('review');
    run.progress('review', 12, 2, { tokensPerSecond: 41.4 });
    run.start('other');
    expect(run.text()).toContain(
      'review 12s · 2 of 5 requests answered, 1 from the store, 41 tokens/s\n',
    );
  });

  it('is a line now and then where lines stay', () => {
    const run = watch(createLinesOutput);
    run.start('review');
    for (const second of [0, 1, 9, 11, 12, 20, 22]) run.progress('review', second, 3);
    expect(run.answeredLines()).toEqual([
      'review: 3 of 5 requests answered, 1 from the store',
      'review: 3 of 5 requests answered, 1 from the store',
    ]);
  });

  it('stands on a runner in the group of its stage, and nowhere else', async () => {
    const run = watch(createRunnerOutput);
    run.start('review');
    run.start('behind');
    await Promise.resolve();
    for (const second of [0, 11]) {
      run.progress('review', second, 4);
      run.progress('behind', second, 5);
    }
    expect(run.answeredLines()).toEqual(['… 4 of 5 requests answered, 1 from the store']);
  });

  it('ends with what was asked, and from where it was answered', () => {
    const run = watch(createLinesOutput);
    run.start('review');
    run.end('review');
    expect(run.text()).toContain(
      '✓ review passed in 1.00s, 5 requests to models, 3 answered from the store\n',
    );
  });
});
