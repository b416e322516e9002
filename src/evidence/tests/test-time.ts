/** What the `time` of a test says: runners write it as their machine's language writes numbers. */

/** A time in seconds, or why it is none. */
export type WrittenTime =
  | { readonly kind: 'absent' }
  | { readonly kind: 'seconds'; readonly seconds: number; readonly hasDecimalComma?: boolean }
  /** `1,234` is 1.234 s where a comma begins the decimals, and 1234 s where it groups digits. */
  | { readonly kind: 'either'; readonly decimal: number; readonly grouped: number }
  | { readonly kind: 'unreadable' };

const LONGEST = 60;
const GROUPED = String.raw`[1-9]\d{0,2}`;
/** `1.5`, `1e-3`. */
const PLAIN = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const COMMA_OR_GROUP = new RegExp(`^${GROUPED},\\d{3}$`);
const DECIMAL_COMMA = /^\d*,\d+(?:e[+-]?\d+)?$/i;
/** Digits in groups of three, by commas, by dots, or by spaces and apostrophes. */
const BY_COMMAS = new RegExp(`^${GROUPED}(?:(?:,\\d{3})+\\.\\d+|(?:,\\d{3}){2,})$`);
const BY_DOTS = new RegExp(`^${GROUPED}(?:(?:\\.\\d{3})+,\\d+|(?:\\.\\d{3}){2,})$`);
const BY_SPACES = new RegExp(`^${GROUPED}(?:[ \\u00a0\\u2009\\u202f'’]\\d{3})+(?:[.,]\\d+)?$`);
/** A unit that is written is no guess. */
const WITH_UNIT = /^([\d.,]+(?:e[+-]?\d+)?)\s?(ns|us|µs|μs|ms|s|sec|seconds?|min|h)$/i;
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  min: 60,
  h: 3600,
};
/** ISO 8601's `PT1H2M3.5S`, and .NET's `01:02:03.5`. */
const ISO = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?$/i;
const CLOCK = /^(\d+):([0-5]\d):([0-5]\d(?:[.,]\d+)?)$/;

/** Reads the attribute as it stands in the file. */
export function writtenTime(attribute: string): WrittenTime {
  const text = inAsciiDigits(attribute.trim());
  if (text === '') return { kind: 'absent' };
  if (text.length > LONGEST) return { kind: 'unreadable' };
  const [, amount, unit] = WITH_UNIT.exec(text) ?? [];
  return amount === undefined || unit === undefined
    ? (numberIn(text) ?? inHours(text))
    : scaled(numberIn(amount), UNITS[unit.toLowerCase()] ?? 1);
}

function numberIn(text: string): WrittenTime | undefined {
  if (PLAIN.test(text) || /^-0*\.?0*$/.test(text)) return seconds(Math.abs(Number(text)));
  if (COMMA_OR_GROUP.test(text)) {
    return {
      kind: 'either',
      decimal: Number(text.replace(',', '.')),
      grouped: Number(text.replace(',', '')),
    };
  }
  if (DECIMAL_COMMA.test(text)) return seconds(Number(text.replace(',', '.')), true);
  if (BY_COMMAS.test(text)) return seconds(Number(text.replaceAll(',', '')));
  if (BY_DOTS.test(text)) {
    return seconds(Number(text.replaceAll('.', '').replace(',', '.')), text.includes(','));
  }
  if (BY_SPACES.test(text)) {
    return seconds(Number(text.replaceAll(/[^\d.,]/g, '').replace(',', '.')));
  }
  return undefined;
}

function scaled(time: WrittenTime | undefined, factor: number): WrittenTime {
  switch (time?.kind) {
    case 'seconds':
      return seconds(time.seconds * factor);
    case 'either':
      return { ...time, decimal: time.decimal * factor, grouped: time.grouped * factor };
    default:
      return { kind: 'unreadable' };
  }
}

function inHours(text: string): WrittenTime {
  const [, hours = 0, minutes = 0, rest = '0'] = ISO.exec(text) ?? CLOCK.exec(text) ?? [];
  const isTime = ISO.test(text) || CLOCK.test(text);
  if (!isTime) return { kind: 'unreadable' };
  return seconds(Number(hours) * 3600 + Number(minutes) * 60 + Number(rest.replace(',', '.')));
}

function seconds(value: number, hasDecimalComma = false): WrittenTime {
  if (!Number.isFinite(value)) return { kind: 'unreadable' };
  return { kind: 'seconds', seconds: value, ...(hasDecimalComma && { hasDecimalComma }) };
}

/** Java writes the digits of the machine's language. */
function inAsciiDigits(text: string): string {
  return text
    .replace(/[٠-٩]/g, digit => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, digit => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll('٬', '')
    .replaceAll('٫', '.');
}
