import { describe, expect, it } from 'vitest';
import { meantTool } from '../../../src/execution/inputs/known-tools.ts';

const meant = (name: string, run = 'make') => {
  const [kind, tool] = name.startsWith('python:')
    ? (['python-module', name.slice('python:'.length)] as const)
    : (['executable', name] as const);
  return meantTool({ kind, name: tool }, { run });
};

describe('what was meant by the name of a tool', () => {
  it.each([
    ['latexkm', 'latexmk'],
    ['xelatx', 'xelatex'],
    ['rscript', 'Rscript'],
    ['panodc', 'pandoc'],
    ['python:pytset', 'pytest'],
    ['python:nunpy', 'numpy'],
  ])('%s: %s', (written, right) => {
    expect(meant(written)).toBe(right);
  });

  it('is not what is written wrongly in the command, too', () => {
    expect(meant('latexkm', 'latexkm main.tex')).toBe('latexmk');
  });

  it('is what the stage starts, though nobody else knows it', () => {
    expect(meant('galfti', 'galfit input.feedme')).toBe('galfit');
    expect(meant('galfti')).toBeUndefined();
  });

  it.each(['latexmk', 'cmake', 'pdftk', 'mamba', 'python:scipy', 'sh', 'R', 'foo', 'galfit'])(
    'is nothing else for %s',
    name => {
      expect(meant(name)).toBeUndefined();
    },
  );
});
