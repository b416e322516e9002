/** An error of TeX as the record has it. */
import type { LatexNumbers } from '../../record/evidence.ts';
import { oneLine } from '../../record/text.ts';
import type { TexError } from '../../util/tex-error.ts';

const LONGEST_ERROR = 200;

/** Of visible text, shortened; without an error nothing. */
export function recordedError(error: TexError | undefined): Pick<LatexNumbers, 'error'> {
  if (error === undefined) return {};
  const { message, file, line, source } = error;
  return {
    error: {
      message: oneLine(message, LONGEST_ERROR),
      ...(file !== undefined && { file: oneLine(file, LONGEST_ERROR) }),
      ...(line !== undefined && { line }),
      ...(source !== undefined && { source: oneLine(source, LONGEST_ERROR) }),
    },
  };
}
