import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/execution/redaction/redactor.ts';
import type { StageRecord } from '../../../src/record/run-record.ts';
import { createRunnerOutput } from '../../../src/run/live/runner-output.ts';
import { temporaryFolder } from '../../execution/support.ts';
import { stage } from '../../pipeline/stages.ts';

function setUp({ foreseen = new Promise<void>(() => {}), now = (): number => 0 } = {}) {
  const folder = temporaryFolder();
  const redactor = createRedactor(['hunter2']);
  let text = '';
  const output = createRunnerOutput({
    write: chunk => {
      text += chunk;
    },
    stageCount: 2,
    slots: 2,
    eta: () => ({ kind: 'unknown', stages: ['a'] }),
    foreseen,
    expectedMs: () => undefined,
    summaryFollows: false,
    now,
    redact: redactor.log,
    addMask: redactor.add,
  });
  const log = (id: string) => join(folder, `${id}.log`);
  return {
    start(id: string, name = id) {
      writeFileSync(log(id), '');
      output.listener({ kind: 'stage-started', stage: stage(id, { name }), logPath: log(id) });
    },
    print: (id: string, lines: string) => writeFileSync(log(id), lines, { flag: 'a' }),
    end(id: string, overrides: Partial<StageRecord> = {}) {
      const record: StageRecord = {
        id,
        name: id,
        needs: [],
        optional: false,
        definitionHash: '',
        status: 'passed',
        attempts: 1,
        cacheState: 'none',
        durationMs: 1_000,
        ...overrides,
      };
      output.listener({ kind: 'stage-ended', record, logPath: log(id) });
    },
    stop: () => output.stop(),
    /** What was written, with random tokens named in the order in which they came. */
    written() {
      const tokens = [
        ...new Set([...text.matchAll(/::stop-commands::(\w+)/g)].map(match => match[1] ?? '')),
      ];
      return tokens.reduce((all, token, i) => all.replaceAll(token, `T${i}`), text).split('\n');
    },
  };
}

describe('live output on a runner', () => {
  it('shows one stage after the other, each in its group, whoever writes first', () => {
    const run = setUp();
    run.start('a');
    run.start('b');
    run.print('b', 'from b\n');
    run.print('a', 'from a\n');
    run.end('b');
    run.end('a');
    run.stop();
    expect(run.written()).toEqual([
      'Running 2 stages, up to 2 at once',
      '::group::a',
      '::stop-commands::T0',
      'from a',
      '::T0::',
      '::endgroup::',
      '::stop-commands::T1',
      '✓ a passed in 1.00s',
      '::T1::',
      '::group::b',
      '::stop-commands::T2',
      'from b',
      '::T2::',
      '::endgroup::',
      '::stop-commands::T3',
      '✓ b passed in 1.00s',
      '::T3::',
      '',
    ]);
  });

  it('says before the first group how long it will take, when it is known what will be reused', async () => {
    let made = () => {};
    const foreseen = new Promise<void>(resolve => {
      made = resolve;
    });
    const run = setUp({ foreseen });
    run.start('a');
    expect(run.written()).toEqual(['Running 2 stages, up to 2 at once', '']);
    made();
    await foreseen;
    expect(run.written().slice(1)).toEqual([
      '::stop-commands::T0',
      'No estimate yet: first run of a',
      '::T0::',
      '::group::a',
      '',
    ]);
    run.stop();
  });

  it('does not wait for that longer than two seconds, and says it after the group then', async () => {
    let made = () => {};
    const foreseen = new Promise<void>(resolve => {
      made = resolve;
    });
    let clock = 0;
    const run = setUp({ foreseen, now: () => clock });
    run.start('a');
    clock = 2_000;
    run.start('b');
    expect(run.written()).toContain('::group::a');
    made();
    await foreseen;
    expect(run.written().join()).not.toContain('estimate');
    run.end('a');
    run.end('b');
    const lines = run.written();
    expect(lines.indexOf('No estimate yet: first run of a')).toBeGreaterThan(
      lines.indexOf('::endgroup::'),
    );
    run.stop();
  });

  it('hands on masks and no other command', () => {
    const run = setUp();
    run.start('a', 'name\n::error::forged');
    run.print(
      'a',
      '::error::x\n::add-mask::geheim%25\n::set-output name=a::b\n##[endgroup]\npass hunter2\n',
    );
    run.end('a');
    run.stop();
    const lines = run.written();
    expect(lines).toContain('::add-mask::geheim%25');
    expect(lines).toContain(' ##[endgroup]');
    expect(lines).toContain('pass ***');
    let stopped: string | undefined;
    const heeded = lines.filter(line => {
      if (stopped !== undefined) {
        if (line === `::${stopped}::`) stopped = undefined;
        return false;
      }
      stopped = /^::stop-commands::(.*)$/.exec(line)?.[1];
      return line.startsWith('::') && stopped === undefined;
    });
    expect(heeded.map(line => line.split('::')[1])).toEqual(['group', 'add-mask', 'endgroup']);
  });

  it('hides what a stage masks from the same moment on, and nothing in its own words', () => {
    const run = setUp();
    run.start('a', 'passed');
    run.print(
      'a',
      '10 %\r  ::ADD-MASK x=y::passed\nit has passed\n##[add-mask]s3cret-x\ns3cret-x\n',
    );
    run.end('a', { name: 'passed' });
    run.stop();
    const lines = run.written();
    expect(lines.filter(line => line.startsWith('::add-mask'))).toEqual([
      '::add-mask::passed',
      '::add-mask::s3cret-x',
    ]);
    expect(lines).toContain('it has ***');
    expect(lines).toContain('***');
    expect(lines).toContain('✓ passed passed in 1.00s');
  });

  it('shows the end of a failed log outside of the group', () => {
    const run = setUp();
    run.start('a');
    run.end('a', {
      status: 'failed',
      reason: { kind: 'exit-code', exitCode: 1 },
      logTail: ['boom', '::error::no'],
    });
    run.stop();
    const lines = run.written();
    expect(lines.indexOf('  │ boom')).toBeGreaterThan(lines.indexOf('::endgroup::'));
    expect(lines).toContain('✗ a failed in 1.00s: exit code 1');
  });
});
