/** Which values are secrets, and how much of a secret each of them is. */
import type { Stage } from '../../pipeline/types.ts';
import type { Variables } from '../process/stage-environment.ts';

/** Variables whose values never stand in a file we write. */
const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD)$/i;
/** Shorter values, and these words, stand in every log without being anybody's secret. */
const SHORTEST_SECRET = 4;
const NO_SECRETS = new Set(['true', 'false', 'none', 'null']);

/** The values to redact, of the engine's environment and of what the stages set. */
export function secretValues(
  stages: readonly Pick<Stage, 'env'>[],
  own: Variables,
): readonly string[] {
  const named = [...Object.entries(own), ...stages.flatMap(({ env }) => Object.entries(env))];
  const values = named.flatMap(([name, value]) => (SECRET_NAME.test(name) && value ? [value] : []));
  return values.filter(isWorthHiding);
}

/** Whether a value is long and particular enough to be hidden in a log. */
export function isWorthHiding(value: string): boolean {
  return value.length >= SHORTEST_SECRET && !NO_SECRETS.has(value.toLowerCase());
}

/** A single word in one case or with a capital, or a number, with dots as versions have them. */
const EVERYDAY = /^(?:\p{Lu}?\p{Ll}{1,8}|\p{Lu}{1,8}|\d{1,8}|v?\d{1,4}(?:\.\d{1,4}){1,3})$/u;
const LONGEST_EVERYDAY = 8;

/**
 * Whether a value is a word that people use for other things too, as dummies in CI are (`test`,
 * `passed`, `postgres`, `2026`, `3.12`): it is hidden in logs and stays everywhere else.
 */
export function isEveryday(value: string): boolean {
  return value.length <= LONGEST_EVERYDAY && EVERYDAY.test(value);
}
