/**
 * What a comment is made of: a section a job. Each begins with a hidden line that says whose it is, and
 * its text is in blocks, the most important first, so that another job can make room without
 * understanding it. A job changes its own section only; that of one which has not reported for the
 * newest commit yet is marked, and goes with the commit after that.
 */
import * as v from 'valibot';
import { compareStamps, hash, type Stamp } from './marker.ts';

/** What one job says. */
export interface Section {
  /** Hash of what tells the job apart: the same in every run. */
  readonly id: string;
  /** The job's name, as visible text. */
  readonly title: string;
  /** Shown where two jobs have the same title. */
  readonly workflow: string;
  /** It has a heading even where it is alone. */
  readonly isLeg: boolean;
  readonly stamp: Stamp;
  /** The head of the pull request that it is about; empty where that is not known. */
  readonly sha: string;
  /** The newest head that it was shown for: another than its own once other jobs have got further. */
  readonly shownFor: string;
  /** Hash of what it says without the numbers that differ from run to run. */
  readonly gist: string;
  readonly isWorthSaying: boolean;
  /** It was longer. */
  readonly isCut: boolean;
  /** Markdown, the most important first; at least one. */
  readonly blocks: readonly string[];
}

/** The words around the sections; Markdown. */
export interface SectionWords {
  /** Above a section; `of` is a commit before the newest one. */
  heading(title: string, of: string | undefined): string;
  /** Below a section that was cut. */
  readonly cut: string;
  /** Below the last section, where jobs are left out. */
  readonly jobsLeftOut: string;
}

/** What a job wants to say, or a fork's jobs. */
export type NewSection = Omit<Section, 'id' | 'gist' | 'shownFor' | 'isCut'> & {
  /** Tells jobs apart. */
  readonly key: string;
  readonly gist: string;
};

/** The section as it will stand in the comment. */
export function makeSection({ key, gist, ...rest }: NewSection): Section {
  const runId = /^[\w:.-]{1,64}$/.test(rest.stamp.runId)
    ? rest.stamp.runId
    : hash(rest.stamp.runId);
  return {
    ...rest,
    id: hash(key),
    stamp: { ...rest.stamp, runId },
    shownFor: rest.sha,
    gist: hash(gist),
    isCut: false,
    blocks: rest.blocks.map(block => disarmed(block).trim()),
  };
}

const OURS = '<!-- stagetime';
/** With a word joiner, which has no width, it looks the same in a log and is none of our lines. */
const DISARMED = '<!-\u2060- stagetime';

function disarmed(text: string): string {
  return text.replaceAll(OURS, DISARMED);
}

const LINE = /^<!-- stagetime-section (\S{1,8000}) -->$/m;
const NEXT_BLOCK = '<!-- stagetime-block -->';
const END = '<!-- stagetime-end -->';
const HAS_HEADING = 'h';

const short = v.pipe(v.string(), v.maxLength(300));
const hashed = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
const commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{0,64}$/));
const headSchema = v.strictTuple([
  hashed,
  short,
  v.pipe(v.number(), v.integer()),
  short,
  commit,
  commit,
  hashed,
  v.string(),
  short,
  short,
]);

/** The sections that stand in a comment's body; whatever else stands there is not kept. */
export function readSections(body: string): readonly Section[] {
  const [, ...parts] = body.split(LINE);
  const sections: Section[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const section = readSection(parts[i] ?? '', parts[i + 1] ?? '');
    if (section !== undefined) sections.push(section);
  }
  return sections;
}

function readSection(head: string, text: string): Section | undefined {
  const parsed = v.safeParse(headSchema, decoded(head));
  if (!parsed.success) return undefined;
  const [id, runId, attempt, time, sha, shownFor, gist, flags, title, workflow] = parsed.output;
  const [content = ''] = text.split(END, 1);
  const parts = content.split(NEXT_BLOCK).map(block => block.trim());
  const blocks = flags.includes(HAS_HEADING) ? parts.slice(1) : parts;
  if (blocks.length === 0) return undefined;
  return {
    id,
    stamp: { runId, attempt, time },
    sha,
    shownFor,
    gist,
    isWorthSaying: flags.includes('w'),
    isLeg: flags.includes('l'),
    isCut: flags.includes('c'),
    title,
    workflow,
    blocks,
  };
}

function decoded(head: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(head));
  } catch {
    return undefined;
  }
}

/** Nothing in it can end the comment: `>` is encoded. */
function headOf(section: Section, hasHeading: boolean): string {
  const { id, stamp, sha, shownFor, gist, title, workflow } = section;
  const flags = [
    section.isWorthSaying ? 'w' : '',
    section.isLeg ? 'l' : '',
    section.isCut ? 'c' : '',
    hasHeading ? HAS_HEADING : '',
  ].join('');
  const { runId, attempt, time } = stamp;
  const head = [id, runId, attempt, time, sha, shownFor, gist, flags, title, workflow];
  return encodeURIComponent(JSON.stringify(head));
}

/** The sections of several comments as those of one: of each job the newest. */
export function unite(comments: readonly (readonly Section[])[]): readonly Section[] {
  const newest = new Map<string, Section>();
  for (const section of comments.flat()) {
    const other = newest.get(section.id);
    if (other === undefined || compareStamps(section.stamp, other.stamp) > 0) {
      newest.set(section.id, section);
    }
  }
  return [...newest.values()];
}

/** When a section is changed: for every difference, or for another gist alone. */
export type Care = 'body' | 'gist';

/** The sections once these are said. */
export interface Said {
  readonly sections: readonly Section[];
  /** Newer runs said something about every one of them. */
  readonly isSuperseded: boolean;
}

