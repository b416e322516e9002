import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  composeBody,
  makeSection,
  type NewSection,
  readSections,
  type Section,
  say,
  unite,
} from '../../../src/github/comment/sections.ts';

const WORDS = {
  heading: (title: string, of?: string) => `## ${title}${of === undefined ? '' : ` (of ${of})`}`,
  cut: 'The rest is elsewhere.',
  jobsLeftOut: 'There are more jobs.',
};
const [OLD, NEW, NEWEST] = ['a', 'b', 'c'].map(letter => letter.repeat(40)) as [
  string,
  string,
  string,
];

function section(title: string, overrides: Partial<NewSection> = {}): Section {
  return makeSection({
    key: title,
    title,
    workflow: 'pipeline',
    isLeg: false,
    stamp: { runId: '1', attempt: 1, time: '2026-03-14T09:00:00.000Z' },
    sha: NEW,
    gist: 'fine',
    isWorthSaying: true,
    blocks: [`### ${title} is fine`, 'a table', 'details'],
    ...overrides,
  });
}

const of = (runId: string, sha: string) => ({
  sha,
  stamp: { runId, attempt: 1, time: '2026-03-14T09:00:00.000Z' },
});
const ALL = { care: 'body', always: true } as const;
const AUTO = { care: 'body', always: false } as const;
const titles = (sections: readonly Section[]) => sections.map(({ title }) => title).sort();
const compose = (sections: readonly Section[], bytes?: number) =>
  composeBody(sections, WORDS, bytes);

