import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHistory } from '../../src/record/history.ts';
import { parseRunRecord } from '../../src/record/run-record.ts';
import { RECORD_SCHEMA } from '../../src/record/upgrade.ts';

/** As the last version with schema 1 wrote them. */
const earlier = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/schema-1', name), 'utf8');

describe('what a version with schema 1 wrote', () => {
  it('is read as a run record of today', () => {
    const parsed = parseRunRecord(earlier('run.json'));
    expect(parsed).toMatchObject({ ok: true, record: { schema: RECORD_SCHEMA } });
  });

  it('gives back every reason of a stage in its words', () => {
    const stages: readonly { readonly reason?: string }[] = JSON.parse(earlier('run.json')).stages;
    const wanted = stages.map(({ reason: text }) => text && { kind: 'said', text });
    expect(wanted.filter(Boolean)).not.toEqual([]);
    const parsed = parseRunRecord(earlier('run.json'));
    expect(parsed.ok && parsed.record.stages.map(({ reason }) => reason)).toEqual(wanted);
  });

  it('gives back every notice in its words', () => {
    const data = { ...JSON.parse(earlier('run.json')), notices: ['log of a lost'] };
    const parsed = parseRunRecord(JSON.stringify(data));
    expect(parsed.ok && parsed.record.notices).toEqual([{ kind: 'said', text: 'log of a lost' }]);
  });

  it('keeps what was said of a cache as it was said', () => {
    const parsed = parseRunRecord(earlier('run.json'));
    if (!parsed.ok) throw new Error(parsed.problem);
    const said = JSON.parse(earlier('run.json')).caches.map(
      ({ reason }: { reason?: string }) => reason,
    );
    expect(said).toContain('there is no entry with this key');
    expect(parsed.record.caches.map(({ restoring }) => restoring)).toEqual(
      said.map((text?: string) => (text === undefined ? undefined : { kind: 'said', text })),
    );
  });

  it('is read as a history of today, with every run', () => {
    const parsed = parseHistory(earlier('history.json'));
    if (!parsed.ok) throw new Error(parsed.fault);
    expect(parsed.history.schema).toBe(RECORD_SCHEMA);
    expect(parsed.history.runs).toHaveLength(JSON.parse(earlier('history.json')).runs.length);
    expect(parsed.leftOut).toBeUndefined();
  });

  it('keeps what it said of a comparison, word by word', () => {
    const before = JSON.parse(earlier('run.json'));
    const [first] = before.comparison.stages;
    const why = { kind: 'no-base', why: 'nothing says which commit is the base' };
    before.stages[0].notPaired = why;
    before.comparison.stages[0].accepted = true;
    const parsed = parseRunRecord(JSON.stringify(before));
    if (!parsed.ok) throw new Error(parsed.problem);
    const { stages, comparison } = parsed.record;
    expect(stages[0]?.notPaired).toEqual({ kind: 'no-base', why: { kind: 'said', text: why.why } });
    expect(comparison?.stages[0]).toMatchObject({
      reason: { kind: 'said', text: first.reason },
      baseline: { stratum: { kind: 'said', text: first.baseline.stratum } },
      accepted: { kind: 'said' },
    });
    expect(comparison?.total.reason).toEqual({
      kind: 'said',
      text: before.comparison.total.reason,
    });
  });

  it('is not read where its schema is newer', () => {
    const newer = JSON.stringify({ ...JSON.parse(earlier('run.json')), schema: RECORD_SCHEMA + 1 });
    expect(parseRunRecord(newer).ok).toBe(false);
  });
});
