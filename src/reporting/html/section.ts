/** The parts of the page that its list of contents leads to. */
import { counted } from '../../record/text.ts';

/** A part with a heading; its body is markup. */
export interface Section {
  /** Of its heading. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

/** A section as it stands in the page. */
export function sectionHtml({ id, title, body }: Section): string {
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}
</section>`;
}

/** Links to sections, for pages of more than a few. */
export function contents(sections: readonly Section[]): string {
  const links = sections.map(({ id, title }) => `<a href="#${id}">${title}</a>`);
  return `<nav aria-label="Contents">${links.join(' ')}</nav>`;
}

/** Figures that are seen at once; more are a wall. */
const MOST_OPEN = 12;

/** Figures side by side, the remarkable ones and the largest in sight, the rest to be unfolded. */
export function figures<T>(all: readonly T[], { size, isNotable, draw }: Drawing<T>): string {
  const ranked = all.toSorted(
    (a, b) => Number(isNotable(b)) - Number(isNotable(a)) || size(b) - size(a),
  );
  const open = new Set(ranked.slice(0, MOST_OPEN));
  const first = all
    .filter(one => open.has(one))
    .sort((a, b) => Number(isNotable(b)) - Number(isNotable(a)));
  const grid = (some: readonly T[]) => `<div class="charts">
${some.map(draw).join('\n')}
</div>`;
  const rest = all.filter(one => !open.has(one));
  const folded =
    rest.length === 0
      ? ''
      : `\n<details><summary>${counted(rest.length, 'shorter stage')}</summary>\n${grid(rest)}\n</details>`;
  return `${grid(first)}${folded}`;
}

/** How figures are drawn, and which ones matter. */
interface Drawing<T> {
  /** By which those are chosen that are in sight. */
  readonly size: (one: T) => number;
  readonly isNotable: (one: T) => boolean;
  /** Markup. */
  readonly draw: (one: T) => string;
}
