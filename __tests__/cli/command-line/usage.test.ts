import { describe, expect, it } from 'vitest';
import { usage, usageOf } from '../../../src/cli/command-line/usage.ts';
import { OPTIONS, VERB_NAMES, VERBS } from '../../../src/cli/command-line/verb-table.ts';

describe('help', () => {
  it('names every verb and every option, on lines that fit a terminal', () => {
    for (const verb of VERB_NAMES) expect(usage()).toMatch(new RegExp(`^  ${verb} +\\S`, 'm'));
    for (const option of Object.keys(OPTIONS)) expect(usage()).toContain(`--${option}`);
    expect(
      Math.max(
        ...usage()
          .split('\n')
          .map(line => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });

  it.each(VERB_NAMES)('for %s has its options and no others', verb => {
    const named = [...usageOf(verb).matchAll(/^ {2}--([a-z-]+)/gm)].map(match => match[1]);
    expect(named.sort()).toEqual([...VERBS[verb].options].sort());
  });
});
