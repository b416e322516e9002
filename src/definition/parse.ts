/** The bytes of a definition → a pipeline, or all that is wrong with them. */
import type { Pipeline } from '../pipeline/types.ts';
import { isObject } from '../util/objects.ts';
import {
  type DefinitionProblem,
  inReadingOrder,
  type LocatedProblem,
} from './document/problems.ts';
import { decodeText } from './document/text.ts';
import { type Path, parseYaml, type YamlDocument } from './document/yaml.ts';
import { expandMatrices } from './expand-matrices.ts';
import { toPipeline } from './pipeline.ts';
import { checkIndentation } from './schema/indentation.ts';
import { checkShape, type Readable, readWithout } from './schema/shape.ts';
import { checkSemantics } from './semantics/semantics.ts';

/** What can be read of a definition. */
export interface ParsedPipeline {
  readonly pipeline: Pipeline;
  /** Of each stage by id. */
  readonly stageLines: ReadonlyMap<string, number>;
}

/** The same where something is wrong with it: to be looked at, never to be run. */
export interface PartlyParsed extends ParsedPipeline {
  /** What is not in the pipeline, because it could not be read or cannot be meant. */
  readonly unread: readonly Path[];
}

/** A pipeline with the line of each stage by id, or problems in reading order. */
export type ParsedDefinition =
  | ({ readonly ok: true } & ParsedPipeline)
  | {
      readonly ok: false;
      readonly problems: readonly DefinitionProblem[];
      /** Absent where there is nothing to go on with. */
      readonly partly?: PartlyParsed;
    };

/** Reads a definition; `file` is how problems name it. Never throws, whatever the bytes are. */
export function parseDefinition(bytes: Uint8Array, file: string): ParsedDefinition {
  const invalid = (problems: readonly LocatedProblem[], partly?: PartlyParsed) =>
    ({
      ok: false,
      problems: inReadingOrder(file, problems),
      ...(partly !== undefined && { partly }),
    }) as const;
  const decoded = decodeText(bytes);
  if (!decoded.ok) return invalid([decoded.problem]);
  const yaml = parseYaml(decoded.text);
  if (!yaml.ok) return invalid(yaml.problems);
  const expanded = expandMatrices(withoutExtras(yaml.document));
  const { problems: misplaced, rest } = checkIndentation(expanded.document);
  // Keys that stand twice may be of the entry that is to be moved.
  const before = [...(misplaced.length > 0 ? misplaced : yaml.problems), ...expanded.problems];
  if (rest === undefined) return invalid(misplaced);
  const shaped = checkShape(rest.document, [...expanded.unread, ...rest.unread]);
  const known = new Set(before.map(placeOf));
  const shape = shaped.problems.filter(problem => !known.has(placeOf(problem)));
  const { readable } = shaped;
  if (readable === undefined) return invalid(expanded.once([...before, ...shape]));
  const semantic = checkSemantics(readable);
  const problems = [...before, ...shape, ...semantic.map(({ problem }) => problem)];
  if (problems.length === 0) return { ok: true, ...parsed(readable) };
  const wrong = semantic.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const left = readWithout(readable, wrong);
  const partly = left && { ...parsed(left), unread: left.unread };
  return invalid(expanded.once(problems), partly);
}

function parsed({ definition, document }: Readable): ParsedPipeline {
  const order = { setups: document.keys(['setup']), stages: document.keys(['stages']) };
  const lines = (part: string, ids: readonly string[]) =>
    ids.map(id => [id, document.place([part, id], 'key').line] as const);
  return {
    pipeline: toPipeline(definition, order),
    stageLines: new Map([...lines('setup', order.setups), ...lines('stages', order.stages)]),
  };
}

function placeOf({ line, column }: LocatedProblem): string {
  return `${line}:${column}`;
}

/** What begins with this at the top is for the writer of the file: a place for anchors. */
const EXTRA = 'x-';

function withoutExtras(document: YamlDocument): YamlDocument {
  if (!isObject(document.data)) return document;
  const own = Object.entries(document.data).filter(([key]) => !key.startsWith(EXTRA));
  return { ...document, data: Object.fromEntries(own) };
}
