/** The event that a workflow runs for: a JSON file, as GitHub wrote it or as somebody made it up. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as v from 'valibot';

const lenient = <T extends v.GenericSchema>(schema: T) => v.fallback(v.optional(schema), undefined);
const repository = v.object({ id: lenient(v.number()), default_branch: lenient(v.string()) });

/** What is read of it; whatever else stands there, or has another type, is left out. */
const eventSchema = v.object({
  repository: lenient(repository),
  pull_request: lenient(
    v.object({
      number: lenient(v.pipe(v.number(), v.integer(), v.minValue(1))),
      base: lenient(v.object({ sha: lenient(v.string()) })),
      /** Of a deleted fork there is no repository. */
      head: lenient(v.object({ sha: lenient(v.string()), repo: lenient(repository) })),
    }),
  ),
  merge_group: lenient(v.object({ base_sha: lenient(v.string()) })),
  /** Of a push: the commit that the branch was at. */
  before: lenient(v.string()),
  workflow_run: lenient(
    v.object({
      id: lenient(v.pipe(v.number(), v.integer(), v.minValue(1))),
      head_repository: lenient(repository),
    }),
  ),
});

export type WorkflowEvent = v.InferOutput<typeof eventSchema>;

/** GitHub sends no event of more than 25 MB. */
const MOST_BYTES = 25 * 1024 * 1024;

/** Reads the event; one that cannot be read, is too large or is not a regular file says nothing. */
export async function readEvent(path: string | undefined): Promise<WorkflowEvent> {
  if (path === undefined) return {};
  try {
    const parsed = v.safeParse(eventSchema, JSON.parse(await readRegular(path)));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

/** Never waits for a FIFO, and takes no more memory than an event needs. */
async function readRegular(path: string): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const found = await file.stat();
  if (!found.isFile() || found.size > MOST_BYTES) throw new Error('this is not an event');
  return await file.readFile('utf8');
}

/** The commit that what runs is compared with; a branch that was just made has none. */
export function baseOf(event: WorkflowEvent): string | undefined {
  const { pull_request: pull, merge_group: group, before } = event;
  return (
    pull?.base?.sha ?? group?.base_sha ?? (before && /[1-9a-f]/.test(before) ? before : undefined)
  );
}
