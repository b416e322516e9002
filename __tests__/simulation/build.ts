/**
 * Builds the engine against the modules of a simulated machine. Whatever touches the world comes from
 * Node's own modules and a few globals: these are the ports, and an engine that is built like this has no
 * other way out. A module that nobody simulates is refused when it is built.
 */
import { rolldown } from 'rolldown';
import { type Patch, takenOut } from '../support/taken-out.ts';

/** Globals that the engine's code takes from the machine instead. */
export const GLOBALS = [
  'process',
  'performance',
  'Date',
  'Math',
  'AbortSignal',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
] as const;

/** Modules that the machine has: those of Node that it simulates, and libraries that touch the world. */
export const SIMULATED = [
  'node:fs',
  'node:fs/promises',
  'node:child_process',
  'node:crypto',
  'node:net',
  'node:os',
  'node:timers/promises',
  'node:zlib',
  'execa',
  '@actions/github',
] as const;

/** Modules that do the same wherever they are. */
const HARMLESS = [
  'node:path',
  'node:util',
  'node:url',
  'node:buffer',
  'node:events',
  'node:stream/promises',
];
/** Modules that no simulated run comes to: models, threads, layers of the machine, the toolkit's other services. */
const BEYOND = [
  'node:http',
  'node:https',
  'node:worker_threads',
  'node:readline',
  'node:stream',
  'node:stream/consumers',
  '@actions/artifact',
  'yauzl',
];

/** The engine's code, to be called with `require`, the globals, and an object that takes its exports. */
export async function buildEngine(patches: readonly Patch[] = []): Promise<string> {
  const known = new Set<string>([...SIMULATED, ...HARMLESS, ...BEYOND]);
  const { plugin, check } = takenOut(patches);
  const bundle = await rolldown({
    input: '__tests__/simulation/engine.ts',
    platform: 'node',
    transform: {
      target: 'node20.19',
      define: { 'import.meta.url': '"file:///opt/stagetime/dist/main.js"' },
    },
    external: id => id.startsWith('node:') || known.has(id),
    plugins: [plugin],
    treeshake: {
      moduleSideEffects: [
        {
          test: /node_modules\/(@actions\/(core|http-client|exec|io)|undici)\//,
          sideEffects: false,
        },
      ],
    },
  });
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false });
  await bundle.close();
  check();
  const [chunk] = output;
  const unknown = chunk.imports.filter(name => !known.has(name));
  if (unknown.length > 0) throw new Error(`nobody simulates ${unknown.join(', ')}`);
  return chunk.code;
}
