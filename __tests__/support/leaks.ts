/**
 * Finds what is left of a secret, whatever it was encoded as: the text is decoded in every way that is
 * known, twice over, and looked through for the beginning of the secret's two ends. This knows nothing of how
 * secrets are hidden.
 */

/** A secret to plant; its ends are letters and digits that occur nowhere else, all signs are between. */
export interface Planted {
  readonly value: string;
  /** What may not be seen of it, not even in part. */
  readonly traces: readonly string[];
}

/** As much as somebody can tell a secret by. */
const TRACE = 6;
const SIGNS = `"<&'\\/ %+;=$ü>:`;

/** The secret with this number; `signs` are what stands between its ends. */
export function planted(number: number, signs = SIGNS): Planted {
  const word = (salt: number): string =>
    BigInt.asUintN(
      64,
      BigInt(number + 1) * 0x9e3779b97f4a7c15n + BigInt(salt) * 0xd1b54a32d192ed03n,
    )
      .toString(36)
      .padStart(13, 'q')
      .slice(-12);
  const [first, last] = [`K${word(1)}`, `${word(2)}Z`];
  return { value: `${first}${signs}${last}`, traces: [first.slice(0, TRACE), last.slice(-TRACE)] };
}

/** The secrets of which something stands in the bytes, by name. */
export function leaksIn(
  bytes: Buffer | string,
  secrets: Readonly<Record<string, Planted>>,
): readonly string[] {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
  const views = [...viewsOf(text)];
  const all = [...new Set([...views, ...views.flatMap(view => [...viewsOf(view)])])];
  return Object.entries(secrets).flatMap(([name, { traces }]) =>
    traces.some(trace => all.some(view => view.includes(trace))) ? [name] : [],
  );
}

/** The text, and what it says if it is encoded. */
function* viewsOf(text: string): Generator<string> {
  yield text;
  yield text.replaceAll(/%([\da-f]{2})/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  yield text.replaceAll(/\\u([\da-f]{4})/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  yield text
    .replaceAll(/&#x([\da-f]{1,6});/gi, (_, code) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replaceAll(/&#(\d{1,6});/g, (_, code) => String.fromCodePoint(Number(code)));
  yield text.replaceAll(/(?:\\x)?([\da-f]{2})(?=(?:\\x)?[\da-f]{2}|\b)/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const runs = (text.match(/[\w+/-]{8,}/g) ?? []).join('\n');
  for (let offset = 0; offset < 4; offset += 1) {
    yield runs
      .split('\n')
      .map(run => Buffer.from(run.slice(offset), 'base64').toString('latin1'))
      .join('\n');
  }
}
