/** Keeps secrets out of what we write: values of secret-looking variables and of `::add-mask::`. */
import { open, rename, rm } from 'node:fs/promises';
import type { Hide } from '../../record/facts/free-text.ts';
import {
  type Automaton,
  createAutomaton,
  MOST_PATTERN_BYTES,
  mergeSpans,
  type Pattern,
  type ScanOptions,
  type Spans,
  START,
} from './automaton.ts';
import { formsOf } from './forms.ts';
import { isEveryday, isWorthHiding } from './secrets.ts';

/** What stands in place of a secret. */
export const REDACTED = '***';

/** Knows the secrets of a run; they only ever get more. */
export interface Redactor extends Hide {
  /**
   * Every line of a value that spans several is a secret too, as on the runner. Where the secrets become
   * more than can be looked for, nothing is let through any more.
   */
  add(secret: string): void;
  /**
   * Rewrites the file without the secrets, everyday words too, in bounded memory; leaves it alone when it
   * has none. The whole of the new file takes the old one's place, or nothing stays of either; that is
   * so too where the signal is aborted before it is done.
   */
  file(path: string, signal?: AbortSignal): Promise<void>;
}

/** A redactor that knows these secrets. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const dictionary = createDictionary();
  for (const secret of secrets) dictionary.add(secret);

  const hide = (text: string, withEveryday: boolean): string => {
    if (dictionary.isOverfull) return text === '' ? '' : REDACTED;
    const automata = dictionary.automata();
    return automata.length === 0 ? text : withoutSecrets(text, automata, withEveryday);
  };
  return {
    add: dictionary.add,
    text: text => hide(text, false),
    log: text => hide(text, true),
    async file(path, signal) {
      const automata = dictionary.automata();
      try {
        if (dictionary.isOverfull) throw new Error('there are more masks than can be looked for');
        if (automata.length === 0) return;
        if (await hasSecret(path, automata, signal)) await rewrite(path, automata, signal);
      } catch (error) {
        // A log that cannot be cleaned must not stay behind with the secret in it.
        await rm(path, { force: true });
        throw error;
      }
    },
  };
}

interface Dictionary {
  add(secret: string): void;
  /** Together they find every secret. */
  automata(): readonly Automaton[];
  readonly isOverfull: boolean;
}

/** Patterns with what finds them. */
interface Generation {
  readonly patterns: readonly Pattern[];
  readonly bytes: number;
  readonly automaton: Automaton;
}

/** An automaton is made in one go, and nothing else happens meanwhile: a larger one takes seconds. */
const LARGEST_GENERATION = 1 << 20;

/** An automaton cannot grow: a few of sizes that double keep the cost of the next secret small. */
function createDictionary(): Dictionary {
  const known = new Set<string>();
  const generations: Generation[] = [];
  let added: Pattern[] = [];
  let addedBytes = 0;
  let bytes = 0;

  function seal(): void {
    if (added.length === 0) return;
    let [patterns, size]: [readonly Pattern[], number] = [added, addedBytes];
    for (let last = generations.at(-1); last !== undefined; last = generations.at(-1)) {
      if (last.patterns.length >= 2 * patterns.length) break;
      if (last.bytes + size > LARGEST_GENERATION) break;
      patterns = [...last.patterns, ...patterns];
      size += last.bytes;
      generations.pop();
    }
    generations.push({ patterns, bytes: size, automaton: createAutomaton(patterns) });
    [added, addedBytes] = [[], 0];
  }

  function addOne(secret: string): void {
    if (known.has(secret) || !isWorthHiding(secret) || bytes > MOST_PATTERN_BYTES) return;
    known.add(secret);
    const forms = formsOf(secret).filter(isWorthHiding);
    const isOrdinary = isEveryday(secret);
    for (const form of forms) {
      const pattern = { bytes: Buffer.from(form), isEveryday: isOrdinary || isEveryday(form) };
      added.push(pattern);
      addedBytes += pattern.bytes.length;
      bytes += pattern.bytes.length;
      if (addedBytes > LARGEST_GENERATION && bytes <= MOST_PATTERN_BYTES) seal();
    }
  }

  return {
    add(secret) {
      for (const value of [secret, ...secret.split(/[\r\n]+/).map(line => line.trim())])
        addOne(value);
    },
    automata() {
      if (bytes <= MOST_PATTERN_BYTES) seal();
      return generations.map(({ automaton }) => automaton);
    },
    get isOverfull() {
      return bytes > MOST_PATTERN_BYTES;
    },
  };
}

/** Our own sign that something was left out of a text after it. */
const CUT = '…';
/** The beginning of a secret that is too short to tell anything, in bytes. */
const SHORTEST_BEGINNING = 4;

