/** All that the engine itself writes into the output of a stage, where it left out some of it. */
import { formatBytes } from '../../record/units.ts';

/** In place of what was taken out of a log, with the end of the line. */
export function leftOutMark(bytes: number): string {
  return `… ${formatBytes(bytes)} of output left out here …\n`;
}

/** At the end of a line that goes on. */
export const CUT_MARK = '… (long line cut)';
