/** Patterns compared with one another, without any files. */

/** What ends the part of a segment that is certain. */
const SPECIAL = /[*?[\](){}!+@|\\]/;

/**
 * Whether two patterns may name the same file. Exact where one of them has no wildcards but `*` at
 * its ends; in doubt it says yes. A pattern also means everything in the folder it names.
 */
export function mayMeet(a: string, b: string): boolean {
  return segmentsMeet(segmentsOf(a), segmentsOf(b));
}

function segmentsOf(pattern: string): readonly string[] {
  const segments = pattern.split('/').filter(segment => segment !== '' && segment !== '.');
  // Braces and brackets may hold a slash: what comes after one of them is not known.
  const unsure = segments.findIndex(segment => /[({[]/.test(segment) && !isClosed(segment));
  return unsure === -1 ? segments : [...segments.slice(0, unsure), '**'];
}

function isClosed(segment: string): boolean {
  const count = (signs: RegExp) => segment.match(signs)?.length ?? 0;
  return count(/[({[]/g) === count(/[)}\]]/g);
}

/** From the ends on, so that patterns of many `**` take no longer than others. */
function segmentsMeet(a: readonly string[], b: readonly string[]): boolean {
  // Whether what is left of `a` meets what is left of `b` from each place on. Where one of them has
  // nothing left, the rest of the other is in the folder that it names.
  let below: readonly boolean[] = Array(b.length + 1).fill(true);
  for (const nameA of a.toReversed()) {
    const row: boolean[] = Array(b.length + 1).fill(true);
    for (let at = b.length - 1; at >= 0; at -= 1) {
      const nameB = b[at] ?? '';
      row[at] =
        nameA.includes('**') || nameB.includes('**')
          ? below[at] === true || row[at + 1] === true
          : namesMeet(nameA, nameB) && below[at + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}

/** Two names meet unless what is certain of their beginnings or of their ends differs. */
function namesMeet(a: string, b: string): boolean {
  const [specialA, specialB] = [SPECIAL.test(a), SPECIAL.test(b)];
  if (!specialA && !specialB) return a === b;
  const [startA, startB] = [certainStart(a), certainStart(b)];
  const [endA, endB] = [certainEnd(a), certainEnd(b)];
  return (
    (startA.startsWith(startB) || startB.startsWith(startA)) &&
    (endA.endsWith(endB) || endB.endsWith(endA))
  );
}

function certainStart(name: string): string {
  return name.slice(0, /[*?[({!+@|\\]/.exec(name)?.index ?? name.length);
}

function certainEnd(name: string): string {
  const end = [...name].findLastIndex(sign => SPECIAL.test(sign));
  return [...name].slice(end + 1).join('');
}
