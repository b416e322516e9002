import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import { createStageCaches } from '../../src/execution/caches/caches.ts';
import { createFileStates } from '../../src/execution/files/file-states.ts';
import { createToolVersions } from '../../src/execution/inputs/tool-versions.ts';
import type { CacheDefinition } from '../../src/pipeline/types.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';
import { temporaryFolder } from './support.ts';

const render = stage('render', {
  caches: ['latex'],
  requires: [{ kind: 'executable', name: 'tex' }],
});
const latex: CacheDefinition = {
  name: 'latex',
  preset: 'latex',
  paths: ['doc/build'],
  inputs: [],
  restoreKeys: [],
  proxy: false,
};

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A TeX installation that is nothing but its answers. */
function installTeX() {
  const folder = temporaryFolder();
  const format = join(folder, 'texmf/web2c/tex/tex.fmt');
  const packages = join(folder, 'tlpkg/texlive.tlpdb');
  const userFolder = join(folder, 'user');
  const program = (name: string, lines: string) => {
    put(join(folder, 'bin', name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  program('latexmk', 'echo; echo Latexmk 4.79');
  program('tex', 'echo TeX 3.14; echo made with care');
  program(
    'kpsewhich',
    `case "$1" in
      -var-value=TEXMFROOT) echo '${folder}' ;;
      -var-value=TEXMFVAR) echo '${userFolder}' ;;
    esac`,
  );
  put(format, 'dumped at first');
  put(packages, 'article 1');
  const path = `${join(folder, 'bin')}:/usr/bin:/bin`;
  return { folder, format, packages, userFolder, program, path };
}

type TeX = ReturnType<typeof installTeX>;

const database = (format: string, md5: string) => `# Fdb version 4\n  "${format}" 1 15 ${md5} ""\n`;
const OLD_SUM = '0123456789abcdef0123456789abcdef';

/** Runs on new machines with this TeX, one after the other. */
function machines(tex: TeX, PATH = tex.path) {
  const store = createDirectoryStore({ folder: temporaryFolder(), maxBytes: 1e8 });
  return {
    async render(source = 'text') {
      const root = temporaryFolder();
      put(join(root, 'doc/main.tex'), source);
      const caches = createStageCaches({
        pipeline: pipelineOf([render], { caches: [latex] }),
        root,
        environment: { PATH },
        store,
        saving: { allowed: true },
        keepExisting: false,
        toolVersions: createToolVersions(root),
        states: createFileStates(root),
        emit: () => {},
        now: () => performance.now(),
      });
      const { state, environment } = await caches.prepare(render);
      const built = join(root, 'doc/build/main.fdb_latexmk');
      const restored = existsSync(built) ? readFileSync(built, 'utf8') : undefined;
      if (restored === undefined) put(built, database(tex.format, OLD_SUM));
      const { TEXMFVAR } = environment;
      if (TEXMFVAR !== undefined) put(join(TEXMFVAR, 'fonts'), 'names of fonts');
      await caches.save([{ id: 'render', status: 'passed' }]);
      return { root, state, environment, restored, record: caches.records()[0] };
    },
  };
}

describe('a latex cache', () => {
  it('takes what TeX makes for its user along', async () => {
    const { render } = machines(installTeX());
    const first = await render();
    expect(first.environment).toEqual({
      TEXMFVAR: join(first.root, '.stagetime/caches/latex/texmf-var'),
    });
    const second = await render();
    expect(second.state).toBe('warm');
    const kept = join(second.root, '.stagetime/caches/latex/texmf-var/fonts');
    expect(readFileSync(kept, 'utf8')).toBe('names of fonts');
  });

  it("leaves TeX its user's folder where that has anything in it", async () => {
    const tex = installTeX();
    put(join(tex.userFolder, 'fonts/map/mine.map'), 'maps that TeX must go on finding');
    expect((await machines(tex).render()).environment).toEqual({});
  });

  it('tells latexmk that a format dumped anew is the one it knows', async () => {
    const tex = installTeX();
    const { render } = machines(tex);
    await render();
    put(tex.format, 'dumped a second time');
    const { state, restored } = await render();
    expect(state).toBe('warm');
    expect(restored).not.toContain(OLD_SUM);
    expect(restored).toContain(`"${tex.format}" 1 20 `);
  });

  it.each<[string, (tex: TeX) => void]>([
    ['packages', tex => put(tex.packages, 'article 2')],
    ['latexmk', tex => tex.program('latexmk', 'echo; echo Latexmk 4.80')],
    ['engine', tex => tex.program('tex', 'echo TeX 3.14; echo made with more care')],
  ])('is of no use to a TeX with other %s', async (_, change) => {
    const tex = installTeX();
    const { render } = machines(tex);
    await render();
    change(tex);
    expect((await render()).state).toBe('cold');
  });

  it('lets latexmk see for itself where nothing lists the packages of TeX', async () => {
    const tex = installTeX();
    rmSync(tex.packages);
    const { render } = machines(tex, join(tex.folder, 'bin'));
    await render();
    put(tex.format, 'dumped a second time');
    const { state, restored } = await render();
    expect(state).toBe('warm');
    expect(restored).toContain(OLD_SUM);
  });

  it('works where there is no TeX at all', async () => {
    const tex = installTeX();
    const { state, environment } = await machines(tex, '/nowhere').render();
    expect({ state, environment }).toEqual({ state: 'cold', environment: {} });
  });

  it('is restored for a changed source, with the reason that latexmk has work', async () => {
    const { render } = machines(installTeX());
    await render();
    const { state, record } = await render('other text');
    expect(state).toBe('partial');
    expect(record?.restoring).toMatchObject({
      kind: 'older-entry',
      differences: [{ kind: 'file', path: 'doc/main.tex', change: 'content' }],
    });
  });
});
