/** The JSON Schemas that are shipped, made from the validators. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { definitionSchema } from '../src/definition/schema/schema.ts';
import { comparisonSchema } from '../src/record/comparison.ts';
import { refusal as cacheRefusal, keepCause, offCause } from '../src/record/facts/cache-outcome.ts';
import { difference } from '../src/record/facts/difference.ts';
import { refusal, roomFault } from '../src/record/facts/faults/folder-fault.ts';
import {
  commentFault,
  forkFault,
  gitHubFailure,
} from '../src/record/facts/faults/github-failure.ts';
import { historyCause, historyFailure } from '../src/record/facts/faults/history-fault.ts';
import { notice } from '../src/record/facts/notice/notice.ts';
import { evidenceProblem } from '../src/record/facts/stage/evidence-problem.ts';
import { notStoredSchema } from '../src/record/facts/stage/not-stored.ts';
import { stageReason } from '../src/record/facts/stage/stage-reason.ts';
import {
  archiveDamage,
  readCause,
  restoreFault,
  saveFault,
} from '../src/record/facts/store-fault.ts';
import { unreadableFile } from '../src/record/facts/unreadable-file.ts';
import { historySchema } from '../src/record/history.ts';
import { runRecordSchema } from '../src/record/run-record.ts';

type Schema = Parameters<typeof toJsonSchema>[0];

/** Facts that stand in several places of a record; each is described once. */
const FACTS = {
  notice,
  stageReason,
  evidenceProblem,
  historyFailure,
  historyCause,
  refusal,
  roomFault,
  gitHubFailure,
  commentFault,
  forkFault,
  notStored: notStoredSchema,
  difference,
  unreadableFile,
  archiveDamage,
  readCause,
  restoreFault,
  saveFault,
  cacheRefusal,
  offCause,
  keepCause,
};

/** The text of each schema by file name. */
export function generateSchemas(): Record<string, string> {
  return {
    'comparison.json': schemaText(comparisonSchema),
    'definition.json': schemaText(definitionSchema, {}, EXTRAS),
    'history.json': schemaText(historySchema, FACTS),
    'run-record.json': schemaText(runRecordSchema, FACTS),
  };
}

/** Writes the schemas into a folder. */
export function writeSchemas(folder: string): void {
  for (const [name, text] of Object.entries(generateSchemas())) {
    writeFileSync(path.join(folder, name), text);
  }
}

/** What `parseDefinition` leaves aside before it validates: a place for anchors. */
const EXTRAS = { patternProperties: { '^x-': {} } };

function schemaText(
  schema: Schema,
  definitions: Readonly<Record<string, Schema>> = {},
  more: object = {},
): string {
  // Draft 7 is what editors understand; what it cannot express must fail here, not be lost.
  const json = toJsonSchema(schema, {
    target: 'draft-07',
    definitions,
    errorMode: 'throw',
    ignoreActions: ['finite'],
  });
  return `${JSON.stringify({ ...json, ...more }, null, 2)}\n`;
}
