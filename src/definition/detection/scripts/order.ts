/** The order that numbers in file names give: 02 < 02.1 < 02b < 03 < 10a < 10b. */
import { baseOf, withoutExtension } from '../model/observed.ts';

/** A file whose name begins with a number. */
export interface Numbered {
  readonly file: string;
  /** Digits and letters of the number, one after the other. */
  readonly number: readonly (number | string)[];
  /** What follows the number. */
  readonly name: string;
}

/** `02b_filter.py`, `3.1-plot.R`, `stage_04_fit.jl`, `10 report.ipynb`. */
const NUMBERED =
  /^(?:(?:step|stage|part|phase|script|task)[ _-]?|s(?=\d))?(\d{1,9}(?:\.\d{1,9})*)([a-z]?)(?:[. _-]+(\S.*)|)$/i;

/** Reads the number of a file's name; nothing where there is none. */
export function numberedOf(file: string): Numbered | undefined {
  const stem = baseOf(withoutExtension(file));
  const [, digits, letter = '', name] = NUMBERED.exec(stem) ?? [];
  if (digits === undefined) return undefined;
  const number = [
    ...digits.split('.').map(Number),
    ...(letter === '' ? [] : [letter.toLowerCase()]),
  ];
  return { file, number, name: name ?? stem };
}

/** Less than nothing where a comes first; equal numbers are equal whatever their names. */
export function compareNumbers(a: Numbered, b: Numbered): number {
  const length = Math.max(a.number.length, b.number.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.number[at], b.number[at]];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
