/** Measurements with their words. */

/** A measurement with its words; the number is for sorting and drawing. */
export interface Quantity {
  readonly value: number;
  readonly text: string;
}

/** The field with the measurement, or no field where there is none. */
export function quantity<K extends string>(
  key: K,
  value: number | undefined,
  format: (value: number) => string,
): { readonly [P in K]?: Quantity } {
  if (value === undefined) return {};
  return { [key]: { value, text: format(value) } } as { [P in K]: Quantity };
}
