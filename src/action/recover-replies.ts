/** Replies of models that a run left unsaved, because it was cancelled or killed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createActionsStore } from '../caching/actions/actions-store.ts';
import { rightsOf } from '../caching/policy.ts';
import { withOwnLevel } from '../caching/store.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import { saveReplies } from '../llm/replies/persist-replies.ts';
import { storeFaultWords } from '../reporting/words/facts/store-fault.ts';
import { REPLIES_FOLDER } from '../run/report/store-folders.ts';
import { MAX_CACHE_BYTES, ownPrefix, workerScript } from '../run/stores/cache-stores.ts';
import type { UnsavedReplies } from './state.ts';

/** Saves them where this run may; gives why they are lost, if they are. Never rejects. */
export async function saveLeftReplies(
  { reportDir, pipelineId, job }: UnsavedReplies,
  { trust, variables }: RunnerContext,
): Promise<string | undefined> {
  if (!existsSync(join(reportDir, REPLIES_FOLDER))) return undefined;
  // Nothing is lost that was not to be kept.
  const { savingReplies } = rightsOf({ ...trust, saveOnPullRequest: false });
  if (!savingReplies.allowed) return undefined;
  await using service = createActionsStore({
    variables,
    script: workerScript(),
    maxBytes: MAX_CACHE_BYTES,
  });
  const store =
    savingReplies.level === 'own' ? withOwnLevel(service, ownPrefix(variables)) : service;
  const parcel = { store, root: reportDir, folder: REPLIES_FOLDER, pipelineId, job };
  try {
    const { result } = await saveReplies(parcel);
    return result.kind === 'not-saved' ? storeFaultWords(result.because) : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
