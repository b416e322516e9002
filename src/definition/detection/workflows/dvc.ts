/** A `dvc.yaml` → a stage of `dvc repro`. */

import { parseYaml } from '../../document/yaml.ts';
import { commandOf } from '../model/commands.ts';
import { type DetectionContext, type Found, NOTHING } from '../model/found.ts';
import { type Observed, resolveIn } from '../model/observed.ts';
import { wholeWorkflow } from './whole.ts';

/** One stage: which of its stages have to run is for dvc to say. */
export function dvcPipelines(observed: Observed, { python }: DetectionContext): Found {
  const file = 'dvc.yaml';
  const text = observed.text(file);
  if (text === undefined) return NOTHING;
  const words = python.isMachines ? ['dvc'] : python.tool('dvc');
  return wholeWorkflow(observed, {
    tool: 'dvc',
    file,
    run: commandOf([...words, 'repro']),
    requires: python.isMachines ? ['dvc'] : python.requires,
    outputs: outsOf(text),
    cache: { name: 'dvc', paths: ['.dvc/cache'] },
  });
}

function outsOf(text: string): readonly string[] {
  const yaml = parseYaml(text);
  if (!yaml.ok) return [];
  const { stages } = (yaml.document.data ?? {}) as { stages?: Record<string, unknown> };
  const found = Object.values(stages ?? {}).flatMap(stage => {
    const { outs, metrics, plots, wdir } = (stage ?? {}) as Record<string, unknown>;
    const folder = typeof wdir === 'string' ? wdir : '';
    return [outs, metrics, plots].flatMap(namesOf).flatMap(name => resolveIn(folder, name) ?? []);
  });
  return [...new Set(found)].filter(name => !/[${}]/.test(name));
}

/** Each is a name, or a name with settings. */
function namesOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap(item =>
    typeof item === 'string' ? [item] : Object.keys((item ?? {}) as Record<string, unknown>),
  );
}
