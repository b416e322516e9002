/** What a catalogue of notices is. */

/** For each kind of these notices, the function that puts it into one line. */
export type Catalogue<N extends { readonly kind: string }> = {
  readonly [K in N['kind']]: (notice: Extract<N, { readonly kind: K }>) => string;
};
