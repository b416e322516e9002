/** Arbitrary text and runs as an attacker would choose them. */
import fc from 'fast-check';
import type { Advice } from '../../src/record/advice.ts';
import { type Judgement, type MovedPart, verdict } from '../../src/record/comparison.ts';
import type { StageEvidence } from '../../src/record/evidence.ts';
import type { Notice } from '../../src/record/facts/notice/notice.ts';
import { FAULTS } from '../../src/record/facts/notice/run.ts';
import type { StageReason } from '../../src/record/facts/stage/stage-reason.ts';
import type { BaselineStratum } from '../../src/record/facts/stratum.ts';
import type { Accepted, VerdictGround } from '../../src/record/facts/verdict-ground.ts';
import type { CacheRecord, RunRecord, StageRecord } from '../../src/record/run-record.ts';
import { aRun, aStage } from '../builders.ts';

const FRAGMENTS = [
  '|', '\n', '\r\n', '`', '```', '~~~', '**', '__', '~~', '[x](https://a.example)', '![', '](', '<b>',
  '<!--', '-->', '</td>', '<script>', '&amp;', '&#64;', '@octocat', 'a@b.example', '#123', 'GH-12',
  'www.example.org', 'http://a.example', 'HTTPS://A.EXAMPLE', 'mailto:a@b.example', 'xmpp:a@b.example',
  ':tada:', ':+1:', ':100:', '$x$', '\\', '\\|', '- ', '+ ', '1. ', '1) ', '# ', '> ', '---', '===',
  '[^1]', '[ ] ', '::set-output name=a::b', '##[error]x', '\u001b[31m', '\u001b]8;;https://a\u0007',
  '\u202E', '\u2066', '\u200B', '\u200D', '\u2028', '\u0000', '\uD800', '\uFEFF', '\t', '👩‍🔬', '図', 'é',
  'e\u0301', 'section ', 'gantt', 'title ', 'click ', 'crit, ', '%%', '%%{init: {}}%%', ';', ':', '#35;',
  '2024-01-01', 'accTitle: x', 'dateFormat X', '{', '}', '"', "'", 'on', 'a', 'Tests', ' ', '0',
]; // biome-ignore format: a list of fragments, not of lines

/** Fragments with a meaning somewhere, in any order, between any characters. */
export const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 12 }).map(join) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom(...FRAGMENTS).map(text => text.repeat(2000)) },
);

const percent = fc.double({ min: -100, max: 1e9, noNaN: true });

const partTime = fc.record({ ms: fc.nat(1e6), atMost: fc.boolean() });

const hostilePart: fc.Arbitrary<MovedPart> = fc.oneof(
  fc.record({
    kind: fc.constant('test' as const),
    name: hostileText,
    before: partTime,
    now: partTime,
  }),
  fc.record({
    kind: fc.constant('passes' as const),
    program: hostileText,
    before: fc.nat(9),
    now: fc.nat(9),
  }),
  fc.record({
    kind: fc.constantFrom('tests' as const, 'pages' as const),
    before: fc.nat(),
    now: fc.nat(),
  }),
);

const hostileEvidence: fc.Arbitrary<StageEvidence> = fc.record(
  {
    tests: fc.record({
      total: fc.nat(),
      failed: fc.nat(),
      skipped: fc.nat(),
      durationMs: fc.nat(),
      slowest: fc.array(fc.record({ name: hostileText, durationMs: fc.nat() }), { maxLength: 20 }),
      failures: fc.array(
        fc.record({ name: hostileText, message: hostileText, file: hostileText, line: fc.nat() }),
        { maxLength: 5 },
      ),
    }),
    latex: fc.record({
      passes: fc.array(fc.record({ program: hostileText, count: fc.nat() }), { maxLength: 20 }),
      usesLatexmk: fc.boolean(),
      pages: fc.nat(),
      undefinedReferences: fc.nat(),
      undefinedKeys: fc.array(hostileText, { maxLength: 5 }),
      multiplyDefined: fc.nat(),
      multiplyDefinedKeys: fc.array(hostileText, { maxLength: 5 }),
      wantsRerun: fc.boolean(),
      error: fc.record({
        message: hostileText,
        file: hostileText,
        line: fc.nat(),
        source: hostileText,
      }),
    }),
  },
  { requiredKeys: [] },
);

