/**
 * What a terminal shows of an output: progress bars overwrite themselves, by carriage returns, by
 * backspaces or by going up some lines, and what a reader wants is their last state.
 */

/** Control sequences, and titles and links, which are not shown. */
const SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one.
  /\u001b(?:\[(\d{0,9})[0-?]{0,40}[ -/]{0,4}([@-~])|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[^[\]\n])/y;
const ESCAPE = 0x1b;

/** Of a longer line the end is kept, in code units. */
const LONGEST_ROW = 4_096;
/** How many lines an output can go back. */
const MOST_ROWS = 1_000;

/** The lines of an output, colours left out; at most about a thousand, the last ones. */
export function screenOf(output: string): readonly string[] {
  const screen = new Screen(output);
  for (let at = 0; at < output.length; ) {
    const end = endOfText(output, at);
    if (end > at) {
      screen.write(at, end);
      at = end;
      continue;
    }
    const code = output.charCodeAt(at);
    SEQUENCE.lastIndex = at;
    const sequence = code === ESCAPE ? SEQUENCE.exec(output) : null;
    if (sequence !== null) {
      const [, parameter, final = ''] = sequence;
      screen.control(final, parameter ? Number(parameter) : undefined);
      at = SEQUENCE.lastIndex;
      continue;
    }
    if (code === 0x0d) screen.toLineStart();
    else if (code === 0x08) screen.goBack(1);
    else if (code === 0x0a) screen.toNextLine();
    at += 1;
  }
  return screen.lines();
}

/** What is drawn of an output, and where the next of it goes. */
class Screen {
  readonly #output: string;
  readonly #rows = [new Row()];
  #row = 0;
  #column = 0;

  constructor(output: string) {
    this.#output = output;
  }

  lines(): readonly string[] {
    return this.#rows.map(row => String(row).trimEnd());
  }

  /** Draws a part of the output. */
  write(from: number, to: number): void {
    const start = Math.max(from, to - LONGEST_ROW);
    // Of a longer text nothing is left of what was there before, nor of its own beginning.
    if (start > from) {
      this.#here().cut(0);
      this.#column = 0;
    }
    this.#column = this.#here().put(this.#column, this.#output, start, to);
  }

  toLineStart(): void {
    this.#column = 0;
  }

  toNextLine(): void {
    this.#moveTo(this.#row + 1);
    this.#column = 0;
  }

  goBack(by: number): void {
    this.#column = Math.max(0, this.#column - by);
  }

  /** Does what a control sequence says, by the letter that it ends with. */
  control(sequence: string, count: number | undefined): void {
    const by = count || 1;
    switch (sequence) {
      case 'A':
      case 'F':
        this.#moveTo(this.#row - Math.min(by, MOST_ROWS));
        if (sequence === 'F') this.#column = 0;
        break;
      case 'B':
      case 'E':
        this.#moveTo(Math.min(this.#row + by, this.#rows.length - 1));
        if (sequence === 'E') this.#column = 0;
        break;
      case 'C':
        this.#column = Math.min(this.#column + by, LONGEST_ROW);
        break;
      case 'D':
        this.goBack(by);
        break;
      case 'G':
        this.#column = Math.min(by - 1, LONGEST_ROW);
        break;
      case 'K':
        if (count === 2) this.#here().cut(0);
        else if (count === 1) this.#here().blank(this.#column);
        else this.#here().cut(this.#column);
        break;
      case 'J':
        // An output that clears the whole screen would take an error with it that stands further up.
        if (!count) {
          this.#here().cut(this.#column);
          this.#rows.splice(this.#row + 1);
        }
        break;
    }
  }

  #here(): Row {
    return this.#rows[this.#row] as Row;
  }

  #moveTo(wanted: number): void {
    this.#row = Math.max(0, wanted);
    while (this.#rows.length <= this.#row) this.#rows.push(new Row());
    if (this.#rows.length < 2 * MOST_ROWS) return;
    this.#rows.splice(0, MOST_ROWS);
    this.#row = Math.max(0, this.#row - MOST_ROWS);
  }
}

const SPACE = 0x20;
const NO_CODES = new Uint16Array(0);
/** So few that V8 keeps them in its heap: memory outside of it costs more than the rest of a short line. */
const FEWEST_CODES = 32;

/** One line as it is drawn: a sign costs the same wherever it goes. */
class Row {
  #codes: Uint16Array = NO_CODES;
  #length = 0;

  /** Draws a part of a text at a column; gives the column behind it. */
  put(column: number, text: string, from: number, to: number): number {
    const end = column + to - from;
    this.#reserve(end);
    if (column > this.#length) this.#codes.fill(SPACE, this.#length, column);
    for (let at = from; at < to; at += 1) this.#codes[column + at - from] = text.charCodeAt(at);
    this.#length = Math.max(this.#length, end);
    if (this.#length <= 2 * LONGEST_ROW) return end;
    const excess = this.#length - LONGEST_ROW;
    this.#codes.copyWithin(0, excess, this.#length);
    this.#length = LONGEST_ROW;
    return Math.max(0, end - excess);
  }

  /** Removes what is at the column and behind it. */
  cut(column: number): void {
    this.#length = Math.min(this.#length, column);
  }

  /** Makes what is before the column empty. */
  blank(column: number): void {
    this.#reserve(column);
    this.#codes.fill(SPACE, 0, column);
    this.#length = Math.max(this.#length, column);
  }

  toString(): string {
    const { buffer, byteOffset } = this.#codes;
    return Buffer.from(buffer, byteOffset, 2 * this.#length).toString('utf16le');
  }

  #reserve(length: number): void {
    if (length <= this.#codes.length) return;
    const larger = new Uint16Array(Math.max(FEWEST_CODES, 2 * length));
    larger.set(this.#codes.subarray(0, this.#length));
    this.#codes = larger;
  }
}

/** Where the text that begins here is over: at a control character that is no tab. */
function endOfText(output: string, start: number): number {
  let at = start;
  for (; at < output.length; at += 1) {
    const code = output.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) break;
  }
  return at;
}
