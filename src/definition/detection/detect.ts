/**
 * A folder without a definition → the text of one that fits it, the same that `stagetime init`
 * writes. Symbolic links are not followed, and the search is bounded.
 */

import { type DefinitionProblem, inReadingOrder } from '../document/problems.ts';
import { decodeText, MOST_BYTES } from '../document/text.ts';
import {
  type DetectedDefinition,
  type Draft,
  draftText,
  idMaker,
  isWritable,
  scriptCommand,
} from './draft.ts';
import { namesIn, readStart } from './folder.ts';
import { readTemplate } from './template.ts';
import { detectTools } from './tools.ts';

/** What a folder holds to make a pipeline from. */
export type Detection =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly problems: readonly DefinitionProblem[] }
  | (DetectedDefinition & { readonly kind: 'detected' });

/** A template-style `pipeline.yaml`, else numbered scripts, else tests and manuscripts. */
export async function detectDefinition(root: string): Promise<Detection> {
  const template = await detectTemplate(root);
  if (template !== undefined) return template;
  const found = (await detectNumberedScripts(root)) ?? (await detectTools(root));
  return found === undefined ? { kind: 'nothing' } : { kind: 'detected', ...found };
}

/** Where the template keeps its stages: a project's own before the common ones. */
const TEMPLATE_FILES = ['pipeline.yaml', 'pipeline.yml'];
const COMMON_TEMPLATE = 'infrastructure/core/pipeline/pipeline.yaml';

const MOST_STAGES = 200;

async function detectTemplate(root: string): Promise<Detection | undefined> {
  // With several projects nothing says which one is meant; then the common stages are.
  const projects = await namesIn(root, 'projects', 'folder');
  const [project, ...others] = projects.filter(isWritable);
  const own = others.length === 0 && project !== undefined ? { project } : undefined;
  const candidates = [
    ...TEMPLATE_FILES.map(file => ({ file })),
    ...(own === undefined ? [] : [{ file: `projects/${own.project}/pipeline.yaml`, ...own }]),
    { file: COMMON_TEMPLATE, ...own },
  ];
  const scripts = new Set((await namesIn(root, 'scripts', 'file')).map(name => `scripts/${name}`));
  for (const candidate of candidates) {
    const bytes = await readStart(root, candidate.file, MOST_BYTES + 1);
    const decoded = bytes === undefined ? undefined : decodeText(bytes);
    if (!decoded?.ok) continue;
    const reading = readTemplate(decoded.text, {
      ...candidate,
      hasScript: script => scripts.has(script),
    });
    switch (reading.kind) {
      case 'foreign':
        continue;
      case 'invalid':
        return { kind: 'invalid', problems: inReadingOrder(candidate.file, reading.problems) };
      case 'template': {
        const what = `${reading.stages} stages of ${candidate.file}`;
        return { kind: 'detected', text: reading.text, what, from: candidate.file };
      }
    }
  }
  return undefined;
}

async function detectNumberedScripts(root: string): Promise<DetectedDefinition | undefined> {
  const scripts = (await namesIn(root, 'scripts', 'file'))
    .filter(isWritable)
    .flatMap(file => {
      const [, number, name] = /^(\d{1,9})[_-](.+)\.(?:py|sh)$/.exec(file) ?? [];
      return number === undefined || name === undefined
        ? []
        : [{ file, name, number: Number(number) }];
    })
    .sort((a, b) => a.number - b.number || (a.file < b.file ? -1 : 1))
    .slice(0, MOST_STAGES);
  if (scripts.length === 0) return undefined;
  const makeId = idMaker();
  const stages = scripts.map(script => ({ ...script, id: makeId(script.name) }));
  const numbers = [...new Set(stages.map(stage => stage.number))];
  const draft: Draft = {
    comments: [
      'The scripts in scripts/ in the order of their numbers; those with the same number run at once.',
      'Shorten `needs` to what a stage really needs, and more of them run at once.',
    ],
    stages: stages.map(({ id, file, name, number }) => {
      const before = numbers[numbers.indexOf(number) - 1];
      const needs = stages.filter(stage => stage.number === before).map(stage => stage.id);
      return { id, keys: { name: title(name), needs, ...scriptCommand(`scripts/${file}`) } };
    }),
  };
  const what = `${count(stages.length, 'numbered script')} in scripts/`;
  return { text: draftText(draft), what, from: 'scripts/' };
}

/** `run_analysis` → `Run Analysis`. */
function title(name: string): string {
  const words = name.split(/[_-]+/).filter(word => word !== '');
  return words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || name;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
