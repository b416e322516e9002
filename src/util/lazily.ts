/** A function that looks once, and only when it is first asked; later calls get the same promise. */
export function lazily<T>(look: () => Promise<T>): () => Promise<T> {
  let looked: Promise<T> | undefined;
  return () => {
    looked ??= look();
    return looked;
  };
}
