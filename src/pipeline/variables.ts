/** Environments, and what no command gets of the engine's own. */

/** An environment; `undefined` stands for a variable that is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The runner's tokens, the Action's inputs and state, and the files by which a step commands the runner. */
const WITHHELD = [
  /^ACTIONS_/,
  /^INPUT_/,
  /^STATE_/,
  /^GITHUB_TOKEN$/,
  /^GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$/,
];

/** The engine's own environment without what no command gets unasked. */
export function withoutWithheld(own: Variables): Record<string, string> {
  const kept = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || WITHHELD.some(pattern => pattern.test(name)) ? [] : [[name, value]],
  );
  return Object.fromEntries(kept);
}
