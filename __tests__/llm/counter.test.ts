import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createCounter, type LlmProgress, type PriceTable } from '../../src/llm/counter.ts';
import { type LlmNumbers, llmNumbers, whyUnused } from '../../src/record/llm-numbers.ts';

/** A counter with a clock that stands until it is moved. */
function aCounter(prices?: PriceTable) {
  const told: LlmProgress[] = [];
  let time = 5_000;
  const counter = createCounter({
    stage: 'review',
    prices,
    emit: progress => told.push(progress),
    now: () => time,
  });
  const pass = (ms: number): void => {
    time += ms;
  };
  return { counter, told, pass };
}

const saving = { bytes: 10, upstreamMs: 100, usage: { input: 2_000_000, output: 1_000_000 } };

describe('numbers', () => {
  it('add up to the requests', () => {
    const { counter } = aCounter();
    counter.count('hits');
    counter.count('misses');
    counter.count('coalesced');
    counter.countBypassed('stateful');
    counter.countBypassed('stateful');
    counter.count('listings');
    const numbers = counter.numbers();
    expect(numbers).toMatchObject({ requests: 5, listings: 1, bypassed: { stateful: 2 } });
    expect(v.is(llmNumbers, numbers)).toBe(true);
  });

  it('have money only from a price table, and only when it has every model', () => {
    const prices = { large: { inputPerMillion: 3, outputPerMillion: 10 } };
    const cost = (table: PriceTable | undefined, ...models: readonly string[]) => {
      const { counter } = aCounter(table);
      for (const model of models) counter.save({ ...saving, model });
      return counter.numbers().savedCost;
    };
    expect(cost(undefined, 'large')).toBeUndefined();
    expect(cost(prices)).toBe(0);
    expect(cost(prices, 'large', 'large')).toBe(32);
    expect(cost(prices, 'large', 'small')).toBeUndefined();
    expect(cost(prices, 'constructor')).toBeUndefined();
  });
});

describe('progress', () => {
  it('is told when a request is answered', () => {
    const { counter, told } = aCounter();
    counter.count('hits');
    counter.countAnswered();
    expect(told).toEqual([
      { kind: 'llm-progress', stage: 'review', requests: 1, answered: 1, hits: 1 },
    ]);
  });

  it('is told every second while tokens come, with their rate', () => {
    const { counter, told, pass } = aCounter();
    counter.count('misses');
    pass(60_000); // the model thinks
    counter.countStreamed(1);
    expect(told).toHaveLength(1);
    for (let n = 0; n <= 40; n += 1) {
      counter.countStreamed(1);
      pass(50);
    }
    expect(told.length).toBe(3);
    expect(told[0]).not.toHaveProperty('tokensPerSecond');
    for (const { tokensPerSecond } of told.slice(1)) expect(tokensPerSecond).toBeCloseTo(20, 5);
  });
});

describe('a warning', () => {
  const warningOf = (change: (counter: ReturnType<typeof createCounter>) => void) => {
    const { counter } = aCounter();
    change(counter);
    return whyUnused(counter.numbers() satisfies LlmNumbers);
  };

  it('says that the client passed by', () => {
    expect(warningOf(() => undefined)).toBe('no-request');
    expect(warningOf(counter => counter.count('listings'))).toBe('listings-only');
    expect(warningOf(counter => counter.count('refused'))).toBe('all-refused');
  });

  it('is not given where there were requests', () => {
    expect(warningOf(counter => counter.count('misses'))).toBeUndefined();
    expect(warningOf(counter => counter.countBypassed('stateful'))).toBeUndefined();
  });
});