const hostileCauses: fc.Arbitrary<NonNullable<StageRecord['ranBecause']>> = fc.record({
  causes: fc.array(
    fc.record({
      kind: fc.constant('changed' as const),
      difference: fc.record({
        kind: fc.constant('file' as const),
        path: hostileText,
        outputOf: hostileText,
        change: fc.constant('content' as const),
      }),
    }),
    { maxLength: 3 },
  ),
  more: fc.nat(9),
});

const hostileAdvice: fc.Arbitrary<Advice> = fc.oneof(
  fc.record({
    kind: fc.constant('slow-test' as const),
    stage: hostileText,
    test: hostileText,
    testMs: fc.nat(),
    allMs: fc.nat(),
  }),
  fc.record({ kind: fc.constant('latex-unsettled' as const), stage: hostileText }),
  fc.record({
    kind: fc.constant('latex-never-settles' as const),
    stage: hostileText,
    program: hostileText,
    passes: fc.nat(9),
    files: fc.array(hostileText, { maxLength: 9 }),
  }),
);

/** A reason with hostile text in whatever it names. */
const hostileReason: fc.Arbitrary<StageReason> = fc.oneof(
  fc.record({ kind: fc.constant('needs' as const), stage: hostileText }),
  fc.record({ kind: fc.constant('fault' as const), cause: hostileText }),
  fc.record({ kind: fc.constant('no-folder' as const), folder: hostileText }),
  fc.record({
    kind: fc.constant('missing-tool' as const),
    as: fc.constantFrom('executable' as const, 'python-module' as const),
    tool: hostileText,
  }),
  fc.record({
    kind: fc.constant('empty-input' as const),
    input: fc.record({
      why: fc.constant('ignored' as const),
      pattern: hostileText,
      file: hostileText,
    }),
  }),
);

const hostileGround: fc.Arbitrary<VerdictGround> = fc.oneof(
  fc.record({ kind: fc.constant('said' as const), text: hostileText }),
  fc.record({
    kind: fc.constant('other-jobs' as const),
    job: hostileText,
    others: fc.array(hostileText, { maxLength: 3 }),
    more: fc.nat(1000),
  }),
  fc.record({ kind: fc.constant('provider-on-path' as const), stage: hostileText }),
);

const hostileStratum: fc.Arbitrary<BaselineStratum> = fc.oneof(
  fc.record({ kind: fc.constant('said' as const), text: hostileText }),
  fc.record({
    kind: fc.constant('stage' as const),
    os: hostileText,
    arch: hostileText,
    cpus: fc.nat(64),
    cpuModel: hostileText,
    slots: fc.nat(64),
    beside: fc.array(hostileText, { maxLength: 5 }),
    cacheState: fc.constantFrom('none', 'cold', 'partial', 'warm'),
  }),
);

const hostileAcceptance: fc.Arbitrary<Accepted> = fc.oneof(
  fc.record({ kind: fc.constant('definition' as const), until: hostileText, why: hostileText }),
  fc.record({ kind: fc.constant('label' as const), label: hostileText }),
  fc.record({
    kind: fc.constant('stages' as const),
    stages: fc.array(hostileText, { minLength: 1, maxLength: 5 }),
  }),
);

/** A judgement with hostile words and numbers out of proportion. */
const hostileJudgement: fc.Arbitrary<Judgement> = fc.record(
  {
    verdict: fc.constantFrom(...verdict.options),
    reason: hostileGround,
    changePercent: percent,
    smallestDetectablePercent: fc.double({ min: 0, max: 1e9, noNaN: true }),
    baseline: fc.record({
      medianMs: fc.nat(100_000),
      runs: fc.nat(50),
      stratum: hostileStratum,
      ageDays: fc.nat(400),
    }),
    accepted: hostileAcceptance,
  },
  { requiredKeys: ['verdict', 'reason'] },
);

