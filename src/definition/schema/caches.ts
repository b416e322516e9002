/** The part of the definition file that is about caches; see `schema.ts`. */
import * as v from 'valibot';
import { oneOrMore, paths, text, yesOrNo } from './values.ts';

/** In whatever currency. */
const amount = (description: string) =>
  v.pipe(
    v.number('a number from 0 on'),
    v.minValue(0, 'a number from 0 on'),
    v.maxValue(1_000_000, 'a number up to 1000000'),
    v.description(description),
  );

const price = v.strictObject(
  {
    input: amount('A million tokens of prompts.'),
    output: amount('A million tokens of answers.'),
  },
  'a mapping with the keys `input` and `output`',
);

/** A cache as it is written. */
export const cache = v.pipe(
  v.strictObject(
    {
      preset: v.optional(
        v.pipe(
          v.picklist(['latex', 'pytest', 'llm'], '`latex`, `pytest` or `llm`'),
          v.description('What the cache is for; sets paths, key and restore policy that suit it.'),
        ),
      ),
      paths: v.optional(paths('Files and folders to keep from run to run.')),
      inputs: v.optional(paths('Patterns of the files whose contents make the key.')),
      key: v.optional(
        text(400, 'A further part of the key; change it to begin with an empty cache.'),
      ),
      'restore-keys': v.optional(
        oneOrMore(
          text(400, 'The beginning of a key.'),
          'text or a list of texts',
          'Beginnings of keys that are good enough when none matches exactly, best first.',
        ),
      ),
      proxy: v.optional(
        yesOrNo(
          'Preset `llm`: answer repeated requests to a model from the cache through a local proxy.',
        ),
      ),
      ignore: v.optional(
        oneOrMore(
          text(1000, 'A regular expression.'),
          'a regular expression or a list of them',
          'With `proxy`: regular expressions of what does not tell requests apart, such as dates.',
        ),
      ),
      prices: v.optional(
        v.pipe(
          v.record(
            v.pipe(v.string(), v.minLength(1, 'the name of a model')),
            price,
            'a mapping of names of models to prices',
          ),
          v.description(
            'With `proxy`: what a million tokens cost, by model, in any one currency; without it no money is shown.',
          ),
        ),
      ),
      ollama: v.optional(
        v.pipe(
          v.union(
            [v.boolean(), v.pipe(v.array(text(1000, 'A word of the command.')), v.minLength(1))],
            '`true`, `false` or the words of a command like `[ollama, serve]`',
          ),
          v.description(
            'With `proxy`: listen at the port of Ollama, and start the real server (`true`: `ollama serve`) when a request needs it.',
          ),
        ),
      ),
    },
    'a mapping with keys of a cache',
  ),
  v.description('A named set of paths that is kept from run to run.'),
);
