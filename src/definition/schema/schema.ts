/**
 * The definition file, exactly. This schema is the one source of the validator, the types and the
 * shipped JSON Schema. Its messages say what a value must be, in words; what holds between keys is in
 * `semantics.ts`.
 */
import * as v from 'valibot';
import { COMMENT_MODES, CONFIRMS, FAIL_ON, wordsOf } from '../../pipeline/choices.ts';
import { cache } from './caches.ts';
import { evidence } from './evidence.ts';
import { matrix } from './matrix.ts';
import { setup } from './setup.ts';
import {
  duration,
  env,
  id,
  minutes,
  oneOrMore,
  paths,
  requirement,
  shell,
  tag,
  text,
  wholeNumber,
  yesOrNo,
} from './values.ts';

const models = v.record(
  v.pipe(
    v.string(),
    v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an event, like `pull_request`, or `default`'),
  ),
  text(200, 'The name of a model.'),
  'a mapping of events to names of models',
);

const acknowledgement = v.strictObject(
  {
    until: v.pipe(
      v.string('a date like `2026-03-31`'),
      v.isoDate('a date like `2026-03-31`'),
      v.description('The last day on which the slowdown is accepted.'),
    ),
    reason: text(1000, 'Why it is accepted; shown in the report.'),
  },
  'a mapping with the keys `until` and `reason`',
);

const stage = v.pipe(
  v.strictObject(
    {
      name: v.optional(text(10_000, 'What reports call the stage; its id when absent.')),
      run: text(100_000, 'The command, handed to the shell as it is.'),
      matrix: v.optional(matrix),
      needs: v.optional(
        oneOrMore(
          id,
          'the id of a stage or a list of ids',
          'Stages that must be done before this one starts; of setups, those that it has to wait for (all, where it names none).',
        ),
      ),
      requires: v.optional(
        oneOrMore(
          requirement,
          'the name of a tool or a list of names',
          'Tools that must be on the machine: an executable, or a Python module as `python:pytest`.',
        ),
      ),
      inputs: v.optional(
        paths(
          'Patterns of the files that decide the result; with them, an unchanged stage is reused.',
        ),
      ),
      outputs: v.optional(paths('Patterns of the files that the stage writes.')),
      unstable: v.optional(
        paths('Outputs whose bytes differ from run to run; they do not count as changes.'),
      ),
      caches: v.optional(
        oneOrMore(id, 'the name of a cache or a list of names', 'Caches that the stage uses.'),
      ),
      evidence: v.optional(
        v.pipe(evidence, v.description('Files of the stage that numbers are read from.')),
      ),
      budget: v.optional(duration('How long the stage should take; longer is pointed out.')),
      confirm: v.optional(
        v.pipe(
          v.picklist(CONFIRMS, wordsOf(CONFIRMS)),
          v.description(
            'How a suspected slowdown is confirmed: not, as is best (`auto`), by running again, or against the base commit.',
          ),
        ),
      ),
      'timeout-minutes': v.optional(
        minutes('The stage is ended after this time; fractions are allowed.'),
      ),
      'continue-on-error': v.optional(
        yesOrNo('An optional stage: its failure does not fail the run.'),
      ),
      'skip-exit-code': v.optional(
        wholeNumber(1, 255, 'The exit code by which the command says that there is nothing to do.'),
      ),
      retries: v.optional(wholeNumber(0, 10, 'How often a failed command is started again.')),
      weight: v.optional(
        wholeNumber(
          1,
          1000,
          'Slots the stage takes while it runs; heavier than `concurrency` means alone.',
        ),
      ),
      env: v.optional(
        env(
          'Environment variables. An empty value (`NAME:`) passes on the one that Stagetime itself was started with.',
        ),
      ),
      shell: v.optional(shell),
      'working-directory': v.optional(text(1000, 'Folder in which the command runs.')),
      'if-changed': v.optional(
        yesOrNo('`false`: the stage always runs, even where a stored result could be reused.'),
      ),
      was: v.optional(
        v.pipe(id, v.description('The id the stage had before; its history is carried on.')),
      ),
      models: v.optional(
        v.pipe(
          models,
          v.description(
            'Language model by event, and `default`; the stage gets it in `LLM_MODEL`.',
          ),
        ),
      ),
      acknowledge: v.optional(
        v.pipe(acknowledgement, v.description('A slowdown that is accepted.')),
      ),
      tags: v.optional(
        oneOrMore(tag, 'a tag or a list of tags', 'Words by which stages are selected together.'),
      ),
    },
    'a mapping with keys of a stage',
  ),
  v.description('A named command with its needs, inputs, outputs and caches.'),
);