const hostileCache: fc.Arbitrary<CacheRecord> = fc.record(
  {
    name: hostileText,
    key: hostileText,
    stages: fc.constant(['s0']),
    state: fc.constantFrom('exact', 'prefix', 'miss', 'off', 'error'),
    saved: fc.boolean(),
    restoredBytes: fc.nat(),
    restoreMs: fc.nat(100_000),
    timeSavedMs: fc.integer({ min: -100_000, max: 100_000 }),
    reason: hostileText,
  },
  { requiredKeys: ['name', 'key', 'state', 'saved'] },
);

/** A notice with hostile text in whatever it names. */
const hostileNotice: fc.Arbitrary<Notice> = fc.oneof(
  fc.record({ kind: fc.constant('said' as const), text: hostileText }),
  fc.record({
    kind: fc.constant('fault' as const),
    of: fc.constantFrom(...FAULTS),
    stage: hostileText,
    cause: hostileText,
  }),
  fc.record({
    kind: fc.constant('stray-writes' as const),
    what: fc.constantFrom('own-input' as const, 'race' as const, 'undeclared' as const),
    writers: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    other: hostileText,
    isNeeded: fc.boolean(),
    paths: fc.array(hostileText, { minLength: 1, maxLength: 9 }),
  }),
  fc.record({
    kind: fc.constant('stray-process' as const),
    pid: fc.nat(99_999),
    command: hostileText,
  }),
);

/** Runs whose every text is hostile. */
export const hostileRuns: fc.Arbitrary<RunRecord> = fc
  .record({
    status: fc.constantFrom(
      'running' as const,
      'passed' as const,
      'failed' as const,
      'cancelled' as const,
    ),
    branch: hostileText,
    os: hostileText,
    notices: fc.array(hostileNotice, { maxLength: 3 }),
    where: hostileText,
    total: hostileJudgement,
    advice: fc.array(hostileAdvice, { maxLength: 3 }),
    runFactorPercent: fc.double({ min: -90, max: 900, noNaN: true }),
    caches: fc.array(hostileCache, { maxLength: 3 }),
    stages: fc.array(
      fc.record({
        name: hostileText,
        reason: hostileReason,
        logTail: fc.array(hostileText, { maxLength: 4 }),
        survivors: fc.array(hostileText, { maxLength: 2 }),
        status: fc.constantFrom(
          'passed' as const,
          'failed' as const,
          'timed-out' as const,
          'skipped' as const,
          'reused' as const,
          'cancelled' as const,
        ),
        cacheState: fc.constantFrom('none' as const, 'cold' as const, 'partial' as const),
        judgement: hostileJudgement,
        moved: fc.array(hostilePart, { maxLength: 4 }),
        evidence: hostileEvidence,
        exitCode: fc.constant(1),
        ranBecause: hostileCauses,
        durationMs: fc.nat(100_000),
        optional: fc.boolean(),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ status, branch, os, notices, where, total, runFactorPercent, advice, caches, stages }) =>
    aRun({
      status,
      notices,
      caches,
      advice,
      baseline: { where, runs: 3 },
      comparison: {
        runFactorPercent,
        stages: stages.map(({ judgement, moved }, index) => ({
          id: `s${index}`,
          ...judgement,
          moved,
        })),
        total,
      },
      run: { ...aRun().run, branch },
      environment: { ...aRun().environment, os },
      stages: stages.map(({ judgement, moved, ...stage }, index) =>
        aStage({
          id: `s${index}`,
          startMs: index * 1000,
          reuse: { savedMs: 9, tookMs: 1, bytes: 0 },
          ...stage,
        }),
      ),
    }),
  );

function join(parts: readonly string[]): string {
  return parts.join('');
}
