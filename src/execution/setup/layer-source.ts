/** What decides what a setup makes of a machine. */
import { hash } from 'node:crypto';
import { unreadableError } from '../../caching/files/unreadable.ts';
import type { LayerSource } from '../../machine/identity.ts';
import { entriesInOrder, filesInOrder, hashEnvironment } from '../../pipeline/fingerprint.ts';
import { type FingerprintSources, inputPaths } from '../inputs/fingerprints.ts';
import { stageEnvironment } from '../process/stage-environment.ts';
import type { SetupStage } from './setup-stage.ts';

/** What decides, beside the machine, what a setup makes; rejects where its inputs cannot be read. */
export async function layerSourceOf(
  stage: SetupStage,
  sources: Omit<FingerprintSources, 'tools'>,
): Promise<Pick<LayerSource, 'command' | 'inputsHash'>> {
  const { pipeline, root, environment, states } = sources;
  const variables = stageEnvironment(stage, environment, { marker: '' });
  const own = Object.fromEntries(Object.keys(stage.env).map(name => [name, variables[name]]));
  const { run, shell = null, workingDirectory } = stage;
  const inputs = await states.collect(await inputPaths(root, stage, pipeline, states));
  if (inputs.kind === 'unreadable') throw unreadableError(inputs.unreadable);
  return {
    command: JSON.stringify([run, shell, workingDirectory, entriesInOrder(hashEnvironment(own))]),
    inputsHash: hash('sha256', JSON.stringify(filesInOrder(inputs.files))),
  };
}
