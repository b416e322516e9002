/** What every verb says its result with: where it prints, and the exit codes. */

/**
 * Fine; a required stage failed; the definition or an argument is wrong; a gate tripped; another run is in
 * the folder; interrupted.
 */
export const EXIT = {
  fine: 0,
  failed: 1,
  invalid: 2,
  gate: 3,
  busy: 4,
  interrupted: 130,
} as const;

/** Writes results to standard output and complaints to standard error. */
export interface Print {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly color: boolean;
  readonly width: number;
}

const NARROWEST = 40;
const WIDTH_WITHOUT_TERMINAL = 100;
const HEIGHT_WITHOUT_TERMINAL = 24;

/** Columns to write in: the window's, or the usual width of a log. */
export function widthOf({ columns }: Pick<NodeJS.WriteStream, 'columns'>): number {
  return Math.max(NARROWEST, columns ?? WIDTH_WITHOUT_TERMINAL);
}

/** Rows that the window has. */
export function heightOf({ rows }: Pick<NodeJS.WriteStream, 'rows'>): number {
  return rows ?? HEIGHT_WITHOUT_TERMINAL;
}
