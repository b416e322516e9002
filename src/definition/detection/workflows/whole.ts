/** A stage that runs a whole workflow by the workflow's own tool. */
import type { Driver, Found, FoundStage } from '../model/found.ts';
import { folderOf, type Observed } from '../model/observed.ts';

/** What is known of a workflow. */
export interface Workflow {
  readonly tool: string;
  readonly file: string;
  readonly run: string;
  readonly workingDirectory?: string;
  readonly requires: readonly string[];
  /** Files that it makes; without any it is never reused. */
  readonly outputs: readonly string[];
  readonly cache?: FoundStage['cache'];
  /** Which scripts and documents are its own; all where it does not say. */
  readonly runs?: Driver['runs'];
}

/** The stage of a workflow. What it reads only its tool knows, so all files of the project count. */
export function wholeWorkflow(observed: Observed, workflow: Workflow): Found {
  const { tool, file, run, requires, outputs, cache } = workflow;
  const folder = workflow.workingDirectory ?? '';
  const runs = workflow.runs ?? (() => true);
  const tests = observed.folders.filter(one => /(?:^|\/)tests?$/.test(one));
  return {
    stages: [
      {
        key: `workflow:${file}`,
        name: tool,
        run,
        ...(folder === '' ? {} : { workingDirectory: folder }),
        requires,
        after: [],
        inputs: [
          folder === '' ? '**' : `${folder}/**`,
          ...(folder === ''
            ? ['!.github/**', '!stagetime.yml', '!.gitignore', '!README*', '!LICENSE*']
            : []),
          ...tests
            .filter(one => folder === '' || one.startsWith(`${folder}/`))
            .map(one => `!${one}/**`),
        ],
        reads: [],
        readsAreKnown: folder === '',
        made:
          outputs.length > 0 ? { kind: 'known', outputs } : { kind: 'unknown', why: 'not-seen' },
        ...(cache === undefined ? {} : { cache }),
        notes: [{ kind: 'wide-inputs', tool }],
      },
    ],
    summaries: [{ kind: 'workflow', tool, file }],
    leftOut: covered(observed, file, runs),
    drivers: [{ file, runs, runsTests: false }],
  };
}

/** Of what a workflow runs, the documents and numbered scripts are named: they would be stages without it. */
function covered(observed: Observed, file: string, runs: Driver['runs']): Found['leftOut'] {
  const rest = observed.files.filter(
    other => /(?:^|\/)\d+[a-z]?[_.-][^/]*\.(?:py|R|jl|sh|ipynb)$/.test(other) && runs(other),
  );
  return [...new Set(rest.map(folderOf))].map(folder => ({
    kind: 'covered',
    what: folder === '' ? 'the numbered scripts' : `${folder}/`,
    by: file,
  }));
}
