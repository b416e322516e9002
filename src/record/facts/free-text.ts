/**
 * What in a record is text that comes from outside, and what is structure: ids, states, dates, keys,
 * hashes, the names that a definition gives. Secrets are taken out of text and of nothing else, because a
 * variable may hold `passed` and a stage may ask to hide `2026`. Each text is marked in the schema itself.
 */
import * as v from 'valibot';

/** Made by ourselves, or by the repository's public definition: never changed. */
export const structure = v.string();
/** Holds what tools say, or names that come from them: no secret stays in it. */
export const freeText = v.string();
/** Lines of a log: everyday words that are secrets are taken out too. */
export const logText = v.string();

/** What a string of a schema is; undefined where nobody has said it. */
export type TextKind = 'structure' | 'free' | 'log';

/** By identity: a schema that is made of one of these with `v.pipe` begins with it. */
const KINDS: ReadonlyMap<unknown, TextKind> = new Map([
  [structure, 'structure'],
  [freeText, 'free'],
  [logText, 'log'],
]);

/** Takes secrets out of a text. */
export interface Hide {
  /** Free text: everyday words stay, whatever variable holds them. */
  text(text: string): string;
  /** A line or a piece of a log. */
  log(text: string): string;
}

/** A schema as it is when walked through: of any kind. */
type Node = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Node>>;
  readonly item?: Node;
  readonly items?: readonly Node[];
  readonly wrapped?: Node;
  readonly options?: readonly unknown[];
  readonly pipe?: readonly unknown[];
};

/** What a string of this schema is. */
export function textKindOf(schema: v.GenericSchema): TextKind | undefined {
  const { pipe: [first = schema] = [] } = schema as Node;
  return KINDS.get(first);
}

/** The value without secrets in what its schema calls text; the value has to fit the schema. */
export function redact<S extends v.GenericSchema>(
  schema: S,
  value: v.InferOutput<S>,
  hide: Hide,
): v.InferOutput<S> {
  return redactNode(schema as Node, value, hide) as v.InferOutput<S>;
}

function redactNode(schema: Node, value: unknown, hide: Hide): unknown {
  if (schema.wrapped !== undefined) return redactNode(schema.wrapped, value, hide);
  if (typeof value === 'string') return redactText(textKindOf(schema), value, hide);
  if (typeof value !== 'object' || value === null) return value;
  switch (schema.type) {
    case 'array':
      return (value as unknown[]).map(item => redactNode(schema.item as Node, item, hide));
    case 'variant':
    case 'union': {
      const option = (schema.options as readonly Node[]).find(one => v.is(one, value));
      return option === undefined ? value : redactNode(option, value, hide);
    }
    case 'object': {
      const entries = schema.entries ?? {};
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => {
          const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
          return [key, entry === undefined ? part : redactNode(entry, part, hide)];
        }),
      );
    }
    default:
      return value;
  }
}

function redactText(kind: TextKind | undefined, text: string, hide: Hide): string {
  switch (kind) {
    case 'free':
      return hide.text(text);
    case 'log':
      return hide.log(text);
    default:
      return text;
  }
}
