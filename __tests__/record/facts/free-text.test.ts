import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Hide, textKindOf } from '../../../src/record/facts/free-text.ts';
import { redactRecord } from '../../../src/record/redact.ts';
import { parseRunRecord, type RunRecord, runRecordSchema } from '../../../src/record/run-record.ts';
import { aRun, aStage, aStageComparison } from '../../builders.ts';

/** A schema as it is walked through. */
type Node = v.GenericSchema & Readonly<Record<'entries' | 'item' | 'wrapped' | 'options', unknown>>;

/** What every string of a schema is called, by its place. */
function stringsOf(schema: Node, place = ''): readonly (readonly [string, string])[] {
  const at = (key: string) => (place === '' ? key : `${place}.${key}`);
  switch (schema.type) {
    case 'string':
      return [[place, textKindOf(schema) ?? 'nobody knows']];
    case 'object':
      return Object.entries(schema.entries as Record<string, Node>).flatMap(([key, entry]) =>
        stringsOf(entry, at(key)),
      );
    case 'array':
      return stringsOf(schema.item as Node, `${place}[]`);
    case 'optional':
    case 'nullable':
    case 'nullish':
      return stringsOf(schema.wrapped as Node, place);
    case 'variant':
    case 'union':
      return (schema.options as Node[]).flatMap(option => stringsOf(option, place));
    case 'record': {
      // Taken as it is: its values are never text.
      const values = stringsOf((schema as { value?: Node }).value as Node, `${place}.*`);
      expect(values.map(([, kind]) => kind)).toEqual(['structure']);
      return values;
    }
    case 'number':
    case 'boolean':
    case 'literal':
    case 'picklist':
    case 'tuple':
      return [];
    default:
      throw new Error(`${place}: is there text in a ${schema.type}? Say so in free-text.ts too`);
  }
}

const strings = stringsOf(runRecordSchema as unknown as Node);
const placesOf = (kind: string) => [
  ...new Set(strings.filter(([, found]) => found === kind).map(([place]) => place)),
];

describe('every string of the run record', () => {
  it('is said to be structure or text', () => {
    expect(strings.length).toBeGreaterThan(40);
    expect(placesOf('nobody knows')).toEqual([]);
  });

  it('is text where it comes from tools, or is a sentence with something in it that may', () => {
    expect(placesOf('log')).toEqual(['stages[].cause.line', 'stages[].logTail[]']);
    const isOfNotice = (place: string) => place.startsWith('notices[]');
    expect(placesOf('free').filter(place => !isOfNotice(place))).toEqual([
      'stages[].reason.fault.folder',
      'stages[].reason.fault.program',
      'stages[].reason.fault.code',
      'stages[].reason.input.file',
      'stages[].reason.cause',
      'stages[].reason.text',
      'stages[].cause.failures[].name',
      'stages[].cause.failures[].message',
      'stages[].cause.failures[].file',
      'stages[].cause.error.message',
      'stages[].cause.error.file',
      'stages[].cause.error.source',
      'stages[].cause.place.file',
      'stages[].ranBecause.causes[].because.file.path',
      'stages[].ranBecause.causes[].because.file.behind',
      'stages[].ranBecause.causes[].because.file.cause.said',
      'stages[].ranBecause.causes[].because.said',
      'stages[].ranBecause.causes[].difference.name',
      'stages[].ranBecause.causes[].difference.before',
      'stages[].ranBecause.causes[].difference.after',
      'stages[].ranBecause.causes[].difference.path',
      'stages[].ranBecause.causes[].difference.outputOf',
      'stages[].ranBecause.causes[].difference.stage',
      'stages[].ranBecause.causes[].because.path',
      'stages[].ranBecause.causes[].because.because.damage.path',
      'stages[].ranBecause.causes[].because.because.said',
      'stages[].ranBecause.causes[].because.because.file.path',
      'stages[].ranBecause.causes[].because.because.file.behind',
      'stages[].ranBecause.causes[].because.because.file.cause.said',
      'stages[].ranBecause.causes[].because.because.path',
      'stages[].ranBecause.causes[].path',
      'stages[].notPaired.why.cause',
      'stages[].notPaired.why.path',
      'stages[].notPaired.why.text',
      'stages[].survivors[]',
      'stages[].unended[]',
      'stages[].evidence.tests.slowest[].name',
      'stages[].evidence.tests.failures[].name',
      'stages[].evidence.tests.failures[].message',
      'stages[].evidence.tests.failures[].file',
      'stages[].evidence.latex.passes[].program',
      'stages[].evidence.latex.undefinedKeys[]',
      'stages[].evidence.latex.multiplyDefinedKeys[]',
      'stages[].evidence.latex.error.message',
      'stages[].evidence.latex.error.file',
      'stages[].evidence.latex.error.source',
      'stages[].evidence.latex.unsettled.program',
      'stages[].evidence.latex.unsettled.files[]',
      'caches[].restoring.completeness.differences[].name',
      'caches[].restoring.completeness.differences[].before',
      'caches[].restoring.completeness.differences[].after',
      'caches[].restoring.completeness.differences[].path',
      'caches[].restoring.completeness.differences[].outputOf',
      'caches[].restoring.completeness.differences[].stage',
      'caches[].restoring.differences[].name',
      'caches[].restoring.differences[].before',
      'caches[].restoring.differences[].after',
      'caches[].restoring.differences[].path',
      'caches[].restoring.differences[].outputOf',
      'caches[].restoring.differences[].stage',
      'caches[].restoring.because.damage.path',
      'caches[].restoring.because.said',
      'caches[].restoring.because.file.path',
      'caches[].restoring.because.file.behind',
      'caches[].restoring.because.file.cause.said',
      'caches[].restoring.because.path',
      'caches[].restoring.text',
      'caches[].saving.because.path',
      'caches[].saving.because.because.damage.path',
      'caches[].saving.because.because.said',
      'caches[].saving.because.because.file.path',
      'caches[].saving.because.because.file.behind',
      'caches[].saving.because.because.file.cause.said',
      'caches[].saving.because.damage.path',
      'caches[].saving.because.said',
      'caches[].saving.because.file.path',
      'caches[].saving.because.file.behind',
      'caches[].saving.because.file.cause.said',
      'caches[].saving.files[].path',
      'comparison.stages[].reason.text',
      'comparison.stages[].baseline.stratum.text',
      'comparison.stages[].accepted.why',
      'comparison.stages[].moved[].name',
      'comparison.stages[].moved[].program',
      'comparison.total.reason.text',
      'comparison.total.baseline.stratum.text',
      'comparison.total.accepted.why',
      'advice[].test',
      'advice[].program',
      'advice[].files[]',
      'advice[].step',
      'wholeJob.steps[].name',
    ]);
    // Of a notice all is, but for names that a definition, an option or the engine gives; what is said of
    // stores is among the caches above.
    const isOfStore = (place: string) => place.includes('.because.');
    const names = placesOf('structure').filter(place => isOfNotice(place) && !isOfStore(place));
    expect(names).toEqual([
      'notices[].stage',
      'notices[].file',
      'notices[].why.stages[]',
      'notices[].why.need',
      'notices[].problem.source',
      'notices[].problem.path',
      'notices[].why.pattern',
      'notices[].why.cache',
      'notices[].writers[]',
      'notices[].other',
      'notices[].stages[]',
      'notices[].cache',
      'notices[].variable',
      'notices[].from',
      'notices[].failure.at.branch',
      'notices[].failure.at.file',
      'notices[].failure.cause.failure.written',
      'notices[].at.branch',
      'notices[].at.file',
      'notices[].cause.failure.written',
      'notices[].fault.failure.written',
      'notices[].failure.written',
      'notices[].name',
      'notices[].files[]',
    ]);
  });
});

