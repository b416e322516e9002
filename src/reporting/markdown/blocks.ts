/** What Markdown documents are built of. */
import { markdownTable } from 'markdown-table';
import type { Quantity } from '../rows/quantity.ts';
import { unbroken } from './escape.ts';

/** A block of Markdown; undefined where the run has nothing to say there. */
export type Part = string | undefined;

/** Rows of a list that shows only what has something to say. */
export const FEW = 25;

/** Blocks as one document. */
export function joinParts(parts: readonly Part[]): string {
  return `${parts.filter(part => part !== undefined).join('\n\n')}\n`;
}

/** A table of cells that are Markdown already; `align` has a letter a column. */
export function table(rows: readonly (readonly string[])[], align: string): string {
  return markdownTable(rows, {
    align: [...align],
    alignDelimiters: false,
    padding: false,
  });
}

/** Something to unfold; the title is ours and needs no escaping. */
export function details(title: string, parts: readonly Part[]): string {
  return joinParts([`<details>\n<summary>${title}</summary>`, ...parts, '</details>']).trimEnd();
}

/** A measurement on one line, or a dash. */
export function numberCell(quantity: Quantity | undefined): string {
  return quantity === undefined ? '–' : unbroken(quantity.text);
}
