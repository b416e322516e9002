/** What a record of schema 1 said of something in a sentence, where later ones have a fact. */
import * as v from 'valibot';
import { freeText } from './free-text.ts';

/** Made only from records of schema 1. */
export const said = v.object({ kind: v.literal('said'), text: freeText });
