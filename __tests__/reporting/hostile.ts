/** Arbitrary text and runs as an attacker would choose them. */
import fc from 'fast-check';
import type { RunRecord } from '../../src/record/run-record.ts';
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
    notices: fc.array(hostileText, { maxLength: 3 }),
    stages: fc.array(
      fc.record({
        name: hostileText,
        reason: hostileText,
        logTail: fc.array(hostileText, { maxLength: 4 }),
        survivors: fc.array(hostileText, { maxLength: 2 }),
        status: fc.constantFrom(
          'passed' as const,
          'failed' as const,
          'timed-out' as const,
          'skipped' as const,
          'cancelled' as const,
        ),
        durationMs: fc.nat(100_000),
        optional: fc.boolean(),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ status, branch, os, notices, stages }) =>
    aRun({
      status,
      notices,
      run: { ...aRun().run, branch },
      environment: { ...aRun().environment, os },
      stages: stages.map((stage, index) =>
        aStage({ id: `s${index}`, startMs: index * 1000, ...stage }),
      ),
    }),
  );

function join(parts: readonly string[]): string {
  return parts.join('');
}
