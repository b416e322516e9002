/** `explain STAGE`: whether a stage would be reused, and what changed where it would not. */
import { explainCaches } from '../execution/caches/explain-caches.ts';
import { type Prediction, predictPipeline } from '../execution/reuse/dry-run.ts';
import { openLedger } from '../execution/reuse/ledger.ts';
import { placementsOf } from '../execution/reuse/placement.ts';
import { isCi } from '../github/runner/runner.ts';
import { withNeeds } from '../pipeline/graph.ts';
import type { NotStored } from '../record/facts/stage/not-stored.ts';
import { oneLine } from '../record/text.ts';
import { formatDuration } from '../record/units.ts';
import { fateLines } from '../reporting/words/facts/cache-fate.ts';
import { runCauseWords } from '../reporting/words/facts/difference.ts';
import { notStoredWords } from '../reporting/words/facts/not-stored.ts';
import { stageReasonWords } from '../reporting/words/facts/stage-reason.ts';
import { unknownNames } from '../reporting/words/unknown-names.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';
import { openDefinition } from './open-definition.ts';
import { openStored } from './open-stored.ts';

/** Prints the explanation and gives the exit code. */
export async function explain(options: Options, print: Print): Promise<number> {
  const definition = await openDefinition(options, print);
  if (definition === undefined) return EXIT.invalid;
  const { pipeline, root } = definition;
  const id = options.stage ?? '';
  if (!pipeline.stages.some(stage => stage.id === id)) {
    for (const problem of unknownNames([id], pipeline.stages)) print.error(`${problem}\n`);
    return EXIT.invalid;
  }
  const { isRefused, store } = await openStored(options, root, print);
  const place = { root, environment: process.env, store };
  const ledger = openLedger(root, pipeline.id);
  const stageIds = pipeline.stages.map(stage => stage.id);
  const placementOf = placementsOf(root, stageIds, ledger);
  const [predictions, caches] = await Promise.all([
    predictPipeline({
      ...place,
      pipeline,
      only: withNeeds(pipeline.stages, [id]),
      force: false,
      starting: { inCi: isCi(process.env) },
    }),
    // What caches say of themselves stands in the folder, too.
    isRefused ? [] : explainCaches({ ...place, pipeline, stages: [id], placementOf }),
  ]);
  const prediction = predictions.get(id) as Prediction;
  const notStored = isRefused ? undefined : ledger.of(id)?.notStored;
  print.out(
    options.json
      ? `${JSON.stringify({ id, ...prediction, ...(notStored && { notStored }), caches }, null, 2)}\n`
      : `${words(id, prediction)}${lastResultWords(notStored)}${caches
          .flatMap(fateLines)
          .map(line => `${line}\n`)
          .join('')}`,
  );
  return EXIT.fine;
}

function words(id: string, prediction: Prediction): string {
  switch (prediction.kind) {
    case 'reused': {
      const time = formatDuration(prediction.savedMs);
      const fine = `${id} would be reused: nothing changed since its stored result, which took ${time} to make.\n`;
      return prediction.provided.length === 0
        ? fine
        : `${fine}Provided that these stages make the same again: ${prediction.provided.join(', ')}\n`;
    }
    case 'depends':
      return `${id} would be reused if the stages that run before it make the same as before: ${prediction.on.join(', ')}\n`;
    case 'blocked':
      return `${id} would ${prediction.status === 'failed' ? 'fail' : 'be skipped'}: ${stageReasonWords(prediction.reason)}\n`;
    case 'kept-or-runs':
      return `${id} would run, unless what it keeps is there, made from what there is now.\n`;
    case 'runs': {
      return `${id} would run:\n${listOf(prediction.because.map(runCauseWords))}`;
    }
  }
}

function lastResultWords(reason: NotStored | undefined): string {
  if (reason === undefined) return '';
  return `Its last result was not stored: ${oneLine(notStoredWords(reason), LONGEST_REASON)}.\n`;
}

function listOf(reasons: readonly string[]): string {
  return reasons.map(reason => `  - ${oneLine(reason, LONGEST_REASON)}\n`).join('');
}

const LONGEST_REASON = 300;
