/** The `evidence` of a stage: a file for each format, as the table of formats has them. */
import * as v from 'valibot';
import { FORMAT_KEYS, FORMATS, type FormatKey } from '../../evidence/formats.ts';
import { text } from './values.ts';

const file = (key: FormatKey) => v.optional(text(1000, FORMATS[key].about));

const entries = Object.fromEntries(FORMAT_KEYS.map(key => [key, file(key)])) as {
  readonly [K in FormatKey]: ReturnType<typeof file>;
};

/** The schema of the key. */
export const evidence = v.strictObject(
  entries,
  `a mapping with the keys ${listWords(FORMAT_KEYS.map(key => `\`${key}\``))}`,
);

/** The files of a stage with their formats, in the order of the table. */
export function evidenceOf(stage: {
  readonly evidence?: v.InferOutput<typeof evidence> | undefined;
}): readonly { readonly key: FormatKey; readonly file: string }[] {
  return FORMAT_KEYS.flatMap(key => {
    const named = stage.evidence?.[key];
    return named === undefined ? [] : [{ key, file: named }];
  });
}

function listWords(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');
}
