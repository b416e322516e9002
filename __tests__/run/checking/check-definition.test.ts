import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../../src/run/checking/check-definition.ts';
import { temporaryFolder } from '../../execution/support.ts';

/** What `check` finds wrong, by line, and what it finds missing, in a folder with these files besides. */
async function checked(definition: string, ...files: string[]) {
  const cwd = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), '');
  }
  writeFileSync(join(cwd, 'stagetime.yml'), definition);
  const { problems, findings } = await checkDefinition({ cwd, environment: process.env });
  return { lines: problems.map(({ line }) => line), findings };
}

describe('a definition with a problem', () => {
  it('is looked at on the disk all the same', async () => {
    const { lines, findings } = await checked(`caches:
  venv: { preset: pytest }
stages:
  fit:
    run: python3 scripts/fit.py
    retires: 2
    inputs: [data/raw.csv, /data/other.csv]
    working-directory: .
  plot:
    run: plot
    requires: [no-such-tool]
    needs: [fitt]
    outputs: [fig/a.pdf]
  paper:
    run: make
    inputs: [fig/a.pdf]
    acknowledge: { until: 2020-01-01, reason: known }
  far:
    run: make
    working-directory: nowhere
`);
    expect(lines).toEqual([6, 7, 12, 18]);
    expect(findings).toEqual([
      { kind: 'missing-script', stage: 'fit', script: 'scripts/fit.py' },
      expect.objectContaining({ kind: 'empty-input', stage: 'fit' }),
      expect.objectContaining({ kind: 'past-acknowledgement', stage: 'paper' }),
      { kind: 'unused-cache', cache: 'venv' },
    ]);
  });

  it('has nothing missing that may be in what cannot be read', async () => {
    // Who makes the script and the input, installs the tool, uses the cache, needs the other.
    const { lines, findings } = await checked(`caches:
  venv: { preset: pytest }
stages:
  make it:
    run: make
  get:
    run: 7
  gen:
    run: make
    ouputs: [gen/fit.py, gen/data.csv]
    cache: [venv]
  fit:
    run: python3 gen/fit.py
    inputs: [gen/data.csv]
    requires: [no-such-tool]
    needs: [get]
  plot:
    run: make
    outputs: [fig/a.pdf]
  paper:
    run: make
    needs: [plott]
    inputs: [fig/a.pdf]
  doc:
    run: 'make \${{ matrix.n }}'
    matrix: 3
  far:
    run: make
    need: [plot]
    working-directory: nowhere
`);
    expect(lines).toHaveLength(7);
    expect(findings).toEqual([]);
  });
});
