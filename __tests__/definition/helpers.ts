/** What the tests of the definition share: texts in, problems or pipelines out. */

import { formatProblem } from '../../src/definition/document/problems.ts';
import { parseDefinition } from '../../src/definition/parse.ts';
import type { Pipeline, Stage } from '../../src/pipeline/types.ts';

/** The problems of a definition as they are printed. */
export function problemsOf(definition: string | Uint8Array): readonly string[] {
  const parsed = parse(definition);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

/** The pipeline of a definition that has to be right. */
export function pipelineOf(definition: string | Uint8Array): Pipeline {
  const parsed = parse(definition);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.pipeline;
}

/** The stage with the given keys, in a definition that has to be right. */
export function stageOf(keys: string): Stage {
  const indented = keys.replaceAll('\n', '\n    ');
  const [stage] = pipelineOf(`stages:\n  build:\n    run: make\n    ${indented}\n`).stages;
  if (stage === undefined) throw new Error('no stage');
  return stage;
}

/** Parses text or bytes as `stagetime.yml`. */
export function parse(definition: string | Uint8Array) {
  const bytes = typeof definition === 'string' ? Buffer.from(definition) : definition;
  return parseDefinition(bytes, 'stagetime.yml');
}
