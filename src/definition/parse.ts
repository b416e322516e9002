/** The bytes of a definition → a pipeline, or all that is wrong with them. */
import type { Pipeline } from '../pipeline/types.ts';
import { isObject } from '../util/objects.ts';
import {
  type DefinitionProblem,
  inReadingOrder,
  type LocatedProblem,
} from './document/problems.ts';
import { decodeText } from './document/text.ts';
import { parseYaml, type YamlDocument } from './document/yaml.ts';
import { expandMatrices } from './expand-matrices.ts';
import { toPipeline } from './pipeline.ts';
import { indentationProblem } from './schema/indentation.ts';
import { checkShape } from './schema/shape.ts';
import { checkSemantics } from './semantics/semantics.ts';

/** A pipeline with the line of each stage by id, or problems in reading order. */
export type ParsedDefinition =
  | {
      readonly ok: true;
      readonly pipeline: Pipeline;
      readonly stageLines: ReadonlyMap<string, number>;
    }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Reads a definition; `file` is how problems name it. Never throws, whatever the bytes are. */
export function parseDefinition(bytes: Uint8Array, file: string): ParsedDefinition {
  const invalid = (problems: readonly LocatedProblem[]): ParsedDefinition => ({
    ok: false,
    problems: inReadingOrder(file, problems),
  });
  const decoded = decodeText(bytes);
  if (!decoded.ok) return invalid([decoded.problem]);
  const yaml = parseYaml(decoded.text);
  if (!yaml.ok) return invalid(yaml.problems);
  const { document, problems: found, once } = expandMatrices(withoutExtras(yaml.document));
  // What else is wrong then follows from it.
  const misplaced = indentationProblem(document);
  if (misplaced !== undefined) return invalid([misplaced]);
  const before = [...yaml.problems, ...found];
  const shaped = checkShape(document);
  if (!shaped.ok) return invalid(once([...before, ...shaped.problems]));
  const problems = [...before, ...checkSemantics(shaped.definition, document)];
  if (problems.length > 0) return invalid(once(problems));
  const order = { setups: document.keys(['setup']), stages: document.keys(['stages']) };
  const lines = (part: string, ids: readonly string[]) =>
    ids.map(id => [id, document.place([part, id], 'key').line] as const);
  return {
    ok: true,
    pipeline: toPipeline(shaped.definition, order),
    stageLines: new Map([...lines('setup', order.setups), ...lines('stages', order.stages)]),
  };
}

/** What begins with this at the top is for the writer of the file: a place for anchors. */
const EXTRA = 'x-';

function withoutExtras(document: YamlDocument): YamlDocument {
  if (!isObject(document.data)) return document;
  const own = Object.entries(document.data).filter(([key]) => !key.startsWith(EXTRA));
  return { ...document, data: Object.fromEntries(own) };
}
