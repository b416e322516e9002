/**
 * A `pipeline.yaml` as projects made from docxology/template have it, read as their runner reads it: with
 * PyYAML. What that takes is taken; what it refuses, or what could not run, is a problem with its place.
 */
import { findCycle } from '../../../pipeline/graph.ts';
import { nearest } from '../../../util/nearest.ts';
import { isObject } from '../../../util/objects.ts';
import { code, type LocatedProblem, quoted } from '../../document/problems.ts';
import { type Path, parseYaml, type YamlDocument } from '../../document/yaml.ts';
import { splitWords } from '../model/commands.ts';
import { isWritable } from '../model/observed.ts';

/** A stage as the file has it. */
export interface TemplateStage {
  /** Its place in the list. */
  readonly index: number;
  readonly name: string;
  readonly script: string | undefined;
  readonly args: readonly string[];
  readonly needs: readonly string[];
  readonly tags: readonly string[];
  readonly allowSkip: boolean;
  readonly enabled: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly failureMode: string;
  readonly contract: Contract | undefined;
  /** Keys that the template does not know, or that only its own runner can serve. */
  readonly otherKeys: readonly string[];
}

/** What a stage promises to read and to write. */
export interface Contract {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly retries: number;
}

/** What a file turned out to be; `foreign` belongs to some other tool. */
export type TemplateDocument =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'invalid'; readonly problems: readonly LocatedProblem[] }
  | {
      readonly kind: 'template';
      readonly stages: readonly TemplateStage[];
      /** Tags whose stages run only when asked for, as the file says. */
      readonly onRequest: readonly string[];
      readonly document: YamlDocument;
    };

const KNOWN_KEYS = [
  'name',
  'key',
  'script',
  'method',
  'args',
  'depends_on',
  'tags',
  'allow_skip',
  'enabled',
  'env',
  'failure_mode',
  'contract',
  'description',
];

/** Reads the text of a `pipeline.yaml`. */
export function readTemplateDocument(text: string): TemplateDocument {
  const yaml = parseYaml(text, { repeatedKeys: 'last' });
  // With broken syntax only its outline tells whether it is ours to complain about.
  const looksLikeOne =
    /^stages:\s*(?:#.*)?$/m.test(text) && /^\s*(?:- )?\s*(?:script|method):/m.test(text);
  if (!yaml.ok)
    return looksLikeOne ? { kind: 'invalid', problems: yaml.problems } : { kind: 'foreign' };
  const { document } = yaml;
  const { stages } = mappingOf(document.data);
  if (!Array.isArray(stages) || !stages.some(isTemplateStage)) return { kind: 'foreign' };
  const reader = new StageReader(document);
  const read = stages.flatMap((stage, index) => reader.stage(stage, index) ?? []);
  const onRequest = reader.names(['opt_in_tags'], mappingOf(document.data).opt_in_tags, 'the tags');
  const problems = [...yaml.problems, ...reader.problems, ...graphProblems(read, document)];
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'template', stages: read, onRequest, document };
}

/** Other tools have lists of stages, too; their items have no name beside a script or a method. */
function isTemplateStage(stage: unknown): boolean {
  const { name, script, method } = mappingOf(stage);
  return typeof name === 'string' && (typeof script === 'string' || typeof method === 'string');
}

function mappingOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** Words that YAML 1.1, and so PyYAML, takes for truth values, besides `true` and `false`. */
const YES = /^(?:yes|on|true)$/i;
const NO = /^(?:no|off|false)$/i;

class StageReader {
  readonly problems: LocatedProblem[] = [];
  readonly #document: YamlDocument;

  constructor(document: YamlDocument) {
    this.#document = document;
  }

