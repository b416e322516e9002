/** Which evidence of a stage is looked at: what its definition names, and what its caches tell of it. */
import { join } from 'node:path';
import { bundledEntry } from '../execution/process/bundled-entry.ts';
import type { EvidenceReader } from '../execution/run.ts';
import type { Pipeline } from '../pipeline/types.ts';
import type { FoundEvidence } from '../record/evidence.ts';

const NONE: FoundEvidence = { problems: [] };

/** Reads the evidence of the stages of a pipeline whose paths start from `root`, until the signal is aborted. */
export function evidenceReader(
  pipeline: Pipeline,
  root: string,
  signal: AbortSignal,
): EvidenceReader {
  const latexCaches = new Set(
    pipeline.caches.flatMap(({ name, preset }) => (preset === 'latex' ? [name] : [])),
  );
  return async stage => {
    const { junit, latexLog } = stage.evidence;
    const isLatex = latexLog !== undefined || stage.caches.some(name => latexCaches.has(name));
    if (junit === undefined && !isLatex) return async () => NONE;
    const [{ expectEvidence }, { readingWith }] = await Promise.all([
      import('../evidence/stage-evidence.ts'),
      import('../evidence/reading.ts'),
    ]);
    const thread = bundledEntry('evidence-thread.js');
    const within = (file: string | undefined) =>
      file === undefined ? undefined : join(root, file);
    const places = { root, junit: within(junit), latexLog: within(latexLog), isLatex };
    return expectEvidence(places, readingWith({ thread, signal }));
  };
}
