/** Looks at the machine and the files before anything runs: what would keep stages from their work? */

import { join } from 'node:path';
import { isWithin } from '../../caching/files/paths.ts';
import { withNeeds } from '../../pipeline/graph.ts';
import { isExclusion, mayMeet } from '../../pipeline/patterns/patterns.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { Finding } from '../../record/facts/stage/finding.ts';
import { createFileStates, type FileStates } from '../files/file-states.ts';
import { isLiteral, matcherOf } from '../files/patterns.ts';
import { literalBeginning } from '../files/standing.ts';
import { findEmptyInput } from '../inputs/empty-input.ts';
import { declaredOutputs, madeFilter } from '../inputs/fingerprints.ts';
import { findMissing } from '../inputs/requirements.ts';
import { findUnreadableInputs } from '../inputs/unreadable-inputs.ts';
import { stageEnvironment, type Variables } from '../process/stage-environment.ts';
import { missingScripts } from './scripts.ts';

/** What is looked at, and when. */
export interface InspectionOptions {
  readonly pipeline: Pipeline;
  readonly root: string;
  readonly environment: Variables;
  /** Days in acknowledgements are UTC. */
  readonly now: Date;
}

/** Everything that was found, stage by stage in the definition's order; then what belongs to none. */
export async function inspect(options: InspectionOptions): Promise<readonly Finding[]> {
  const { pipeline, root } = options;
  const states = createFileStates(root);
  const isMade = madeFilter(pipeline);
  const needed = new Map(pipeline.stages.map(({ id }) => [id, withNeeds(pipeline.stages, [id])]));
  const unreadable = await findUnreadableInputs(root, pipeline, states);
  const findings: Finding[] = [];
  for (const stage of pipeline.stages) {
    findings.push(
      ...(await missingTools(stage, needed, options)),
      ...missingScripts(root, stage, isMade),
      ...(await emptyInputs(stage, states, options)),
      ...unreadable
        .filter(one => one.stage.id === stage.id)
        .map(
          ({ unreadable: file }): Finding => ({ kind: 'unreadable-input', stage: stage.id, file }),
        ),
      ...impliedNeeds(stage, needed, pipeline.stages),
      ...pastAcknowledgement(stage, options.now),
      ...expressions(stage),
      ...evidenceElsewhere(stage),
    );
  }
  return [...findings, ...unusedCaches(pipeline)];
}

/** By id: a stage, and all that it needs. */
type Needed = ReadonlyMap<string, ReadonlySet<string>>;

/** A stage before may install it: then nobody can say yet. */
async function missingTools(
  stage: Stage,
  needed: Needed,
  { pipeline, root, environment }: InspectionOptions,
): Promise<readonly Finding[]> {
  const isInstalled = pipeline.stages.some(
    ({ id, run }) => id !== stage.id && needed.get(stage.id)?.has(id) && INSTALLS.test(run),
  );
  if (isInstalled || stage.requires.length === 0) return [];
  const variables = stageEnvironment(stage, environment, { marker: '' });
  const tool = await findMissing(stage, variables, join(root, stage.workingDirectory));
  return tool === undefined ? [] : [{ kind: 'missing-tool', stage: stage.id, tool }];
}

const INSTALLS = /\b(install|sync|venv|create|restore|setup)\b/;

async function emptyInputs(
  stage: Stage,
  states: FileStates,
  { pipeline, root }: InspectionOptions,
): Promise<readonly Finding[]> {
  const outputs = pipeline.stages
    .filter(({ id }) => id !== stage.id)
    .flatMap(one => declaredOutputs(one));
  const isMade = (pattern: string) => outputs.some(output => mayMeet(pattern, output));
  const input = await findEmptyInput(root, stage, pipeline, states, isMade);
  return input === undefined ? [] : [{ kind: 'empty-input', stage: stage.id, input }];
}

/** Where neither of two stages needs the other, it depends on chance what the one finds. */
function impliedNeeds(stage: Stage, needed: Needed, stages: readonly Stage[]): readonly Finding[] {
  const inputs = stage.inputs.filter(pattern => !isExclusion(pattern));
  const excluded = matcherOf(stage.inputs.filter(isExclusion).map(pattern => pattern.slice(1)));
  return stages.flatMap((maker): readonly Finding[] => {
    if (needed.get(stage.id)?.has(maker.id) || needed.get(maker.id)?.has(stage.id)) return [];
    for (const output of maker.outputs.filter(output => !excluded(output))) {
      const input = inputs.find(pattern => areOfOneKind(pattern, output));
      if (input !== undefined) {
        return [{ kind: 'implied-need', stage: stage.id, maker: maker.id, input, output }];
      }
    }
    return [];
  });
}

/** Whether two patterns are meant for the same files: a pattern that just might match the other is not enough. */
function areOfOneKind(a: string, b: string): boolean {
  const [glob, name] = isLiteral(a) ? [b, a] : [a, b];
  const beginning = literalBeginning(glob);
  if (isLiteral(glob)) return isWithin(a, new Set([b])) || isWithin(b, new Set([a]));
  if (isLiteral(name)) return matcherOf([glob])(name) || isWithin(beginning, new Set([name]));
  return beginning !== '' && literalBeginning(name) !== '' && mayMeet(glob, name);
}

function pastAcknowledgement({ id, acknowledge }: Stage, now: Date): readonly Finding[] {
  if (acknowledge === undefined || acknowledge.until >= now.toISOString().slice(0, 10)) return [];
  return [{ kind: 'past-acknowledgement', stage: id, until: acknowledge.until }];
}

const EXPRESSION = /\$\{\{[^{}]{0,200}\}\}/;

function expressions({ id: stage, run, env }: Stage): readonly Finding[] {
  const [inRun] = EXPRESSION.exec(run) ?? [];
  const inEnv = Object.entries(env).flatMap(([variable, value]): readonly Finding[] => {
    const [expression] = EXPRESSION.exec(value ?? '') ?? [];
    return expression === undefined ? [] : [{ kind: 'expression', stage, expression, variable }];
  });
  return inRun === undefined ? inEnv : [{ kind: 'expression', stage, expression: inRun }, ...inEnv];
}

function evidenceElsewhere({ id, run, workingDirectory, evidence }: Stage): readonly Finding[] {
  if (workingDirectory === '.') return [];
  return evidence.flatMap(({ file: path }): readonly Finding[] => {
    const isBelow = isWithin(path, new Set([workingDirectory]));
    const isNamed = run.split(/[\s=;|&"']+/).includes(path);
    return isBelow || !isNamed
      ? []
      : [{ kind: 'evidence-elsewhere', stage: id, path, workingDirectory }];
  });
}

function unusedCaches({ caches, stages }: Pipeline): readonly Finding[] {
  const used = new Set(stages.flatMap(stage => stage.caches));
  return caches
    .filter(({ name }) => !used.has(name))
    .map(({ name }) => ({ kind: 'unused-cache', cache: name }));
}
