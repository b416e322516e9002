/** What a catalogue of notices is. */

/** What a stage is called that a notice has the id of. */
export type NameOf = (stageId: string) => string;

/** For each kind of these notices, the function that puts it into one line. */
export type Catalogue<N extends { readonly kind: string }> = {
  readonly [K in N['kind']]: (notice: Extract<N, { readonly kind: K }>, nameOf: NameOf) => string;
};
