/** The event that a workflow runs for: a JSON file, as GitHub wrote it or as somebody made it up. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const repository = v.object({ id: v.number() });

/** What is read of it; whatever else stands there, or has another type, is left out. */
const eventSchema = v.object({
  repository: v.fallback(v.optional(v.object({ default_branch: v.string() })), undefined),
  pull_request: v.fallback(
    v.optional(
      v.object({
        number: v.pipe(v.number(), v.integer(), v.minValue(1)),
        /** Of a deleted fork there is no repository. */
        head: v.optional(v.object({ repo: v.nullish(repository) })),
        base: v.optional(v.object({ repo: v.nullish(repository) })),
      }),
    ),
    undefined,
  ),
});

export type WorkflowEvent = v.InferOutput<typeof eventSchema>;

/** Reads the event; one that cannot be read says nothing. */
export async function readEvent(path: string | undefined): Promise<WorkflowEvent> {
  if (path === undefined) return {};
  try {
    const parsed = v.safeParse(eventSchema, JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}
