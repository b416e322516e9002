/** A `dvc.yaml` → a stage of `dvc repro`. */

import { isObject } from '../../../util/objects.ts';
import { mapping } from '../manuscripts/front-matter.ts';
import { commandOf } from '../model/commands.ts';
import { type DetectionContext, type Found, NOTHING, toolRequires } from '../model/found.ts';
import { type Observed, resolveIn } from '../model/observed.ts';
import { wholeWorkflow } from './whole.ts';

/** One stage: which of its stages have to run is for dvc to say. */
export function dvcPipelines(observed: Observed, { python }: DetectionContext): Found {
  const file = 'dvc.yaml';
  const text = observed.text(file);
  if (text === undefined) return NOTHING;
  return wholeWorkflow(observed, {
    tool: 'dvc',
    file,
    run: commandOf([...python.tool('dvc'), 'repro']),
    requires: toolRequires(python, 'dvc'),
    outputs: outsOf(text),
    cache: { name: 'dvc', paths: ['.dvc/cache'] },
  });
}

function outsOf(text: string): readonly string[] {
  const stages = mapping(text)?.stages;
  const found = Object.values(isObject(stages) ? stages : {}).flatMap(stage => {
    const { outs, metrics, plots, wdir } = isObject(stage) ? stage : {};
    const folder = typeof wdir === 'string' ? wdir : '';
    return [outs, metrics, plots].flatMap(namesOf).flatMap(name => resolveIn(folder, name) ?? []);
  });
  return [...new Set(found)].filter(name => !/[${}]/.test(name));
}

/** Each is a name, or a name with settings. */
function namesOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap(item =>
    typeof item === 'string' ? [item] : isObject(item) ? Object.keys(item) : [],
  );
}