/** A record with something in every place where there may be text. */
const record: RunRecord = aRun({
  status: 'failed',
  stages: [
    aStage({
      id: 'tests',
      name: 'Tests',
      status: 'failed',
      reason: { kind: 'fault', cause: 'exit code 1' },
      logTail: ['1 passed'],
      survivors: ['daemon'],
      evidence: {
        tests: {
          total: 1,
          failed: 1,
          skipped: 0,
          durationMs: 1,
          slowest: [{ name: 't', durationMs: 1 }],
        },
        latex: { passes: [{ program: 'xelatex', count: 2 }], usesLatexmk: true },
      },
    }),
  ],
  caches: [
    { name: 'c', key: 'k', state: 'error', saved: false, restoring: { kind: 'said', text: 'why' } },
  ],
  comparison: {
    runFactorPercent: 0,
    stages: [
      aStageComparison({
        id: 'tests',
        moved: [
          { kind: 'test', name: 't', before: { ms: 1 }, now: { ms: 2 } },
          { kind: 'passes', program: 'xelatex', before: 1, now: 2 },
          { kind: 'pages', before: 1, now: 2 },
        ],
      }),
    ],
    total: {
      verdict: 'unchanged',
      reason: { kind: 'said', text: 'why' },
      accepted: { kind: 'definition', until: '2026-05-01', why: 'more samples' },
    },
  },
  advice: [
    { kind: 'slow-test', stage: 'tests', test: 't', testMs: 1, allMs: 2 },
    { kind: 'latex-unsettled', stage: 'tests' },
  ],
  notices: [{ kind: 'fault', of: 'report', cause: 'lost' }],
});

/** Every text that is looked at becomes a mark. */
const marking: Hide = { text: () => 'TEXT', log: () => 'LOG' };

describe('a record without secrets', () => {
  it('differs in its texts and in nothing else', () => {
    const redacted = redactRecord(record, marking);
    const changed = differences(record, redacted);
    expect(changed.map(([place]) => place.replaceAll(/\.\d+/g, '[]'))).toEqual([
      'stages[].reason.cause',
      'stages[].logTail[]',
      'stages[].survivors[]',
      'stages[].evidence.tests.slowest[].name',
      'stages[].evidence.latex.passes[].program',
      'caches[].restoring.text',
      'notices[].cause',
      'comparison.stages[].moved[].name',
      'comparison.stages[].moved[].program',
      'comparison.total.reason.text',
      'comparison.total.accepted.why',
      'advice[].test',
    ]);
    expect(new Set(changed.map(([, text]) => text))).toEqual(new Set(['TEXT', 'LOG']));
    expect(Object.keys(redacted)).toEqual(Object.keys(record));
  });

  it('is a record that can be read, whatever is hidden', () => {
    const redacted = redactRecord(record, { text: () => '***', log: () => '***' });
    expect(parseRunRecord(JSON.stringify(redacted)).ok).toBe(true);
  });
});

/** The places of different leaves, and what stands there in the second. */
function differences(before: unknown, after: unknown, place = ''): readonly [string, unknown][] {
  if (typeof before !== 'object' || before === null) {
    return before === after ? [] : [[place, after]];
  }
  return Object.entries(before).flatMap(([key, value]) =>
    differences(
      value,
      (after as Record<string, unknown>)[key],
      place === '' ? key : `${place}.${key}`,
    ),
  );
}
