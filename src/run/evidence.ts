/** Which evidence of a stage is looked at: what its definition names, and what its caches tell of it. */
import { runsLatex } from '../evidence/documents.ts';
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
  return async stage => {
    const { evidence: files } = stage;
    const printsPasses = runsLatex(stage, pipeline.caches);
    if (files.length === 0 && !printsPasses) return async () => NONE;
    const [{ expectEvidence }, { readingWith }] = await Promise.all([
      import('../evidence/stage-evidence.ts'),
      import('../evidence/reading.ts'),
    ]);
    const thread = bundledEntry('evidence-thread.js');
    return expectEvidence({ root, files, printsPasses }, readingWith({ thread, signal }));
  };
}
