import { defineConfig } from 'rolldown';

/** The bundle that `action.yml` and `bin` run: not minified, names kept, lazy chunks for `import()`. */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    post: 'src/post.ts',
    cli: 'src/cli.ts',
    // Started by the Actions cache store as a process of its own.
    'cache-worker': 'src/caching/actions/worker.ts',
    // Started as root by whoever keeps or restores what a setup changed on the machine.
    'machine-worker': 'src/machine/worker.ts',
    // Started by the guardian of a run whose engine was killed.
    'end-left': 'src/execution/guardian/end-left.ts',
    // A thread that reads what a stage's tools left behind.
    'evidence-thread': 'src/evidence/thread.ts',
  },
  platform: 'node',
  transform: { target: 'node20.19' },
  treeshake: {
    // @actions/core reaches @actions/http-client (and with it undici, 50 ms of start-up) only for
    // OIDC tokens, which nothing here asks for; these packages do nothing when merely imported.
    moduleSideEffects: [
      { test: /node_modules\/(@actions\/(core|http-client|exec|io)|undici)\//, sideEffects: false },
    ],
  },
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    chunkFileNames: 'chunks/[name].js',
    // Whoever reads on, reads `src`: these are a sixth of the bytes. Licences stay.
    comments: { jsdoc: false },
  },
});
