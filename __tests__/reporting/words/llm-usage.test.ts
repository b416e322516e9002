import { describe, expect, it } from 'vitest';
import type { LlmNumbers } from '../../../src/record/llm-numbers.ts';
import { renderHtml } from '../../../src/reporting/html/report.ts';
import { renderComment } from '../../../src/reporting/markdown/comment.ts';
import { renderSummary } from '../../../src/reporting/markdown/summary.ts';
import { buildReport } from '../../../src/reporting/model/model.ts';
import { renderTerminal } from '../../../src/reporting/terminal/terminal.ts';
import { aRun, aStage, llmNumbers } from '../../builders.ts';
import { MARKS } from '../examples.ts';

const report = (llm: LlmNumbers, name = 'LLM Review') =>
  buildReport(aRun({ stages: [aStage({ id: 'review', name, llm })] }), { marks: MARKS });
const words = (llm: Partial<LlmNumbers>) => report(llmNumbers(llm)).llm[0]?.text;

const REPLAYED: Partial<LlmNumbers> = {
  savedMs: 72_000,
  savedTokens: { input: 34_000, output: 912 },
};

describe('what a stage asked of language models', () => {
  it('is what was answered from where, and what that saved', () => {
    expect(words(REPLAYED)).toBe(
      "5 requests: 5 answered from the store; saved 1m 12s of the provider's time, 34,000 tokens in and 912 out",
    );
    expect(words({ requests: 3, hits: 0, misses: 2, coalesced: 1, upstreamMs: 9_000 })).toBe(
      '3 requests: 2 by the provider, 1 along with an equal one; the provider took 9.00s',
    );
  });

  it('says why requests were passed through, and why replies were not stored', () => {
    const text = words({
      requests: 5,
      hits: 1,
      misses: 2,
      bypassed: { stateful: 2 },
      notStored: { status: 1, incomplete: 1 },
    });
    expect(text).toContain('2 passed through (2 with state at the provider)');
    expect(text).toContain('2 replies not stored (1 with another status than 200, 1 cut short)');
  });

  it('has money only by the prices of the user', () => {
    expect(words({ ...REPLAYED, savedCost: 1.5 })).toMatch(/, 1\.50 by your prices$/);
    expect(words({ ...REPLAYED, savedCost: 0.001234 })).toMatch(/, 0\.0012 by your prices$/);
    expect(words(REPLAYED)).not.toContain('prices');
  });

  it('is nothing where nothing was asked', () => {
    expect(report(llmNumbers({ requests: 0, hits: 0 })).llm).toEqual([]);
  });

  it('stands in every report, with names that do nothing', () => {
    const model = report(llmNumbers(REPLAYED), '<img src=x> **bold**');
    const texts = [
      renderComment(model),
      renderSummary(model),
      renderHtml(model),
      renderTerminal(model, { color: false, width: 100 }),
    ];
    for (const text of texts) {
      expect(text).toContain('Language models');
      expect(text.replaceAll(/\s+/g, ' ')).toContain('5 answered from the store');
    }
    for (const text of texts.slice(0, 3)) expect(text).not.toContain('<img');
  });
});
