#!/usr/bin/env node
// Runs a TypeScript file: `node scripts/run-ts.mjs FILE [ARGUMENT...]`, on every Node this project
// supports, from the project's root. Bundled rather than stripped of its types, because Node 20 strips
// none, and because GitHub's language service imports JSON in a way that only bundlers accept.
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const [file, ...rest] = process.argv.slice(2);
const bundled = resolve('node_modules/.cache/stagetime', `${basename(file, '.ts')}.mjs`);

const bundle = await rolldown({
  input: file,
  platform: 'node',
  transform: { target: 'node20.19' },
  external: id => /^[@a-z]/.test(id) && !/^@(actions|oxc-project)\//.test(id),
});
await bundle.write({ file: bundled, format: 'esm', codeSplitting: false });
await bundle.close();

process.argv = [process.execPath, bundled, ...rest];
await import(pathToFileURL(bundled).href);
