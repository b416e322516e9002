/** Work around the stages, whose faults must not become the stages' own. */

/**
 * Does what no stage's outcome depends on: what it throws is handed to `onFault`, and `instead` is given.
 * Never rejects.
 */
export async function tolerate<T>(
  work: () => T | PromiseLike<T>,
  instead: T,
  onFault: (error: Error) => void,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    onFault(error instanceof Error ? error : new Error(String(error)));
    return instead;
  }
}
