/** The JSON Schemas that are shipped, made from the validators. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { definitionSchema } from '../src/definition/schema/schema.ts';
import { comparisonSchema } from '../src/record/comparison.ts';
import { historySchema } from '../src/record/history.ts';
import { runRecordSchema } from '../src/record/run-record.ts';

/** The text of each schema by file name. */
export function generateSchemas(): Record<string, string> {
  return {
    'comparison.json': schemaText(comparisonSchema),
    'definition.json': schemaText(definitionSchema, EXTRAS),
    'history.json': schemaText(historySchema),
    'run-record.json': schemaText(runRecordSchema),
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

function schemaText(schema: Parameters<typeof toJsonSchema>[0], more: object = {}): string {
  // Draft 7 is what editors understand; what it cannot express must fail here, not be lost.
  const json = toJsonSchema(schema, {
    target: 'draft-07',
    errorMode: 'throw',
    ignoreActions: ['finite'],
  });
  return `${JSON.stringify({ ...json, ...more }, null, 2)}\n`;
}