/** The text without secrets, nor the beginning of one where the text was cut within it. */
function withoutSecrets(
  text: string,
  automata: readonly Automaton[],
  withEveryday: boolean,
): string {
  const whole = withoutWhole(text, automata, withEveryday, false);
  if (!whole.includes(CUT)) return whole;
  const pieces = whole.split(CUT);
  const last = pieces.pop() ?? '';
  return [...pieces.map(piece => withoutWhole(piece, automata, withEveryday, true)), last].join(
    CUT,
  );
}

function withoutWhole(
  text: string,
  automata: readonly Automaton[],
  withEveryday: boolean,
  isCut: boolean,
): string {
  const bytes = Buffer.from(text);
  const filter = createFilter(automata, withEveryday);
  const pieces = [...filter.push(bytes), ...filter.end(isCut)];
  return filter.hasFound ? Buffer.concat(pieces).toString() : text;
}

/** Takes the secrets out of a text that comes piece by piece. */
interface Filter {
  /** What is sure of the text so far. */
  push(piece: Buffer): readonly Buffer[];
  /** The rest; of a text that was cut, without the beginning of a secret at its end. */
  end(isCut?: boolean): readonly Buffer[];
  readonly hasFound: boolean;
}

const STARS = Buffer.from(REDACTED);

function createFilter(automata: readonly Automaton[], withEveryday: boolean): Filter {
  const states = automata.map(() => START);
  /** What is not given out yet, and where in the text it begins. */
  let held: Buffer = Buffer.alloc(0);
  let heldFrom = 0;
  let spans: Spans = [];
  /** Up to where the text is hidden by what was given out already. */
  let hiddenTo = -1;
  let hasFound = false;

  /** Gives out everything before this place. */
  function release(to: number): readonly Buffer[] {
    const pieces: Buffer[] = [];
    let at = heldFrom;
    let open: Spans = [];
    for (let i = 0; i < spans.length; i += 2) {
      const [start, end] = [spans[i] as number, spans[i + 1] as number];
      if (start >= to) {
        open = [...open, ...spans.slice(i)];
        break;
      }
      if (start > at) pieces.push(held.subarray(at - heldFrom, start - heldFrom));
      if (start > hiddenTo) pieces.push(STARS);
      hiddenTo = end;
      at = Math.max(at, Math.min(end, to));
      if (end > to) open = [to, end];
    }
    if (to > at) pieces.push(held.subarray(at - heldFrom, to - heldFrom));
    spans = open;
    // A copy, because the piece may be written over.
    held = Buffer.from(held.subarray(to - heldFrom));
    heldFrom = to;
    return pieces;
  }

  const pending = (): number =>
    Math.max(...automata.map((one, i) => one.pendingBytes(states[i] ?? START, withEveryday)));

  return {
    push(piece) {
      const offset = heldFrom + held.length;
      held = held.length === 0 ? piece : Buffer.concat([held, piece]);
      const found = automata.map((automaton, i) => {
        const options: ScanOptions = { offset, withEveryday, spans: [] };
        states[i] = automaton.scan(piece, states[i] ?? START, options);
        return options.spans;
      });
      spans = mergeSpans([spans, ...found]);
      if (spans.length > 0) hasFound = true;
      return release(offset + piece.length - pending());
    },
    end(isCut = false) {
      const end = heldFrom + held.length;
      const beginning = pending();
      if (isCut && beginning >= SHORTEST_BEGINNING) {
        hasFound = true;
        spans = mergeSpans([spans, [end - beginning, end]]);
      }
      return release(end);
    },
    get hasFound() {
      return hasFound;
    },
  };
}

/** As much of a log as is looked at in one piece: strings of this size do not outlive a young collection. */
const PIECE_BYTES = 64 * 1024;

async function hasSecret(
  path: string,
  automata: readonly Automaton[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const states = automata.map(() => START);
  for await (const piece of piecesOf(path, signal)) {
    const spans: Spans = [];
    automata.forEach((automaton, i) => {
      const options = { offset: 0, withEveryday: true, spans };
      states[i] = automaton.scan(piece, states[i] ?? START, options);
    });
    if (spans.length > 0) return true;
  }
  return false;
}

async function rewrite(
  path: string,
  automata: readonly Automaton[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const clean = `${path}.redacted`;
  const filter = createFilter(automata, true);
  try {
    await using output = await open(clean, 'w', 0o600);
    for await (const piece of piecesOf(path, signal)) {
      await output.appendFile(Buffer.concat(filter.push(piece)));
    }
    await output.appendFile(Buffer.concat(filter.end()));
    await rename(clean, path);
  } catch (error) {
    await rm(clean, { force: true, recursive: true });
    throw error;
  }
}

/** The file in pieces, which are good until the next one is asked for. Rejects when the signal is aborted. */
async function* piecesOf(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  await using log = await open(path);
  for (;;) {
    const { bytesRead } = await log.read(piece);
    if (bytesRead === 0) return;
    signal?.throwIfAborted();
    yield piece.subarray(0, bytesRead);
  }
}
