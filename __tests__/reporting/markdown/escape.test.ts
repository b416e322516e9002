import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../../src/record/text.ts';
import { escapeMarkdown, fenced, inLines } from '../../../src/reporting/markdown/escape.ts';
import { hostileText } from '../hostile.ts';
import { nodesOf, parse, textOf } from './github.ts';

/** What GitHub looks for in the finished text, where no escape of Markdown's reaches. */
const FOUND_LATER =
  /@[a-z0-9]|(^|\W)#\d|\bGH-\d|:[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:|:100:|:\/\/|\bwww\.|\$.*\$/i;

const decoded = (markdown: string) =>
  markdown.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

describe('escapeMarkdown', () => {
  it('leaves ordinary names readable in the source', () => {
    for (const name of ['PDF Rendering (fast)', '1.50s', 'Setup: all, at 09:26:53', 'a-b/c%']) {
      expect(escapeMarkdown(name)).toBe(name);
    }
  });

  it('makes any text one paragraph of text that reads the same', () => {
    fc.assert(
      fc.property(hostileText, hostile => {
        const text = oneLine(hostile, 80);
        const root = parse(escapeMarkdown(text));
        const kinds = nodesOf(root).map(node => node.type);
        expect(kinds).toEqual(text === '' ? ['root'] : ['root', 'paragraph', 'text']);
        expect(textOf(root)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '@octocat',
    'x@y.example',
    '#123',
    'GH-12',
    ':tada:',
    ':+1:',
    'https://a.example',
    'www.a.example',
  ])('keeps GitHub from finding %s', text => {
    expect(text).toMatch(FOUND_LATER);
    expect(decoded(escapeMarkdown(text))).not.toMatch(FOUND_LATER);
  });

  it('keeps GitHub from finding anything', () => {
    fc.assert(
      fc.property(hostileText, hostile => {
        const shown = decoded(escapeMarkdown(oneLine(hostile, 80)));
        expect(shown.replaceAll('$', '')).not.toMatch(FOUND_LATER);
      }),
    );
  });
});

describe('inLines', () => {
  const pieces = (text: string) =>
    decoded(inLines(text).replaceAll('&nbsp;', '_')).split(/<wbr>| /);

  it.each([
    ['Fit of Chapter 4', 'Fit_of_Chapter_4'],
    ['run the leave-one-out checks', 'run_the leave-one-out_checks'],
    ['reproduce_supplementary_figure_s12', 'reproduce_ supplementary_ figure_s12'],
    ['see analysis/growth/models/logistic.py', 'see analysis/growth/ models/logistic.py'],
    ['Donaudampfschifffahrtsgesellschaft', 'Donaudampfschifffahr tsgesellschaft'],
  ])('breaks %s', (text, lines) => {
    expect(pieces(text).join(' ')).toBe(lines);
  });

  it('leaves no line longer than a phone shows, and takes nothing away', () => {
    fc.assert(
      fc.property(hostileText, hostile => {
        const text = oneLine(hostile, 80);
        const shown = inLines(text).replaceAll('&nbsp;', ' ').replaceAll('<wbr>', '');
        expect(decoded(shown).replaceAll('\u2060', '')).toBe(
          decoded(escapeMarkdown(text)).replaceAll('&nbsp;', ' ').replaceAll('\u2060', ''),
        );
        for (const piece of pieces(text)) {
          const letters = piece.replaceAll('\u2060', '').match(/\P{M}\p{M}*|\p{M}/gu) ?? [];
          expect(letters.length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });
});

describe('fenced', () => {
  it('holds any lines as code', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1 }), hostile => {
        const lines = hostile.map(text => oneLine(text, 300));
        const root = parse(fenced(lines, 'text'));
        expect(root.children).toMatchObject([
          { type: 'code', lang: 'text', value: lines.join('\n') },
        ]);
      }),
    );
  });
});
