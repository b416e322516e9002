/**
 * The forms in which a secret may be printed: those that GitHub's runner masks (its `ValueEncoders`),
 * and those of the same kinds that it leaves out.
 */
import { visible } from '../../record/text.ts';

/** The secret as it is and in every other form, each once. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [...new Set([secret, ...spellings(secret), ...base64(bytes), ...hex(bytes)])];
}

/** No notation has another meaning for these. */
const PLAIN = /^[\w.-]*$/;

function spellings(secret: string): readonly string[] {
  if (PLAIN.test(secret)) return [];
  return [
    ...parts(secret),
    ...quoted(secret),
    ...escaped(secret),
    ...json(secret),
    ...urls(secret),
    ...xml(secret),
  ];
}

/** What shells and their like put around and between. */
function quoted(secret: string): readonly string[] {
  return [
    // bash's `printf %q`, with letters of any script where its locale has them, and `$'…'`.
    secret.replaceAll(/[^\w@%+=:,./-]/g, sign => `\\${sign}`),
    secret.replaceAll(/[^\w@%+=:,./\u{80}-\u{10ffff}-]/gu, sign => `\\${sign}`),
    secret.replaceAll(/[^\w@%+=:,./~^-]/g, sign => `\\${sign}`),
    secret.replaceAll(/[\\']/g, sign => `\\${sign}`),
    secret.replaceAll("'", String.raw`'\''`),
    secret.replaceAll("'", `'"'"'`),
    // Within double quotes, of a command line and of a shell.
    secret.replaceAll('"', String.raw`\"`),
    secret.replaceAll(/[\\"$`]/g, sign => `\\${sign}`),
    // PowerShell, SQL, YAML and GitHub's expressions.
    secret.replaceAll("'", "''"),
    secret.replaceAll('"', '""'),
    secret.replaceAll(/[`"$]/g, sign => `\`${sign}`),
    // The data and the properties of a workflow command, today's and the older ones.
    commandData(secret),
    commandData(secret).replaceAll(':', '%3A').replaceAll(',', '%2C'),
    commandData(secret).replaceAll(';', '%3B').replaceAll(']', '%5D'),
    // As our own reports show it.
    visible(secret.replaceAll(/\p{Zs}+/gu, ' ').trim()),
  ];
}

/** What is not ASCII as numbers: bash's `$'…'` outside of UTF-8, and Python's `ascii` and bytes. */
function escaped(secret: string): readonly string[] {
  const numbers = [
    (sign: string) => bytesOf(sign, byte => byte.toString(8)),
    (sign: string) => bytesOf(sign, byte => `x${byte.toString(16)}`),
    pythonCode,
  ];
  const withQuotes = [/\\/g, /[\\']/g].map(which => secret.replaceAll(which, sign => `\\${sign}`));
  return withQuotes.flatMap(text =>
    numbers.map(write => text.replaceAll(/[^\0-~]/gu, sign => write(sign))),
  );
}

function bytesOf(sign: string, write: (byte: number) => string): string {
  return [...Buffer.from(sign)].map(byte => `\\${write(byte)}`).join('');
}

function pythonCode(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const [letter, digits] = code < 0x100 ? ['x', 2] : code < 0x1_0000 ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).padStart(digits as number, '0')}`;
}

function commandData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function json(secret: string): readonly string[] {
  const plain = inner(JSON.stringify(secret));
  const ascii = escapeUnits(plain, /[^\0-~]/g);
  const all = [
    plain,
    ascii,
    // PHP's slashes, and what keeps JSON harmless within HTML (Go, Rails, Newtonsoft).
    plain.replaceAll('/', String.raw`\/`),
    ascii.replaceAll('/', String.raw`\/`),
    escapeUnits(plain, /[<>&]/g),
    escapeUnits(plain, /[<>&']/g),
    escapeUnits(plain.replaceAll(String.raw`\"`, '"'), /[<>&'"+]/g),
    // Python's and Rust's own way to show a text.
    secret.replaceAll('\\', '\\\\'),
    secret.replaceAll(/[\\']/g, sign => `\\${sign}`),
  ];
  const withUpper = all.flatMap(text => [text, upperEscapes(text)]);
  // JSON within JSON.
  return [...withUpper, ...withUpper.map(text => inner(JSON.stringify(text)))];
}

function inner(text: string): string {
  return text.slice(1, -1);
}

function escapeUnits(text: string, which: RegExp): string {
  return text.replaceAll(which, sign =>
    sign.replaceAll(/[\s\S]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

function upperEscapes(text: string): string {
  return text.replaceAll(/\\u([\da-f]{4})/g, (_, digits: string) => `\\u${digits.toUpperCase()}`);
}

function urls(secret: string): readonly string[] {
  // Half a surrogate pair has no form in a URL.
  const text = Buffer.from(secret).toString();
  const component = encodeURIComponent(text);
  const strict = component.replaceAll(/[!'()*]/g, percent);
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const all = [
    component,
    strict,
    // Where a path may have its slashes, an address what gives it a meaning.
    strict.replaceAll('%2F', '/'),
    encodeURI(text),
    encodeURI(text).replaceAll(/[!'()*]/g, percent),
    form,
    strict.replaceAll('%20', '+'),
    component.replaceAll('%20', '+'),
    // As a user name or password before a host.
    form.replaceAll('+', '%20'),
  ];
  const withLower = all.flatMap(url => [
    url,
    url.replaceAll(/%[\dA-F]{2}/g, code => code.toLowerCase()),
  ]);
  return [...withLower, ...withLower.map(url => url.replaceAll('%', '%25'))];
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Named entities, and numbers in either base. */
function xml(secret: string): readonly string[] {
  const text = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attribute = text.replaceAll('"', '&quot;');
  const numbered = (write: (code: number) => string, which: RegExp): string =>
    secret.replaceAll(which, sign => write(sign.codePointAt(0) ?? 0));
  const decimal = (code: number): string => `&#${code};`;
  const upper = (code: number): string => `&#x${code.toString(16).toUpperCase()};`;
  const lower = (code: number): string => `&#x${code.toString(16)};`;
  return [
    text,
    attribute,
    ...['&apos;', '&#39;', '&#x27;', '&#039;'].map(sign => attribute.replaceAll("'", sign)),
    text.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    ...[decimal, upper, lower].flatMap(write => [
      numbered(write, /[&<>"']/gu),
      numbered(write, /[^\w .-]/gu),
      numbered(write, /[^\0-~]/gu),
      text.replaceAll(/[^\0-~]/gu, sign => write(sign.codePointAt(0) ?? 0)),
    ]),
  ];
}

/** Lengths at which encoders break lines: MIME's and PEM's. */
const BASE64_LINES = [76, 64];

/**
 * Wherever it begins within what was encoded: of the three ways in which its bytes can fall into groups,
 * what depends on the secret alone; and its last characters as they are where it ends the whole.
 */
function base64(bytes: Buffer): readonly string[] {
  const found = [0, 1, 2].flatMap(before => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const bare = whole.replace(/=+$/, '');
    const from = [0, 2, 3][before] ?? 0;
    const sure = Math.floor(((before + bytes.length) * 8) / 6);
    return [whole.slice(from), bare.slice(from), whole.slice(from, sure)];
  });
  const [whole = ''] = found;
  const broken = BASE64_LINES.flatMap(length =>
    whole.length > length ? (whole.match(new RegExp(`.{1,${length}}`, 'g')) ?? []) : [],
  );
  return [...found, ...broken]
    .flatMap(text => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
    .filter(text => text.length >= SHORTEST_PIECE);
}

/** A shorter piece would be found everywhere. */
const SHORTEST_PIECE = 4;

function hex(bytes: Buffer): readonly string[] {
  const digits = bytes.toString('hex');
  return [digits, digits.toUpperCase()];
}

/** PowerShell colours what stands about an ampersand on its own; quotes may be part of the value. */
function parts(secret: string): readonly string[] {
  const isQuoted = secret.length > 8 && /^".*"$|^'.*'$/s.test(secret);
  const at = secret.includes('&+') ? secret.indexOf('&+') + 2 : secret.lastIndexOf('&') + 1;
  const coloured = secret.includes('&+') ? 1 : 0;
  const sections = at === 0 ? [] : [secret.slice(0, at), secret.slice(at + coloured)];
  return [
    ...(isQuoted ? [secret.slice(1, -1)] : []),
    ...sections.filter(section => section.length >= SHORTEST_SECTION),
  ];
}

const SHORTEST_SECTION = 6;