  stage(written: unknown, index: number): TemplateStage | undefined {
    const at = (...keys: string[]): Path => ['stages', index, ...keys];
    const stage = mappingOf(written);
    const name = this.#word(at('name'), stage.name)?.trim();
    if (name === undefined || name === '') {
      this.#report(at(), 'a stage without a name', 'write `name:` and what reports call it');
      return undefined;
    }
    const contract = mappingOf(stage.contract);
    const script = this.#text(at('script'), stage.script, 'the path of a script');
    const method = this.#text(at('method'), stage.method, 'the name of a function');
    if (script === undefined && method === undefined && (stage.script ?? '') === '') {
      this.#report(
        at('name'),
        `the stage ${code(name)} has neither \`script\` nor \`method\``,
        'name the script that it runs',
      );
    }
    return {
      index,
      name,
      script,
      args: this.#args(at('args'), stage.args),
      needs: this.names(at('depends_on'), stage.depends_on, 'names of stages'),
      tags: this.names(at('tags'), stage.tags, 'tags'),
      allowSkip: this.#flag(at('allow_skip'), stage.allow_skip, false),
      enabled: this.#flag(at('enabled'), stage.enabled, true),
      env: this.#env(at('env'), stage.env),
      failureMode: this.#word(at('failure_mode'), stage.failure_mode) ?? '',
      contract:
        stage.contract === undefined || stage.contract === null
          ? undefined
          : {
              inputs: this.names(
                at('contract', 'input_artifacts'),
                contract.input_artifacts,
                'paths',
              ),
              outputs: this.names(
                at('contract', 'output_artifacts'),
                contract.output_artifacts,
                'paths',
              ),
              retries: this.#count(
                at('contract', 'retry_policy'),
                contract.retry_policy ?? stage.retry_policy,
              ),
            },
      otherKeys: this.#document
        .keys(at())
        .filter(key => !KNOWN_KEYS.includes(key) && key !== 'retry_policy'),
    };
  }

  /** One name or a list of them; nothing is none. */
  names(path: Path, value: unknown, what: string): readonly string[] {
    if (value === undefined || value === null) return [];
    const list = Array.isArray(value) ? value : [value];
    const words = list.map((item, index) =>
      this.#word(Array.isArray(value) ? [...path, index] : path, item),
    );
    if (words.every(word => word !== undefined)) return words;
    this.#report(
      path,
      `${code(String(path.at(-1)))} must be ${what}, not ${quoted(value)}`,
      `write a list of ${what}`,
    );
    return [];
  }

  /** Arguments as a list, or as one text that is split as a shell does. */
  #args(path: Path, value: unknown): readonly string[] {
    if (typeof value !== 'string') return this.names(path, value, 'arguments');
    const words = splitWords(value);
    if (words !== undefined) return words;
    this.#report(
      path,
      `a quote in ${code(value)} is not closed`,
      'close it, or write a list of arguments',
    );
    return [];
  }

  /** A scalar as it is written: `010` and `1.0` must not be turned into numbers. */
  #word(path: Path, value: unknown): string | undefined {
    if (typeof value === 'string') return this.#checked(path, value);
    if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
    return this.#document.source(path) ?? String(value);
  }

  #text(path: Path, value: unknown, what: string): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return this.#checked(path, value.trim());
    this.#report(
      path,
      `${code(String(path.at(-1)))} must be ${what}, not ${quoted(value)}`,
      `write ${what}`,
    );
    return undefined;
  }

  #checked(path: Path, text: string): string {
    if (!isWritable(text)) {
      this.#report(path, 'control characters in a text', 'remove them');
    }
    return text;
  }

  #flag(path: Path, value: unknown, otherwise: boolean): boolean {
    if (value === undefined || value === null) return otherwise;
    const word = String(this.#word(path, value));
    if (YES.test(word) || word === '1') return true;
    if (NO.test(word) || word === '0') return false;
    this.#report(
      path,
      `${code(String(path.at(-1)))} must be \`true\` or \`false\`, not ${quoted(value)}`,
      'write `true` or `false`',
    );
    return otherwise;
  }

  #count(path: Path, value: unknown): number {
    if (value === undefined || value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0)
      return Math.min(value, 10);
    this.#report(
      path,
      `${code(String(path.at(-1)))} must be a whole number from 0, not ${quoted(value)}`,
      'write how often a failed stage is started again',
    );
    return 0;
  }

  #env(path: Path, value: unknown): Readonly<Record<string, string>> {
    if (value === undefined || value === null) return {};
    const entries = this.#document
      .keys(path)
      .map(key => [key, this.#word([...path, key], mappingOf(value)[key])] as const);
    const isRight =
      typeof value === 'object' &&
      entries.every(([key, text]) => text !== undefined && /^[A-Za-z_]\w*$/.test(key));
    if (!isRight)
      this.#report(
        path,
        '`env` must be a mapping of names to values',
        'write `NAME: value` for each',
      );
    return isRight ? Object.fromEntries(entries.map(([key, text]) => [key, text ?? ''])) : {};
  }

  #report(path: Path, message: string, remedy: string): void {
    this.problems.push({ ...this.#document.place(path, 'value'), message, remedy });
  }
}

function graphProblems(
  stages: readonly TemplateStage[],
  document: YamlDocument,
): readonly LocatedProblem[] {
  const problems: LocatedProblem[] = [];
  const byName = new Map<string, TemplateStage>();
  for (const stage of stages) {
    if (byName.has(stage.name)) {
      const message = `the stage ${code(stage.name)} stands here twice`;
      const place = document.place(['stages', stage.index, 'name'], 'value');
      problems.push({ ...place, message, remedy: 'give one of the two another name' });
    }
    byName.set(stage.name, stage);
  }
  for (const { name, index, needs } of stages) {
    for (const [position, need] of needs.entries()) {
      if (byName.has(need)) continue;
      const list = ['stages', index, 'depends_on'];
      const path = document.keys(list).length > 0 ? [...list, position] : list;
      const message = `the stage ${code(name)} depends on ${code(need)}, which is not in \`stages\``;
      const meant = nearest(need, byName.keys());
      const remedy =
        meant === undefined
          ? 'write the name of a stage of this file'
          : `did you mean ${code(meant)}?`;
      problems.push({ ...document.place(path, 'value'), message, remedy });
    }
  }
  const cycle = findCycle(stages.map(({ name, needs }) => ({ id: name, needs })));
  if (cycle !== undefined) {
    problems.push({
      ...document.place(['stages', byName.get(cycle[0] ?? '')?.index ?? 0, 'depends_on'], 'value'),
      message: `circular dependency: ${cycle.slice(0, 12).join(' → ')}`,
      remedy: 'remove one of them',
    });
  }
  return problems;
}