/**
 * Puts new sections among those that stand there. A job that has nothing worth saying gets no section for
 * it, unless it has one, or `always`, or there would be none at all: so it does not matter which job
 * ends first.
 */
export function say(
  there: readonly Section[],
  news: readonly Section[],
  { care, always }: { readonly care: Care; readonly always: boolean },
): Said {
  const current = news.filter(own => !there.some(other => isPastFor(own, other)));
  if (current.length === 0) return { sections: there, isSuperseded: true };
  const sha = current[0]?.sha ?? '';
  const ids = new Set(current.map(({ id }) => id));
  const others = there.filter(({ id }) => !ids.has(id)).flatMap(other => shownNow(other, sha));
  const isAlone = others.length + current.length === 1;
  const own = current.flatMap(section => {
    const old = there.find(({ id }) => id === section.id);
    if (old !== undefined) return [replaced(old, section, care, isAlone)];
    return always || section.isWorthSaying ? [section] : [];
  });
  const sections = [...others, ...own];
  return { sections: sections.length > 0 ? sections : current.slice(0, 1), isSuperseded: false };
}

/** Whether the comment has got further than this run: it is of an older run of the job, or of an older commit. */
function isPastFor(own: Section, other: Section): boolean {
  const isOlder = compareStamps(own.stamp, other.stamp) < 0;
  return isOlder && (other.id === own.id || (own.sha !== '' && other.sha !== own.sha));
}

/** Another job's section beside one about this commit; nothing where it is two commits old. */
function shownNow(other: Section, sha: string): readonly Section[] {
  if (sha === '' || other.sha === sha) return [other];
  const isOneBehind = other.shownFor === other.sha || other.shownFor === sha;
  return isOneBehind ? [{ ...other, shownFor: sha }] : [];
}

function replaced(old: Section, section: Section, care: Care, isAlone: boolean): Section {
  const isSame =
    care === 'gist'
      ? old.gist === section.gist
      : old.blocks.join('\n') === section.blocks.join('\n');
  if (!isSame) return section;
  // Alone it is true for the new commit too. Beside others its commit says whether it is.
  if (isAlone || (old.sha === section.sha && old.shownFor === old.sha)) return old;
  return { ...old, stamp: section.stamp, sha: section.sha, shownFor: section.sha };
}

/** Below the 65,536 characters that GitHub accepts, with room for the comment's own line. */
const MOST_BYTES = 65_000;

/**
 * The body of a comment with these sections. Where it would be too long, sections are cut down to what is
 * not folded, then to their first block, those with nothing worth saying first and then the longest; then
 * whole sections are left out, in the same order.
 */
export function composeBody(
  sections: readonly Section[],
  words: SectionWords,
  mostBytes = MOST_BYTES,
): string {
  const whole = sections.toSorted(byTitle);
  let shown = whole;
  const render = (): string => rendered(shown, words, shown.length < whole.length);
  let text = render();
  for (const blocks of [2, 1, 0]) {
    while (byteLength(text) > mostBytes) {
      const longest = shown
        .filter(section => section.blocks.length > blocks)
        .toSorted(byWeight)
        .at(0);
      // One alone is as long as its writer made it.
      if (longest === undefined || (blocks === 0 && shown.length === 1)) break;
      const cut = { ...longest, blocks: longest.blocks.slice(0, blocks), isCut: true };
      shown = shown.flatMap(one => (one !== longest ? [one] : blocks === 0 ? [] : [cut]));
      text = render();
    }
  }
  return text;
}

/** What is cut first. */
function byWeight(a: Section, b: Section): number {
  const length = ({ blocks }: Section): number =>
    blocks.reduce((sum, { length }) => sum + length, 0);
  return (
    Number(a.isWorthSaying) - Number(b.isWorthSaying) ||
    length(b) - length(a) ||
    (a.id < b.id ? -1 : 1)
  );
}

function rendered(
  sections: readonly Section[],
  words: SectionWords,
  isIncomplete: boolean,
): string {
  const hasHeadings = sections.length > 1;
  const parts = sections.map(section => {
    const { title, workflow, sha, shownFor, isLeg, isCut, blocks } = section;
    const isTwin = sections.some(other => other !== section && other.title === title);
    const name = isTwin && workflow !== '' ? `${workflow}: ${title}` : title;
    const of = shownFor === sha ? undefined : sha;
    const hasHeading = (hasHeadings || isLeg || of !== undefined) && name !== '';
    const texts = hasHeading ? [disarmed(words.heading(name, of)), ...blocks] : blocks;
    return [
      `<!-- stagetime-section ${headOf(section, hasHeading)} -->`,
      texts.join(`\n\n${NEXT_BLOCK}\n`),
      ...(isCut ? ['', END, words.cut] : []),
    ].join('\n');
  });
  const end = isIncomplete ? [`${END}\n${words.jobsLeftOut}`] : [];
  return [...parts, ...end].join('\n\n');
}

/** As people count: 3.9 before 3.10. */
function byTitle(a: Section, b: Section): number {
  const [x, y] = [a, b].map(({ title, workflow }) => `${title}\n${workflow}`.split(/(\d+)/));
  for (let i = 0; i < Math.max(x?.length ?? 0, y?.length ?? 0); i += 1) {
    const [p = '', q = ''] = [x?.[i], y?.[i]];
    if (p === q) continue;
    const difference = Number(p) - Number(q);
    // Every second part is a number.
    if (i % 2 === 1 && difference !== 0) return difference;
    return p < q ? -1 : 1;
  }
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
