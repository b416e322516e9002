/** What a request asks of a model server, told by the end of its path: what stands before differs. */

export type Endpoint =
  /** An answer that may differ from call to call. */
  | 'answer'
  /** A function of the request: embeddings, counts of tokens. */
  | 'fixed'
  /** What the server has to offer; the truth of the moment. */
  | 'listing'
  | 'other';

const KNOWN: readonly (readonly [method: string, path: RegExp, Endpoint])[] = [
  ['POST', /\/(chat\/completions|completions|responses|messages)$/, 'answer'],
  ['POST', /\/api\/(chat|generate)$/, 'answer'],
  ['POST', /:(generateContent|streamGenerateContent)$/, 'answer'],
  ['POST', /\/(embeddings|messages\/count_tokens)$/, 'fixed'],
  ['POST', /\/api\/(embed|embeddings)$/, 'fixed'],
  ['POST', /:(embedContent|batchEmbedContents|countTokens)$/, 'fixed'],
  ['GET', /\/api\/(tags|ps|version)$/, 'listing'],
  ['POST', /\/api\/show$/, 'listing'],
  ['GET', /\/models(\/.+)?$/, 'listing'],
];

/** What kind of endpoint this is; the path without its query. */
export function endpointOf(method: string, path: string): Endpoint {
  const known = KNOWN.find(([of, pattern]) => of === method && pattern.test(path));
  return known?.[2] ?? 'other';
}
