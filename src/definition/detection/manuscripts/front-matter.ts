/** The settings at the beginning of a text in Markdown. */
import { isObject } from '../../../util/objects.ts';
import { parseYaml } from '../../document/yaml.ts';

/** The settings as data; nothing where there are none, or they are not a mapping. */
export function frontMatter(text: string): Readonly<Record<string, unknown>> | undefined {
  const block = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)?.[1];
  if (block === undefined) return undefined;
  return mapping(block);
}

/** A text in YAML as a mapping. */
export function mapping(text: string): Readonly<Record<string, unknown>> | undefined {
  const yaml = parseYaml(text);
  if (!yaml.ok) return undefined;
  const { data } = yaml.document;
  return isObject(data) ? data : undefined;
}

/** The names of formats, as `format: pdf` or as the keys of `format: {html: …, pdf: …}`. */
export function formatsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.filter(one => typeof one === 'string');
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
