import { describe, expect, it } from 'vitest';
import { parse, pipelineOf, problemsOf } from './helpers.ts';

const PAPERS = `
stages:
  fit:
    matrix: { set: [a, b] }
    run: python3 fit.py \${{ matrix.set }}
    outputs: "fits/\${{matrix.set}}.csv"
  papers:
    matrix:
      doc: [intro, main text]
      size: [11, 12]
    name: Paper
    needs: fit
    run: latexmk -jobname=\${{ matrix.doc }} size\${{ matrix.size }}.tex
    env: { DOC: "\${{ matrix.doc }}", HOME_PAGE: "\${{ github.ref }}" }
    tags: [pdf]
  compare:
    matrix: { set: [a, b] }
    name: "Comparison of \${{ matrix.set }}"
    needs: ["fit-\${{ matrix.set }}"]
    run: diff
  end: { run: done, needs: [papers, compare-a] }
`;

describe('a stage with a matrix', () => {
  const { stages } = pipelineOf(PAPERS);
  const byId = new Map(stages.map(stage => [stage.id, stage]));

  it('is a stage for each combination of the values, in the order of the file', () => {
    expect(stages.map(({ id }) => id)).toEqual([
      'fit-a',
      'fit-b',
      'papers-intro-11',
      'papers-intro-12',
      'papers-main-text-11',
      'papers-main-text-12',
      'compare-a',
      'compare-b',
      'end',
    ]);
  });

  it('has the values wherever its text says so, and leaves other expressions alone', () => {
    expect(byId.get('papers-main-text-12')).toMatchObject({
      name: 'Paper (main text, 12)',
      run: 'latexmk -jobname=main text size12.tex',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of a workflow.
      env: { DOC: 'main text', HOME_PAGE: '${{ github.ref }}' },
      tags: ['pdf', 'papers'],
    });
    expect(byId.get('fit-b')?.outputs).toEqual(['fits/b.csv']);
    expect(byId.get('compare-b')?.name).toBe('Comparison of b');
  });

  it('is needed as a whole by its id, and one by one by the id of each', () => {
    expect(byId.get('papers-intro-11')?.needs).toEqual(['fit-a', 'fit-b']);
    expect(byId.get('compare-b')?.needs).toEqual(['fit-b']);
    expect(byId.get('end')?.needs).toEqual([
      'papers-intro-11',
      'papers-intro-12',
      'papers-main-text-11',
      'papers-main-text-12',
      'compare-a',
    ]);
  });

  it('has the line of its text', () => {
    const parsed = parse(PAPERS);
    expect(parsed.ok && parsed.stageLines.get('papers-intro-12')).toBe(7);
  });

  it.each([
    ['another name', `matrix: { a: [x] }\n    name: $\{{ matrix.b }}`, '5:11'],
    ['a list of nothing', 'matrix: { a: [] }', '4:18'],
    ['no list', 'matrix: { a: x }', '4:18'],
    ['no names', 'matrix: {}', '4:13'],
    ['values that are mappings', 'matrix: { a: [{}] }', '4:19'],
    ['two values with one id', 'matrix: { a: [x.y, "x y", x/y] }', '2:3'],
    [
      'more stages than anybody has',
      `matrix: { a: [${'1,'.repeat(20)}], b: [${'1,'.repeat(20)}] }`,
      '4:13',
    ],
  ])('with %s is refused once, at its place', (_, keys, place) => {
    const found = problemsOf(`stages:\n  s:\n    run: make\n    ${keys}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^stagetime.yml:${place}: `));
  });

  it('shows a fault of its text once, however many stages it makes', () => {
    const found = problemsOf(
      'stages:\n  s:\n    run: make\n    matrix: { a: [1, 2, 3] }\n    needs: nobody\n',
    );
    expect(found).toHaveLength(1);
  });
});

it('keys that begin with `x-` are a place for anchors', () => {
  const { stages } = pipelineOf(
    'x-files: &files [src, data]\nstages:\n  a: { run: x, inputs: *files }\n',
  );
  expect(stages[0]?.inputs).toEqual(['src', 'data']);
  expect(problemsOf('stages:\n  a: { run: x, x-b: 1 }\n')).toHaveLength(1);
});
