/** What tests of reuse ask of a stage's inputs. */
import { matches, startDescent } from '../../../src/pipeline/patterns/descent.ts';

/** Whether an input, a file, folder or pattern, stands for a file. */
export function stands(input: string, file: string): boolean {
  return matches(startDescent([input]), file) || file.startsWith(`${input}/`);
}
