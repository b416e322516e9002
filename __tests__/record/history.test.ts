import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addRun,
  emptyHistory,
  expectationsFrom,
  type History,
  parseHistory,
} from '../../src/record/history.ts';
import { runKey } from '../../src/record/job.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { stage } from '../pipeline/stages.ts';

const machine = { os: 'linux', arch: 'x64', cpus: 2 };

function run(id: string, overrides: Partial<RunRecord> = {}, durationMs = 1_000): RunRecord {
  return {
    schema: 2,
    status: 'passed',
    run: { id, attempt: 1, event: 'push', startedAt: '2026-01-01T00:00:00.000Z' },
    environment: { ...machine, memoryBytes: 1, slots: 2 },
    pipeline: { id: 'pipeline', fingerprint: '' },
    stages: [
      {
        id: 'a',
        name: 'a',
        needs: [],
        optional: false,
        definitionHash: '',
        status: 'passed',
        attempts: 1,
        cacheState: 'none',
        durationMs,
        series: { intervalMs: 1, cpuPercent: [], rssBytes: [] },
      },
    ],
    caches: [],
    totalMs: 1,
    notices: [],
    ...overrides,
  };
}

const ids = ({ runs }: History) => runs.map(entry => entry.run.id);

describe('addRun', () => {
  it('keeps a run once, whatever is added again and in which order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 30 }), picks => {
        const at = (n: number) =>
          run(`${n}`, {
            run: {
              id: `${n}`,
              attempt: 1,
              event: 'push',
              startedAt: `2026-01-0${n}`,
              commitTime: `2026-01-0${n}`,
            },
          });
        const history = picks.reduce((before, n) => addRun(before, at(n)), emptyHistory);
        expect(ids(history)).toEqual([...new Set(picks)].sort((a, b) => a - b).map(String));
      }),
    );
  });

  it('keeps the newest fifty of a machine class, without series', () => {
    let history: History = emptyHistory;
    for (let n = 100; n < 160; n += 1) {
      history = addRun(
        history,
        run(`${n}`, { run: { id: `${n}`, attempt: 1, event: 'push', startedAt: `${n}` } }),
      );
    }
    expect(history.runs).toHaveLength(50);
    expect(ids(history)[0]).toBe('110');
    expect(history.runs[0]?.stages[0]).not.toHaveProperty('series');
  });

  it('keeps how many tests failed, and not what they said', () => {
    const latex = { passes: [{ program: 'xelatex', count: 1 }], usesLatexmk: false };
    const tests = { total: 2, failed: 1, skipped: 0, durationMs: 3, slowest: [] };
    const noisy = run('1');
    const [stage] = noisy.stages;
    if (stage === undefined) throw new Error('a run without stages');
    const evidence = {
      latex: { ...latex, error: { message: 'Missing $ inserted' } },
      tests: { ...tests, failures: [{ name: 'test_fit' }] },
    };
    const cause = { kind: 'log' as const, line: 'oh dear' };
    const history = addRun(emptyHistory, { ...noisy, stages: [{ ...stage, evidence, cause }] });
    expect(history.runs[0]?.stages[0]?.evidence).toEqual({ latex, tests });
    expect(history.runs[0]?.stages[0]).not.toHaveProperty('cause');
  });

  it("keeps what a stage's tools left behind, and not what was said of the run", () => {
    const evidence = { latex: { passes: [{ program: 'xelatex', count: 3 }], usesLatexmk: true } };
    const stages = run('a').stages.map(entry => ({ ...entry, evidence }));
    const said: Partial<RunRecord> = {
      advice: [{ kind: 'latex-unsettled', stage: 'a' }],
      comparison: {
        runFactorPercent: 0,
        stages: [],
        total: { verdict: 'not-enough-data', reason: { kind: 'no-history' } },
      },
    };
    const [kept] = addRun(emptyHistory, run('a', { stages, ...said })).runs;
    expect(kept?.stages[0]?.evidence).toEqual(evidence);
    expect(kept).not.toHaveProperty('advice');
    expect(kept).not.toHaveProperty('comparison');
  });

  it('stays under a megabyte', () => {
    const name = 'x'.repeat(400_000);
    const stages = run('a').stages.map(entry => ({ ...entry, name }));
    const history = ['1', '2', '3'].reduce(
      (before, id) => addRun(before, run(id, { stages })),
      emptyHistory,
    );
    expect(JSON.stringify(history).length).toBeLessThan(1_000_000);
    expect(ids(history)).toEqual(['2', '3']);
  });
});

