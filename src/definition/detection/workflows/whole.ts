/** A stage that runs a whole workflow by the workflow's own tool. */
import type { Driver, Found, FoundStage } from '../model/found.ts';
import { folderOf, type Observed } from '../model/observed.ts';
import { sourcesOf } from '../scripts/code/imports.ts';

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
  // What is in its folder is not all that counts where anything in it looks beyond.
  const place = leaves(observed, folder) ? '' : folder;
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
          place === '' ? '**' : `${place}/**`,
          ...(place === ''
            ? ['!.github/**', '!stagetime.yml', '!.gitignore', '!README*', '!LICENSE*']
            : []),
          ...tests
            .filter(one => place === '' || one.startsWith(`${place}/`))
            .map(one => `!${one}/**`),
        ],
        reads: [],
        readsAreKnown: place === '',
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

/** Ways in which a file names what is outside of its folder. */
const BEYOND =
  /(?<![.\w])\.\.(?![.\w])|\bhere\s*\(|\bload_all\b|--show-toplevel|\.parents?\b|\bdirname\s*\([^()]*dirname|\b(?:projectdir|datadir|srcdir)\s*\(/;
const MOST_LOOKED_AT = 500;

/** Whether code, sources of a document or a workflow in a folder take in what is outside of it. */
function leaves(observed: Observed, folder: string): boolean {
  if (folder === '') return false;
  const files = observed
    .filesBelow(folder)
    .filter(file =>
      /\.(?:py|R|r|jl|sh|ipynb|qmd|tex|bib|mk|smk|cfg|toml|ya?ml)$|\.r(?:md|nw)$|(?:^|\/)[^.]+$/i.test(
        file,
      ),
    );
  return (
    files.length > MOST_LOOKED_AT ||
    files.some(
      file =>
        BEYOND.test(observed.text(file) ?? '') ||
        (/\.(?:py|R|r|jl|sh|ipynb|qmd|Rmd|Rnw)$/.test(file) &&
          sourcesOf(observed, file).some(source => !source.startsWith(`${folder}/`))),
    )
  );
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
