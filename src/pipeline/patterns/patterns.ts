/** Lists of patterns: which paths they match, what they name, and whether two of them may meet. */
import { alternativesOf, partsOf, type Segment } from './glob.ts';

/**
 * Names that no pattern matches, nor anything below: ours, git's, and what Python and pytest keep next
 * to their sources, which changes whenever a stage runs and decides nothing.
 */
export const NEVER_MATCHED: ReadonlySet<string> = new Set([
  '.stagetime',
  '.git',
  '__pycache__',
  '.pytest_cache',
]);

/** Whether a pattern takes away from what others match. A name that begins so is written `./!name`. */
export function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!');
}

/** A pattern or path as it is compared and looked up: `./out//a/` as `out/a`; the folder itself is `.`. */
export function normalForm(pattern: string): string {
  if (isExclusion(pattern)) return `!${normalForm(pattern.slice(1))}`;
  const normal = partsOf(pattern).join('/');
  if (normal === '') return '.';
  return isExclusion(normal) ? `./${normal}` : normal;
}

/** Whether a pattern names one path and nothing else. */
export function isLiteral(pattern: string): boolean {
  return !isExclusion(pattern) && alternativesOf(pattern).length === 1;
}

/**
 * What patterns name without any sign: `files` whole paths, `folders` what stands before the first
 * sign, as in `output/figures/*.pdf`.
 */
export function namedIn(patterns: readonly string[]): {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
} {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const segments of patterns.filter(one => !isExclusion(one)).flatMap(alternativesOf)) {
    const certain = certainParts(segments);
    if (certain.length === 0) continue;
    (certain.length === segments.length ? files : folders).add(certain.join('/'));
  }
  return { files, folders };
}

function certainParts(segments: readonly Segment[]): readonly string[] {
  const names: string[] = [];
  for (const segment of segments) {
    if (segment.kind !== 'name') break;
    names.push(segment.name);
  }
  return names;
}

/**
 * Whether two patterns may name the same file. Exact where one of them has no wildcards but `*` at
 * its ends; in doubt it says yes. A pattern also means everything in the folder it names.
 */
export function mayMeet(a: string, b: string): boolean {
  const others = alternativesOf(b);
  return alternativesOf(a).some(one => others.some(other => segmentsMeet(one, other)));
}

/** With more comparisons than this it takes seconds; no pattern that anybody writes needs as many. */
const MOST_COMPARISONS = 1_000_000;

function segmentsMeet(a: readonly Segment[], b: readonly Segment[]): boolean {
  if (isNameEach(a) && isNameEach(b))
    return a.slice(0, b.length).every((one, i) => namesMeet(one, b[i] as NameSegment));
  return a.length * b.length > MOST_COMPARISONS || deepSegmentsMeet(a, b);
}

function isNameEach(segments: readonly Segment[]): segments is readonly NameSegment[] {
  return segments.every(({ kind }) => kind !== 'any-depth');
}

/** From the ends on, so that patterns of many `**` take no longer than others. */
function deepSegmentsMeet(a: readonly Segment[], b: readonly Segment[]): boolean {
  // Whether what is left of `a` meets what is left of `b` from each place on. Where one of them has
  // nothing left, the rest of the other is in the folder that it names.
  let below: readonly boolean[] = Array(b.length + 1).fill(true);
  for (const one of a.toReversed()) {
    const row: boolean[] = Array(b.length + 1).fill(true);
    for (let at = b.length - 1; at >= 0; at -= 1) {
      const other = b[at] as Segment;
      row[at] =
        one.kind === 'any-depth' || other.kind === 'any-depth'
          ? below[at] === true || row[at + 1] === true
          : namesMeet(one, other) && below[at + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}

type NameSegment = Exclude<Segment, { kind: 'any-depth' }>;
type LikeSegment = Extract<Segment, { kind: 'like' }>;

/** Two names with signs meet unless what is certain of their beginnings or of their ends differs. */
function namesMeet(a: NameSegment, b: NameSegment): boolean {
  if (a.kind === 'name') return b.kind === 'name' ? a.name === b.name : mayBeLike(a.name, b);
  if (b.kind === 'name') return mayBeLike(b.name, a);
  const [startA, startB] = [certainStart(a.text), certainStart(b.text)];
  const [endA, endB] = [certainEnd(a.text), certainEnd(b.text)];
  return (
    (startA.startsWith(startB) || startB.startsWith(startA)) &&
    (endA.endsWith(endB) || endB.endsWith(endA))
  );
}

function mayBeLike(name: string, { text, test }: LikeSegment): boolean {
  return name.length * text.length > MOST_COMPARISONS || test.test(name);
}

function certainStart(name: string): string {
  return name.slice(0, name.search(/[*?[]/));
}

function certainEnd(name: string): string {
  return name.slice(Math.max(...['*', '?', ']'].map(sign => name.lastIndexOf(sign))) + 1);
}
