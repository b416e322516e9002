/** Keeping a document within GitHub's limits by leaving out whole parts of it, and saying so. */

/** The detail a document can do without, in the order in which it is given up. */
export type Detail =
  | 'timeline diagram'
  | 'trend charts'
  | 'resource time lines'
  | 'resources'
  | 'slowest tests'
  | 'how to reproduce it'
  | 'environment'
  | 'reasons of verdicts'
  | 'what moved within stages'
  | 'why stages ran'
  | 'trends'
  | 'logs beyond 5 lines'
  | 'advice'
  | 'caches'
  | 'language models'
  | 'unremarkable stages'
  | 'explanations of verdicts'
  | 'notices'
  | 'logs';

const ORDER: readonly Detail[] = [
  'timeline diagram',
  'trend charts',
  'resource time lines',
  'resources',
  'slowest tests',
  'how to reproduce it',
  'environment',
  'reasons of verdicts',
  'what moved within stages',
  'why stages ran',
  'trends',
  'logs beyond 5 lines',
  'advice',
  'caches',
  'language models',
  'unremarkable stages',
  'explanations of verdicts',
  'notices',
  'logs',
];

/** What a document leaves out, asked for by its parts. */
export type Without = ReadonlySet<Detail>;

/**
 * The document with as much detail as `budgetBytes` allow. The steps are taken one after the other
 * until it fits; where nothing else does, it is `least`, which is short by construction.
 */
export function fitToBudget(
  budgetBytes: number,
  render: (without: Without) => string,
  least: () => string,
): string {
  const without = whatFits(budgetBytes, render);
  return without === undefined ? least() : render(without);
}

/** What the document has to leave out to fit; undefined where that is not enough. */
export function whatFits(
  budgetBytes: number,
  render: (without: Without) => string,
): Without | undefined {
  for (let steps = 0; steps <= ORDER.length; steps += 1) {
    const without: Without = new Set(ORDER.slice(0, steps));
    if (byteLength(render(without)) <= budgetBytes) return without;
  }
  return undefined;
}

/** The sentence for a document that is nothing but its verdict. */
export const ALL_LEFT_OUT = "All else is left out to stay within GitHub's size limit.";

/** The sentence about what is left out; undefined where nothing is. */
export function leftOut(without: Without): string | undefined {
  if (without.size === 0) return undefined;
  return `Left out to stay within GitHub's size limit: ${[...without].join(', ')}.`;
}

/** In UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
