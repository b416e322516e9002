/** What a user chooses about a run with a word: the same words in inputs, definition and arguments. */

/** When there is a comment on the pull request. */
export const COMMENT_MODES = ['auto', 'always', 'on-change', 'never'] as const;
export type CommentMode = (typeof COMMENT_MODES)[number];

/** What a job may fail on besides its stages. */
export const FAIL_ON = ['never', 'regression', 'budget', 'any'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Whether a job is to fail on regressions, among others. */
export function gatesRegressions(failOn: FailOn): failOn is 'regression' | 'any' {
  return failOn === 'regression' || failOn === 'any';
}

/**
 * How a suspicion is confirmed. `auto`: suspected stages run in turns with the base commit where that can be
 * had in time, else alone. `rerun`: alone. `paired`: in turns, and also where only that can tell: a slow
 * run as a whole, stages without a history.
 */
export const CONFIRMS = ['off', 'auto', 'rerun', 'paired'] as const;
export type Confirm = (typeof CONFIRMS)[number];

/** How, where one is to be confirmed and nobody says how. */
export const USUAL_CONFIRM: Confirm = 'auto';

/** `` `a`, `b` or `c` ``: the words as messages name them. */
export function wordsOf(choices: readonly string[]): string {
  const quoted = choices.map(choice => `\`${choice}\``);
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter(Boolean).join(' or ');
}
