/** Where layers of the runner's machine are kept: beside the caches, put in place and made by a part that is root. */
import { tmpdir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Rights } from '../../caching/policy.ts';
import type { CacheStore } from '../../caching/store.ts';
import { bundledEntry } from '../../execution/process/bundled-entry.ts';
import { stageEnvironment } from '../../execution/process/stage-environment.ts';
import { secretValues } from '../../execution/redaction/secrets.ts';
import type { LayerPlace } from '../../execution/setup/layers.ts';
import type { RunnerContext } from '../../github/runner/runner.ts';
import { machineIdentity } from '../../machine/identity.ts';
import { openMachine } from '../../machine/machine.ts';
import { probe } from '../../machine/probe.ts';
import type { Pipeline } from '../../pipeline/types.ts';

/** Most that a layer may be unpacked, in bytes: more than all of TeX Live. */
const MAX_LAYER_BYTES = 20_000_000_000;

export interface LayersRequest {
  readonly pipeline: Pipeline;
  readonly root: string;
  readonly runner: RunnerContext;
  readonly rights: Rights;
  readonly store: CacheStore;
}

/** The place; nothing where the bundle has no part that could become root. */
export function openLayers(request: LayersRequest): LayerPlace | undefined {
  const { pipeline, root, runner, rights, store } = request;
  const { variables } = runner;
  const script = bundledEntry('machine-worker.js');
  if (script === undefined) return undefined;
  const { GITHUB_WORKSPACE, RUNNER_TEMP, RUNNER_WORKSPACE, RUNNER_TOOL_CACHE, LANG } = variables;
  return {
    machine: openMachine({ script }),
    identity: () => machineIdentity({ environment: variables }),
    probe: stage =>
      probe({
        provides: stage.setup.provides.flatMap(({ kind, name }) =>
          kind === 'executable' ? [name] : [],
        ),
        environment: stageEnvironment(stage, variables, { marker: '' }),
      }),
    store,
    // What others will run as root comes from the default branch alone.
    keeps: rights.saving.allowed && rights.saving.level === 'everybody',
    folder: RUNNER_TEMP ?? tmpdir(),
    scope: {
      roots: absolute(RUNNER_TOOL_CACHE),
      exclude: absolute(root, GITHUB_WORKSPACE, RUNNER_TEMP, RUNNER_WORKSPACE),
      ...(LANG !== undefined && { locale: LANG }),
    },
    secrets: secretValues(pipeline.stages, variables),
    maxBytes: MAX_LAYER_BYTES,
  };
}

function absolute(...paths: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(paths.flatMap(path => (path !== undefined && isAbsolute(path) ? path : [])))];
}
