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
const LONGEST_ROW = 16_384;
/** How many lines an output can go back. */
const MOST_ROWS = 1_000;

/** The lines of an output, colours left out; at most about a thousand, the last ones. */
export function screenOf(output: string): readonly string[] {
  const rows = [''];
  let row = 0;
  let column = 0;

  function moveTo(wanted: number): void {
    row = Math.max(0, wanted);
    while (rows.length <= row) rows.push('');
    if (rows.length < 2 * MOST_ROWS) return;
    rows.splice(0, MOST_ROWS);
    row = Math.max(0, row - MOST_ROWS);
  }

  function write(text: string): void {
    const before = rows[row] ?? '';
    const start = column <= before.length ? before.slice(0, column) : before.padEnd(column);
    const shown = start + text + before.slice(column + text.length);
    column += text.length;
    const excess = shown.length > 2 * LONGEST_ROW ? shown.length - LONGEST_ROW : 0;
    rows[row] = shown.slice(excess);
    column = Math.max(0, column - excess);
  }

  function control(sequence: string, count: number | undefined): void {
    const by = count || 1;
    const text = rows[row] ?? '';
    switch (sequence) {
      case 'A':
      case 'F':
        moveTo(row - Math.min(by, MOST_ROWS));
        if (sequence === 'F') column = 0;
        break;
      case 'B':
      case 'E':
        moveTo(Math.min(row + by, rows.length - 1));
        if (sequence === 'E') column = 0;
        break;
      case 'C':
        column = Math.min(column + by, LONGEST_ROW);
        break;
      case 'D':
        column = Math.max(0, column - by);
        break;
      case 'G':
        column = Math.min(by - 1, LONGEST_ROW);
        break;
      case 'K':
        if (count === 2) rows[row] = '';
        else if (count === 1) rows[row] = ' '.repeat(column) + text.slice(column);
        else rows[row] = text.slice(0, column);
        break;
      case 'J':
        // An output that clears the whole screen would take an error with it that stands further up.
        if (!count) {
          rows[row] = text.slice(0, column);
          rows.splice(row + 1);
        }
        break;
    }
  }

  for (let at = 0; at < output.length; ) {
    const end = endOfText(output, at);
    if (end > at) {
      write(output.slice(at, end));
      at = end;
      continue;
    }
    const code = output.charCodeAt(at);
    SEQUENCE.lastIndex = at;
    const sequence = code === ESCAPE ? SEQUENCE.exec(output) : null;
    if (sequence !== null) {
      const [, parameter, final = ''] = sequence;
      control(final, parameter ? Number(parameter) : undefined);
      at = SEQUENCE.lastIndex;
      continue;
    }
    if (code === 0x0d) column = 0;
    else if (code === 0x08) column = Math.max(0, column - 1);
    else if (code === 0x0a) {
      moveTo(row + 1);
      column = 0;
    }
    at += 1;
  }
  return rows.map(text => text.trimEnd());
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