describe('the body of a comment', () => {
  it('of one job shows what it says and nothing else', () => {
    const visible = compose([section('paper')]).replaceAll(/<!--.*?-->\n?/g, '');
    expect(visible).toBe('### paper is fine\n\na table\n\ndetails');
  });

  it('of a leg has its name, of several jobs the names of all, as people count', () => {
    expect(compose([section('test (3.9)', { isLeg: true })])).toContain('\n## test (3.9)\n');
    const all = compose(['test (3.10)', 'docs', 'test (3.9)'].map(title => section(title)));
    expect(all.match(/^## .*$/gm)).toEqual(['## docs', '## test (3.9)', '## test (3.10)']);
  });

  it('names the workflow of jobs that share a name', () => {
    const twins = ['nightly', 'pipeline'].map(workflow =>
      section('test', { key: workflow, workflow }),
    );
    expect(compose(twins).match(/^## .*$/gm)).toEqual(['## nightly: test', '## pipeline: test']);
  });

  it('is read back as it was written, whatever the jobs say and are called', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(
        '-->',
        '<!-- stagetime-block -->',
        '<!-- stagetime-end -->',
        `<!-- stagetime-section ${encodeURIComponent('[]')} -->`,
        'a\n\n<!-- stagetime-section x -->\nb',
        '```text\n## heading\n```',
      ),
    );
    const block = fc
      .array(text, { minLength: 1, maxLength: 3 })
      .map(lines => `x${lines.join('\n')}`);
    const sections = fc.uniqueArray(
      fc.record({
        title: text,
        workflow: text,
        isLeg: fc.boolean(),
        isWorthSaying: fc.boolean(),
        blocks: fc.array(block, { minLength: 1, maxLength: 3 }),
      }),
      { selector: ({ title }) => title, minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(sections, given => {
        const made = given.map(({ title, ...rest }) =>
          section(title, { ...rest, blocks: rest.blocks.map(one => one.replaceAll('\r', '')) }),
        );
        const read = readSections(compose(made));
        const byId = (a: Section, b: Section) => (a.id < b.id ? -1 : 1);
        expect(read.toSorted(byId)).toEqual(made.toSorted(byId));
        expect(compose(read)).toBe(compose(made));
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['text of a person', 'please look at this'],
    ['a section without a meaning', '<!-- stagetime-section %5B%5D -->\nx'],
    ['a section that is no JSON', '<!-- stagetime-section %ZZ -->\nx'],
  ])('has no sections where it is %s', (_, body) => expect(readSections(body)).toEqual([]));

  it('stays within its size: details first, of those with nothing to say first', () => {
    const long = ['### verdict', 'x'.repeat(3_000), 'y'.repeat(9_000)];
    const sections = [
      section('quiet', { isWorthSaying: false, blocks: long }),
      ...['a', 'b', 'c'].map(title => section(title, { blocks: long })),
    ];
    const body = compose(sections, 45_000);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(45_000);
    const lengths = readSections(body).map(({ title, blocks }) => [title, blocks.length]);
    expect(Object.fromEntries(lengths)).toEqual({ quiet: 2, a: 3, b: 3, c: 3 });
    expect(body.match(/The rest is elsewhere/g)).toHaveLength(1);
    // What was cut is told from what is short, and whoever looks next finds nothing to do.
    expect(compose(readSections(body), 45_000)).toBe(body);
    const short = readSections(compose(sections, 8_000));
    expect(short.map(({ blocks }) => blocks.length)).toEqual(
      [2, 1, 2, 1].map(() => expect.any(Number)),
    );
    expect(short).toHaveLength(4);
  });

  it('has room for the jobs that have something to say where there is none for all', () => {
    const many = Array.from({ length: 256 }, (_, i) =>
      section(`test (${i})`, { isWorthSaying: i % 64 === 0 }),
    );
    const body = compose(many);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_000);
    expect(body).toContain('There are more jobs.');
    const left = readSections(body);
    expect(left.length).toBeGreaterThan(50);
    expect(left.filter(({ isWorthSaying }) => isWorthSaying)).toHaveLength(4);
  });
});

describe('what jobs say', () => {
  it('is the same whichever of them ends first', () => {
    const jobs = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(jobs, fc.boolean(), fc.gen(), (worth, always, gen) => {
        const ended = worth.map((isWorthSaying, i) => section(`job ${i}`, { isWorthSaying }));
        const first = ended.findIndex(({ isWorthSaying }) => always || isWorthSaying);
        fc.pre(first !== -1);
        const bodyOf = (order: readonly Section[]): string => {
          let there: readonly Section[] = [];
          for (const one of order) {
            // Nobody makes a comment who has nothing to say.
            if (there.length === 0 && !always && !one.isWorthSaying) continue;
            there = say(there, [one], { care: 'body', always }).sections;
          }
          return compose(there);
        };
        const shuffled = gen(fc.shuffledSubarray, ended, { minLength: ended.length });
        expect(bodyOf(shuffled)).toBe(bodyOf(ended));
      }),
    );
  });

  it('replaces what the same job said, and nothing else', () => {
    const there = [section('a'), section('b')];
    const again = section('a', {
      stamp: { runId: '1', attempt: 2, time: '2026-03-14T10:00:00.000Z' },
      blocks: ['### a again'],
    });
    const { sections } = say(there, [again], AUTO);
    expect(sections.find(({ title }) => title === 'a')?.blocks).toEqual(['### a again']);
    expect(sections.find(({ title }) => title === 'b')).toEqual(there[1]);
    expect(say(sections, [there[0] as Section], AUTO)).toEqual({ sections, isSuperseded: true });
  });

  it('has no section for a job that has nothing to say, unless it had one or all have', () => {
    const quiet = section('quiet', { isWorthSaying: false });
    const there = [section('a')];
    expect(titles(say(there, [quiet], AUTO).sections)).toEqual(['a']);
    expect(titles(say(there, [quiet], ALL).sections)).toEqual(['a', 'quiet']);
    expect(titles(say([section('quiet'), ...there], [quiet], AUTO).sections)).toEqual([
      'a',
      'quiet',
    ]);
  });

  it('is marked once another job has reported for a newer commit, and goes with the one after', () => {
    const old = ['a', 'b'].map(title => section(title, of('1', OLD)));
    const { sections: one } = say(old, [section('a', of('2', NEW))], AUTO);
    expect(compose(one).match(/^## .*$/gm)).toEqual(['## a', `## b (of ${OLD})`]);
    const { sections: both } = say(readSections(compose(one)), [section('b', of('2', NEW))], AUTO);
    expect(compose(both).match(/^## .*$/gm)).toEqual(['## a', '## b']);
    // A job that was renamed never reports again.
    const { sections: later } = say(one, [section('a', of('3', NEWEST))], AUTO);
    expect(titles(later)).toEqual(['a']);
  });

  it('of an older commit does not come back', () => {
    const there = [section('a', of('2', NEW))];
    const late = section('b', of('1', OLD));
    expect(say(there, [late], ALL)).toEqual({ sections: there, isSuperseded: true });
  });

  it('stands for the newest commit where it says the same, for readers who mind the gist alone', () => {
    const old = ['a', 'b'].map(title => section(title, of('1', OLD)));
    const same = section('b', { ...of('2', NEW), blocks: ['### b in other numbers'] });
    const { sections } = say(old, [section('a', of('2', NEW)), same], {
      care: 'gist',
      always: false,
    });
    expect(sections.map(({ sha }) => sha)).toEqual([NEW, NEW]);
    expect(sections.find(({ title }) => title === 'b')?.blocks).toEqual(old[1]?.blocks);
    // Alone it is left as it is.
    const [, alone] = old;
    expect(say([alone as Section], [same], { care: 'gist', always: false }).sections).toEqual([
      alone,
    ]);
  });
});

describe('two comments', () => {
  it('are united, each job with what it said last', () => {
    const newer = section('a', { ...of('2', NEW), blocks: ['### newer'] });
    const comments = [
      [section('a'), section('b')],
      [newer, section('c')],
    ];
    const united = unite(comments);
    expect(titles(united)).toEqual(['a', 'b', 'c']);
    expect(united.find(({ title }) => title === 'a')).toEqual(newer);
    expect(compose(unite(comments.toReversed()))).toBe(compose(united));
  });
});
