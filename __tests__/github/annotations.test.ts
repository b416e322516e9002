import { afterEach, describe, expect, it, vi } from 'vitest';
import { annotate, selectAnnotations } from '../../src/github/annotations.ts';

const annotation = (line: number) => ({
  title: `stage ${line}`,
  message: 'slower',
  file: 'stagetime.yml',
  line,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => annotation(i + 1));

describe('annotations', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are all shown while they are eight', () => {
    expect(selectAnnotations(many(8))).toEqual(many(8));
  });

  it('are eight at most, and the last counts those that are not shown', () => {
    const shown = selectAnnotations(many(20));
    expect(shown).toHaveLength(8);
    expect(shown.slice(0, 7)).toEqual(many(7));
    expect(shown[7]).toMatchObject({ title: '13 more', line: 8 });
  });

  it('stand at a line of a file, and hostile names stay text', () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
      written.push(String(chunk));
      return true;
    });
    const title = 'a,b::c\n::error::forged';
    annotate([{ title, message: 'x\n::set-output name=y::z', file: 'a,line=9.yml', line: 3 }]);
    const text = written.join('').trimEnd();
    expect(text).not.toContain('\n');
    expect(text).toMatch(/^::warning /);
    expect(text).toContain('file=a%2Cline=9.yml');
    expect(text).toContain('line=3');
    expect(text).toContain('title=a%2Cb%3A%3Ac');
  });
});
