/** Sentences of a list, of which none is said twice. */

/** Shorter ones are names of things, not things that are said. */
const FEWEST_WORDS = 5;

/**
 * The texts without the sentences that an earlier one of them has: what several have in common, such as a
 * remedy, is said with the first. A text that says nothing of its own goes; no other loses its first sentence.
 */
export function saidOnce(texts: readonly string[]): readonly string[] {
  const said = new Set<string>();
  return [...new Set(texts)].map(text => {
    const [first = '', ...more] = text.split(/(?<=[.!?]) (?=[A-Z])/);
    const kept = [first, ...more.filter(sentence => !said.has(plain(sentence)))];
    for (const sentence of [first, ...more]) {
      if (sentence.split(' ').length >= FEWEST_WORDS) said.add(plain(sentence));
    }
    // What no sentence follows ends as the last one of a notice does.
    return kept.length > 1 || more.length === 0 ? kept.join(' ') : first.replace(/\.$/, '');
  });
}

function plain(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** Each once, with how often it is there. */
export function tally(items: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts];
}
