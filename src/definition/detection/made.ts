/** What a stage reads and makes, held against what is there and what the others make. */
import { matches, startDescent } from '../../pipeline/patterns/descent.ts';
import { evidenceOf } from '../schema/evidence.ts';
import type { FoundStage } from './model/found.ts';
import { meets } from './model/meets.ts';
import type { Observed } from './model/observed.ts';

/** The files that a stage makes, as far as that is known, with those that tools leave behind. */
export function outputsOf({ made, evidence }: FoundStage): readonly string[] {
  const outputs =
    made.kind === 'known' ? made.outputs.filter(output => !output.startsWith('!')) : [];
  return [...outputs, ...evidenceOf({ evidence }).map(({ file }) => file)];
}

/** Whether it reads results that no stage is seen to make; those that are there may be made all the same. */
export function lacksSome({ key, lacks = [] }: FoundStage, stages: readonly FoundStage[]): boolean {
  const outputs = stages.filter(stage => stage.key !== key).flatMap(outputsOf);
  return lacks.some(path => !outputs.some(output => meets(path, output)));
}

/** Files that a stage must find, that are not there, and that no stage is seen to make. */
export function missingOf(
  { key, wants = [] }: FoundStage,
  stages: readonly FoundStage[],
  observed: Observed,
): readonly (readonly string[])[] {
  const outputs = stages.filter(stage => stage.key !== key).flatMap(outputsOf);
  return wants.filter(
    choices =>
      !choices.some(choice => observed.hasFile(choice)) &&
      !choices.some(choice => outputs.some(output => meets(choice, output))),
  );
}

/**
 * What a stage reads and no stage makes: data that git ignores, and files that are there among results. It decides
 * all the same.
 */
export function unmadeData(
  stage: FoundStage,
  stages: readonly FoundStage[],
  observed: Observed,
): readonly string[] {
  const outputs = stages.flatMap(outputsOf);
  const isUnmade = (path: string) => !outputs.some(output => meets(path, output));
  const taken = (stage.wants ?? []).flatMap(
    choices => (choices.every(isUnmade) ? choices.find(observed.hasFile) : undefined) ?? [],
  );
  const read = stage.reads
    .filter(path => !path.endsWith('/') && !path.includes('*'))
    .filter(path => observed.isOnDisk(path) && isUnmade(path));
  const patterns = stage.reads.filter(
    path => /^[^*?]+\/[^?]*\*/.test(path) && hasMatch(path, observed) && isUnmade(path),
  );
  const known = startDescent(stage.inputs);
  return [...new Set([...read, ...patterns, ...taken.filter(path => !matches(known, path))])];
}

/** What a stage reads, and neither is there nor made: it may come, or is somewhere else than it seems. */
export function absentOf(
  { lacks = [], maybe = [] }: FoundStage,
  stages: readonly FoundStage[],
  observed: Observed,
): readonly string[] {
  const outputs = [...stages.flatMap(outputsOf), ...maybe];
  return lacks.filter(
    path =>
      !outputs.some(output => meets(path, output)) &&
      !(path.includes('*') ? hasMatch(path, observed) : observed.isOnDisk(path)),
  );
}

/** Whether a pattern of what may be results stands for files that are there. */
function hasMatch(pattern: string, observed: Observed): boolean {
  const files = startDescent([pattern]);
  return observed.files.some(file => matches(files, file));
}
