import { afterEach, describe, expect, it, vi } from 'vitest';
import { annotate } from '../../../src/github/runner/annotations.ts';

describe('annotations', () => {
  afterEach(() => vi.restoreAllMocks());

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
