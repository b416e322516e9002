/** What a file's content says of secrets in it. */

/** Shorter values are words that stand in thousands of files. */
const SHORTEST = 8;
/** Settings and scripts are small; in what is larger only given values are looked for. */
const LARGEST_SETTING = 1 << 20;

/** A password in an address, as in a list of package sources. */
const PASSWORD_IN_URL = /[a-z]:\/\/[^\s/:@'"<>$]*:[^\s/:@'"<>$]+@[^\s/]/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/;
/** Where settings are. Elsewhere such texts are examples and tests of libraries. */
const SETTINGS = /^(?:etc|opt|var\/lib|home)\//;

export interface SecretSearch {
  /** Of the longest value: what may be cut where a file is read in parts. */
  readonly overlap: number;
  /** Whether there is anything to be looked for in a file of this size. */
  concerns(path: string, size: number): boolean;
  /** Whether this part of a file's content holds one of the given values. */
  isInPart(content: Buffer): boolean;
  /** Whether a whole file does not belong into a layer by what is in it. */
  isInSetting(path: string, content: Buffer): boolean;
}

/** Looks for these values; those that are too short to mean anything are left alone. */
export function searchFor(values: readonly string[]): SecretSearch {
  const needles = values
    .map(value => Buffer.from(value))
    .filter(({ length }) => length >= SHORTEST);
  const isSetting = (path: string, size: number): boolean =>
    size <= LARGEST_SETTING && SETTINGS.test(path);
  return {
    concerns: (path, size) => needles.length > 0 || isSetting(path, size),
    overlap: needles.reduce((most, { length }) => Math.max(most, length - 1), 0),
    isInPart: content => needles.some(needle => content.includes(needle)),
    isInSetting: (path, content) => {
      if (!isSetting(path, content.length)) return false;
      const text = content.toString('latin1');
      return PASSWORD_IN_URL.test(text) || PRIVATE_KEY.test(text);
    },
  };
}
