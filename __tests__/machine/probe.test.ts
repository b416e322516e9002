import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { probe } from '../../src/machine/probe.ts';
import { place } from './machine-root.ts';

/** Programs of the shell in a folder that is first in `PATH`. */
function tools(folder: string, scripts: Readonly<Record<string, string>>) {
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(`${folder}/${name}`, 0o755);
  }
  return { PATH: `${folder}:/usr/bin:/bin` };
}

const VERSION = 'test "$1" = --version && exit 0';

describe('tools that a setup provides', () => {
  it('are ready when each answers', async () => {
    using here = place();
    const environment = tools(here.in('bin'), {
      long: VERSION,
      short: 'test "$1" = -V',
      go: 'test "$1" = version',
      pdflatex: `${VERSION}; grep -q documentclass probe.tex && echo x > probe.pdf`,
    });
    const provides = ['long', 'short', 'go', 'pdflatex'];
    expect(await probe({ provides, environment })).toMatchObject({ kind: 'ready' });
  });

  it('are named with why they are not, in their order', async () => {
    using here = place();
    const environment = tools(here.in('bin'), {
      broken: 'exit 127',
      slow: 'exec sleep 60',
      xelatex: `${VERSION}; exit 1`,
      lualatex: `${VERSION}; exit 0`,
    });
    const provides = ['none', 'broken', 'slow', 'xelatex', 'lualatex', 'sh'];
    const probed = await probe({ provides, environment, timeoutMs: 1000 });
    expect(probed).toMatchObject({
      kind: 'not-ready',
      silent: [
        { tool: 'none', because: { kind: 'not-found' } },
        { tool: 'broken', because: { kind: 'exit', asked: 'version', exitCode: 127 } },
        { tool: 'slow', because: { kind: 'late', asked: 'version', afterMs: 1000 } },
        { tool: 'xelatex', because: { kind: 'exit', asked: 'document', exitCode: 1 } },
        { tool: 'lualatex', because: { kind: 'no-document' } },
      ],
    });
  });
});