/** The schema of `stagetime.yml`. */
export const definitionSchema = v.pipe(
  v.strictObject(
    {
      name: v.optional(
        v.pipe(
          v.string('text'),
          v.regex(
            /^[A-Za-z0-9._ -]{1,100}$/,
            'text made of letters, digits, spaces, `.`, `_` and `-`, at most 100 characters',
          ),
          v.description('Tells several pipelines of one repository apart.'),
        ),
      ),
      env: v.optional(env('Environment variables of every stage.')),
      concurrency: v.optional(
        v.pipe(
          v.union(
            [v.literal('auto'), wholeNumber(1, 1000, 'Stages at once.')],
            '`auto` or a whole number from 1 to 1000',
          ),
          v.description(
            'How many stages run at once; `auto` means one for each core, fewer where memory is short.',
          ),
        ),
      ),
      bottleneck: v.optional(
        v.pipe(
          v.strictObject(
            {
              over: v.optional(duration('Longer than this (default 10s)…')),
              share: v.optional(
                v.pipe(
                  v.number('a number of percent from 0 to 100'),
                  v.minValue(0, 'a number of percent from 0 to 100'),
                  v.maxValue(100, 'a number of percent from 0 to 100'),
                  v.description('…and more than this part of the total, in percent (default 20).'),
                ),
              ),
            },
            'a mapping with the keys `over` and `share`',
          ),
          v.description('When a stage is called a bottleneck: over both marks.'),
        ),
      ),
      comment: v.optional(
        v.pipe(
          v.picklist(COMMENT_MODES, wordsOf(COMMENT_MODES)),
          v.description(
            'When there is a comment on the pull request: when there is something to say (`auto`, the default), with every run, edited only when the verdict changes, or never.',
          ),
        ),
      ),
      'fail-on': v.optional(
        v.pipe(
          v.picklist(FAIL_ON, wordsOf(FAIL_ON)),
          v.description(
            'What fails a run whose stages passed: nothing (`never`, the default), a confirmed regression, a budget that was overrun, or any of these.',
          ),
        ),
      ),
      confirm: v.optional(
        v.pipe(
          v.picklist(CONFIRMS, wordsOf(CONFIRMS)),
          v.description(
            'How suspected slowdowns are confirmed where the stage does not say it: not at all, alternating with the base commit where time allows and else by running again (`auto`, the default on pull requests), by running again, or alternating with the base commit only.',
          ),
        ),
      ),
      'confirm-budget': v.optional(
        duration(
          "Time limit for confirmation (default 5m); never more than half of the run's own time, or 2m where that is shorter than 4m.",
        ),
      ),
      caches: v.optional(
        v.pipe(
          v.record(id, cache, 'a mapping of names to caches'),
          v.description('Named sets of paths that are kept from run to run.'),
        ),
      ),
      setup: v.optional(
        v.pipe(
          v.record(id, setup, 'a mapping of ids to setups'),
          v.description(
            'What makes the machine ready before the stages: tools to install, environments to build.',
          ),
        ),
      ),
      stages: v.pipe(
        v.record(id, stage, 'a mapping of ids to stages'),
        v.minEntries(1, 'a mapping with at least one stage'),
        v.description(
          'The commands of the pipeline by id; they run in the order of their `needs`.',
        ),
      ),
    },
    'a mapping with the key `stages`',
  ),
  v.title('Stagetime definition'),
  v.description(
    'The stages of a research pipeline: what to run, in which order, and what to keep.',
  ),
);

/** A definition as it is written, before defaults. */
export type Definition = v.InferOutput<typeof definitionSchema>;
export type StageDefinition = Definition['stages'][string];
export type SetupDefinition = NonNullable<Definition['setup']>[string];
export type CacheEntry = NonNullable<Definition['caches']>[string];
