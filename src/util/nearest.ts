/** What somebody probably meant by a word that is not known. */
import { distance } from 'fastest-levenshtein';

/**
 * The one of `known` that was probably meant, or undefined when none is near. Of two that are equally
 * near, the one that begins alike.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const plain = comparable(written.slice(0, 200));
  let best: string | undefined;
  let bestSteps = Math.max(1, Math.floor(plain.length / 3));
  let bestPrefix = -1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - plain.length) > bestSteps) continue;
    const compared = comparable(candidate);
    const steps = distance(plain, compared);
    const prefix = commonPrefix(plain, compared);
    if (steps < bestSteps || (steps === bestSteps && prefix > bestPrefix)) {
      best = candidate;
      bestSteps = steps;
      bestPrefix = prefix;
    }
  }
  return best;
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Spelling habits that are no mistakes of typing: `timeoutMinutes`, `timeout_minutes`. */
function comparable(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