describe('expectationsFrom', () => {
  const history = [900, 1_000, 1_100, 1_000, 5_000].reduce(
    (before, ms, i) => addRun(before, run(`${i}`, {}, ms)),
    emptyHistory,
  );

  it('are the middle and the spread of the passed runs on a machine like this', () => {
    const expected = expectationsFrom(history, [stage('a'), stage('b')], machine);
    expect([...expected.keys()]).toEqual(['a']);
    expect(expected.get('a')).toMatchObject({ medianMs: 1_000, lowMs: 940, runs: 5 });
    expect(expectationsFrom(history, [stage('a')], { ...machine, cpus: 64 }).size).toBe(0);
  });

  it('know nothing of a stage that never passed: what was skipped, reused or failed has no time', () => {
    const as = (status: 'skipped' | 'reused' | 'failed', durationMs?: number) => {
      const stages = run('9').stages.map(({ durationMs: _, ...entry }) => ({
        ...entry,
        id: 'b',
        status,
        ...(durationMs !== undefined && { durationMs }),
      }));
      return expectationsFrom(addRun(history, run('9', { stages })), [stage('b')], machine);
    };
    expect(as('skipped').size).toBe(0);
    expect(as('skipped', 3).size).toBe(0);
    expect(as('reused', 12).size).toBe(0);
    expect(as('failed', 40).size).toBe(0);
  });

  it('are of the passed runs alone where a stage was skipped in between', () => {
    const stages = run('9').stages.map(entry => ({
      ...entry,
      status: 'skipped' as const,
      durationMs: 0,
    }));
    const skipping = addRun(history, run('9', { stages }));
    expect(expectationsFrom(skipping, [stage('a')], machine).get('a')).toMatchObject({
      medianMs: 1_000,
      runs: 5,
    });
  });

  it('follow a renamed stage', () => {
    expect(expectationsFrom(history, [stage('new', { was: 'a' })], machine).get('new')?.runs).toBe(
      5,
    );
  });
});

describe('parseHistory', () => {
  it('reads what addRun made', () => {
    const history = addRun(emptyHistory, run('1'));
    expect(parseHistory(JSON.stringify(history))).toEqual({ ok: true, history });
  });

  it('leaves out the runs that cannot be, says how many and why, and keeps the others', () => {
    const good = JSON.stringify(run('1'));
    const startedAt = (date: string) =>
      JSON.stringify(run('2', { run: { id: '2', attempt: 1, event: 'push', startedAt: date } }));
    for (const bad of [
      'null',
      '1000000000',
      '{"__proto__":{"totalMs":1}}',
      JSON.stringify(run('2', { totalMs: -1 })),
      JSON.stringify(run('2', { totalMs: 1e300 })),
      JSON.stringify(run('2', { schema: 3 } as never)),
      JSON.stringify(run('2', {}, Number.NaN)).replace('"durationMs":null', '"durationMs":"NaN"'),
      startedAt('yesterday'),
    ]) {
      const parsed = parseHistory(`{"schema":1,"runs":[${bad},${good}]}`);
      expect(parsed).toMatchObject({
        ok: true,
        history: { runs: [{ run: { id: '1' } }] },
        leftOut: { left: 1, runs: 2, first: { why: expect.any(String) } },
      });
    }
  });

  it('says that it does not know another version, rather than what is wrong with it', () => {
    expect(parseHistory('{"schema":3,"entries":{}}')).toEqual({
      ok: false,
      fault: 'other-version',
      cause: { kind: 'other-schema', schema: '3', newest: 2 },
    });
  });

  it('orders by commit, whatever the clocks and the file say, and takes a run once', () => {
    const at = (id: string, commitTime: string, startedAt: string) =>
      run(id, { run: { id, attempt: 1, event: 'push', startedAt, commitTime } });
    const runs = [
      at('3', '2026-03-03', '2026-01-01'),
      at('1', '2026-01-01', '2026-05-05'),
      at('2', '2026-02-02', '2030-01-01'),
      at('1', '2026-01-01', '2026-05-05'),
    ];
    const parsed = parseHistory(JSON.stringify({ schema: 2, runs }));
    expect(parsed.ok && ids(parsed.history)).toEqual(['1', '2', '3']);
  });

  it('looks at no more runs than a history can have', () => {
    const parsed = parseHistory(
      `{"schema":1,"runs":[${'0,'.repeat(100_000)}${JSON.stringify(run('1'))}]}`,
    );
    expect(parsed).toMatchObject({ ok: true, history: { runs: [{ run: { id: '1' } }] } });
    expect(parseHistory(' '.repeat(50_000_001))).toEqual({
      ok: false,
      fault: 'too-large',
      cause: { kind: 'too-large', mostBytes: 50_000_000 },
    });
  });

  it('refuses everything else with the place, and never throws', () => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"schema":3,"runs":[]}',
      '{"schema":1,"runs":[{"totalMs":-1}]}',
      '{"__proto__":{"schema":1}}',
    ]) {
      expect(parseHistory(text)).toMatchObject({ ok: false, cause: { kind: expect.any(String) } });
    }
    fc.assert(fc.property(fc.json(), text => void parseHistory(text)));
  });
});

