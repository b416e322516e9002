/**
 * A `pipeline.yaml` as projects made from docxology/template have it → the text of a definition. Its
 * stages have display names, `depends_on` goes by those names, and scripts lie in `scripts/`.
 */
import * as v from 'valibot';
import { findCycle } from '../../pipeline/graph.ts';
import { code, type LocatedProblem } from '../document/problems.ts';
import { parseYaml, type YamlDocument } from '../document/yaml.ts';
import { asList } from '../schema/values.ts';
import { draftText, idMaker, isWritable, scriptCommand, slug } from './draft.ts';

const names = v.nullish(v.union([v.string(), v.array(v.string())]));

const templateSchema = v.object({
  stages: v.pipe(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.nonEmpty()),
        script: v.nullish(v.string()),
        method: v.nullish(v.string()),
        args: v.nullish(v.array(v.union([v.string(), v.number(), v.boolean()]))),
        depends_on: names,
        tags: names,
        allow_skip: v.nullish(v.boolean()),
      }),
    ),
    v.minLength(1),
  ),
});

type TemplateStage = v.InferOutput<typeof templateSchema>['stages'][number];

/** What a `pipeline.yaml` turned out to be; `foreign` belongs to some other tool. */
export type TemplateReading =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'invalid'; readonly problems: readonly LocatedProblem[] }
  | { readonly kind: 'template'; readonly text: string; readonly stages: number };

export interface TemplateOptions {
  /** The file as the text names it. */
  readonly file: string;
  /** Of `projects/NAME/pipeline.yaml`; passed to every script, as the template does. */
  readonly project?: string;
  /** Whether a script exists, by its path from the root. */
  readonly hasScript: (path: string) => boolean;
}

/** By the template's rules these run only when asked for; one of them publishes. */
const TAGS_ON_REQUEST = ['bundle', 'archival'];

/** Exit code by which a script of the template says that there is nothing to do. */
const SKIP_EXIT_CODE = 2;

/** Reads a `pipeline.yaml`. */
export function readTemplate(text: string, options: TemplateOptions): TemplateReading {
  const yaml = parseYaml(text);
  // With broken syntax only its outline tells whether it is ours to complain about.
  const looksLikeOne = /^stages:\s*(?:#.*)?$/m.test(text) && /^\s*(?:- )?\s*script:/m.test(text);
  if (!yaml.ok) {
    return looksLikeOne ? { kind: 'invalid', problems: yaml.problems } : { kind: 'foreign' };
  }
  const shaped = v.safeParse(templateSchema, yaml.document.data);
  if (!shaped.success || !shaped.output.stages.some(stage => stage.script))
    return { kind: 'foreign' };
  const { stages } = shaped.output;
  const problems = [...yaml.problems, ...nameProblems(stages, yaml.document)];
  if (problems.length > 0) return { kind: 'invalid', problems };
  return writeTemplate(stages, options);
}

function nameProblems(
  stages: readonly TemplateStage[],
  document: YamlDocument,
): readonly LocatedProblem[] {
  const problems: LocatedProblem[] = [];
  const indices = new Map<string, number>();
  for (const [index, { name, script, args }] of stages.entries()) {
    const place = document.place(['stages', index, 'name'], 'value');
    if (indices.has(name)) {
      const message = `the stage ${code(name)} stands here twice`;
      problems.push({ ...place, message, remedy: 'give one of the two another name' });
    }
    if (![name, script ?? '', ...(args ?? []).map(String)].every(isWritable)) {
      const message = `the stage ${code(name)} has control characters in its name, script or arguments`;
      problems.push({ ...place, message, remedy: 'remove them' });
    }
    indices.set(name, index);
  }
  const cycle = findCycle(stages.map(s => ({ id: s.name, needs: asList(s.depends_on ?? []) })));
  if (cycle !== undefined) {
    const [first = ''] = cycle;
    problems.push({
      ...document.place(['stages', indices.get(first) ?? 0, 'depends_on'], 'value'),
      message: `the dependencies of the stages go in a circle: ${cycle.slice(0, 12).join(' → ')}`,
      remedy: 'remove one of them',
    });
  }
  return problems;
}

function writeTemplate(
  stages: readonly TemplateStage[],
  { file, project, hasScript }: TemplateOptions,
): TemplateReading {
  const byName = new Map(stages.map(stage => [stage.name, stage]));
  const taken = stages.filter(stage => whyLeftOut(stage) === undefined);
  const makeId = idMaker();
  const ids = new Map(taken.map(stage => [stage.name, makeId(stage.name)]));

  // What a stage left out depends on is what its dependents depend on.
  const needsOf = (stage: TemplateStage): readonly string[] => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open = [...asList(stage.depends_on ?? [])].reverse();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const id = ids.get(name);
      if (id !== undefined) found.add(id);
      else open.push(...asList(byName.get(name)?.depends_on ?? []));
    }
    return [...found];
  };

  const draft = taken.map(stage => {
    const script = stage.script ?? '';
    const inScripts = `scripts/${script}`;
    const path = !hasScript(inScripts) && hasScript(script) ? script : inScripts;
    const extra = project === undefined ? [] : ['--project', project];
    const { run, requires } = scriptCommand(path, [...(stage.args ?? []).map(String), ...extra]);
    const keys = {
      name: stage.name,
      needs: needsOf(stage),
      run,
      requires,
      'skip-exit-code': stage.allow_skip === true ? SKIP_EXIT_CODE : undefined,
      tags: [...new Set(asList(stage.tags ?? []).map(slug))].filter(tag => tag !== ''),
    };
    return { id: ids.get(stage.name) ?? '', keys };
  });
  const leftOut = stages.flatMap(stage => {
    const why = whyLeftOut(stage);
    return why === undefined ? [] : [`Left out: ${stage.name.slice(0, 80)} (${why}).`];
  });
  if (draft.length === 0) return { kind: 'foreign' };
  return {
    kind: 'template',
    stages: draft.length,
    text: draftText({ comments: [`The stages of ${file}.`, ...leftOut], stages: draft }),
  };
}

function whyLeftOut(stage: TemplateStage): string | undefined {
  if (!stage.script) return "a function of the project's own runner, not a script";
  const tag = asList(stage.tags ?? []).find(tag => TAGS_ON_REQUEST.includes(tag));
  return tag === undefined ? undefined : `tag ${tag}: runs only when asked for`;
}
