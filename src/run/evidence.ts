/** Which evidence of a stage is looked at: what its definition names, and what its caches tell of it. */
import { runsLatex } from '../evidence/documents.ts';
import { formatOf } from '../evidence/formats.ts';
import { bundledEntry } from '../execution/process/bundled-entry.ts';
import type { EvidenceReader } from '../execution/run.ts';
import type { Pipeline } from '../pipeline/types.ts';
import type { FoundEvidence } from '../record/evidence.ts';

const NONE: FoundEvidence = { problems: [] };
const THREAD = 'evidence-thread.js';

/** Reads the evidence of the stages of a pipeline whose paths start from `root`, until the signal is aborted. */
export function evidenceReader(
  pipeline: Pipeline,
  root: string,
  signal: AbortSignal,
): EvidenceReader {
  const load = async () => {
    const [evidence, { readingWith }] = await Promise.all([
      import('../evidence/stage-evidence.ts'),
      import('../evidence/reading.ts'),
    ]);
    return { evidence, read: readingWith({ thread: bundledEntry(THREAD), signal }) };
  };
  return {
    async expect(stage) {
      const { evidence: files } = stage;
      const printsPasses = runsLatex(stage, pipeline.caches);
      if (files.length === 0 && !printsPasses) return async () => NONE;
      const { evidence, read } = await load();
      return evidence.expectEvidence({ root, files, printsPasses }, read);
    },
    async restored(stage) {
      const files = stage.evidence.filter(({ source }) => formatOf(source)?.gives === 'latex');
      if (files.length === 0) return NONE;
      const { evidence, read } = await load();
      return evidence.restoredEvidence({ root, files }, read);
    },
  };
}
