/** In what two fingerprints, or the keys of two entries of a cache, differ. */
import * as v from 'valibot';
import type { Difference } from '../../pipeline/fingerprint-difference.ts';
import { freeText } from './free-text.ts';

/** One part in which they differ, as `Difference` describes it. */
export const difference = v.variant('kind', [
  v.object({
    kind: v.literal('value'),
    of: v.picklist([
      'command',
      'shell',
      'working-directory',
      'platform',
      'paths',
      'own-key',
      'output-pattern',
      'variable',
      'tool-version',
      'model',
      'key-part',
    ]),
    name: v.optional(freeText),
    change: v.picklist(['added', 'removed', 'changed']),
    before: v.optional(freeText),
    after: v.optional(freeText),
  }),
  v.object({
    kind: v.literal('file'),
    path: freeText,
    outputOf: v.optional(freeText),
    change: v.picklist([
      'added',
      'removed',
      'content',
      'executable',
      'not-executable',
      'target',
      'behind-link',
      'became-file',
      'became-link',
      'became-folder',
    ]),
  }),
  v.object({
    kind: v.literal('need'),
    stage: freeText,
    change: v.picklist(['added', 'removed', 'causes', 'got-outputs', 'lost-outputs']),
  }),
]) satisfies v.GenericSchema<unknown, Difference>;

export type { Difference };