/** A run of one of a matrix's legs; later commits are newer. */
function legRun(commit: number, leg: number, overrides: Partial<RunRecord['run']> = {}): RunRecord {
  const startedAt = `2026-01-01T00:${String(commit).padStart(2, '0')}:00.000Z`;
  const job = { workflow: 'w', job: 'test', leg: `leg-${leg}`, jobIndex: leg };
  return run('', {
    run: { id: `${commit}`, attempt: 1, event: 'push', startedAt, ...job, ...overrides },
  });
}

describe('the jobs of one workflow run', () => {
  it('are all kept, each once, in the same order, however they are added', () => {
    const one = fc.record({
      commit: fc.nat({ max: 2 }),
      leg: fc.nat({ max: 2 }),
      attempt: fc.integer({ min: 1, max: 2 }),
      job: fc.constantFrom('test', 'docs'),
    });
    const added = (picks: readonly RunRecord[]) => picks.reduce(addRun, emptyHistory);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.gen(), (picks, gen) => {
        const runs = picks.map(({ commit, leg, ...rest }) => legRun(commit, leg, rest));
        const shuffled = gen(fc.shuffledSubarray, runs, { minLength: runs.length });
        const history = added(runs);
        // Whatever the order, and whatever is added twice.
        expect(added([...shuffled, ...runs])).toEqual(history);
        expect(history.runs.map(runKey).sort()).toEqual([...new Set(runs.map(runKey))].sort());
        // In parts that are put together later.
        const [head, tail] = [added(runs.slice(0, 5)), added(runs.slice(5))];
        expect(head.runs.reduce(addRun, tail)).toEqual(tail.runs.reduce(addRun, head));
        expect(head.runs.reduce(addRun, tail)).toEqual(history);
      }),
    );
  });

  it('are fifty each, and none displaces those of another', () => {
    let history = emptyHistory;
    for (let commit = 0; commit < 60; commit += 1) {
      for (const leg of [1, 2, 3]) history = addRun(history, legRun(commit, leg));
    }
    history = addRun(history, legRun(0, 4));
    const count = (leg: number) =>
      history.runs.filter(entry => entry.run.leg === `leg-${leg}`).length;
    expect([1, 2, 3, 4].map(count)).toEqual([50, 50, 50, 1]);
  });

  it('share what a history may take: of a thousand legs all keep their newest run', () => {
    const long = { notices: [{ kind: 'said' as const, text: 'x'.repeat(4_000) }] };
    const runs = [1, 2, 3].flatMap(commit =>
      Array.from({ length: 1_000 }, (_, leg) => ({ ...legRun(commit, leg), ...long })),
    );
    const history = addRun({ schema: 2, runs: runs.slice(1) }, runs[0] as RunRecord);
    expect(Buffer.byteLength(JSON.stringify(history))).toBeLessThan(10_100_000);
    expect(history.runs.length).toBeLessThanOrEqual(2_000);
    expect(new Set(history.runs.filter(({ run: { id } }) => id === '3').map(runKey)).size).toBe(
      1_000,
    );
    expect(parseHistory(JSON.stringify(history))).toMatchObject({ ok: true, history });
  });

  it('are expected to take what the same leg took', () => {
    const stages = (durationMs: number) => ({ stages: run('', {}, durationMs).stages });
    const runs = [1_000, 9_000].map((ms, leg) => ({ ...legRun(1, leg), ...stages(ms) }));
    const expected = (leg: number) =>
      expectationsFrom({ schema: 2, runs }, [stage('a')], machine, legRun(2, leg).run).get('a');
    expect([0, 1].map(leg => expected(leg)?.medianMs)).toEqual([1_000, 9_000]);
    expect(expected(2)).toBeUndefined();
  });
});
