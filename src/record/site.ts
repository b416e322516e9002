/** Where an artifact is among those of the run: its id there, or only that it is one of them. */
export type ArtifactPlace = number | 'listed';

/** A PDF that a stage made, as an artifact of the run. */
export interface UploadedDocument {
  /** The stage's id. */
  readonly stage: string;
  /** Relative to the pipeline's root. */
  readonly file: string;
  readonly artifact: ArtifactPlace;
}

/** Where on GitHub a reader finds what a report is about; addresses of plain letters. */
export interface Site {
  /** `https://github.com/owner/name`. */
  readonly repository: string;
  /** The pull request's own commit, where the one that was run is a merge of it. */
  readonly headSha?: string;
  /** The job that ran it, as addresses have it; absent where the runner does not say. */
  readonly jobId?: string;
  /** Where the report is among the run's artifacts. */
  readonly artifact?: ArtifactPlace;
  /** Documents of the run that are artifacts of their own. */
  readonly documents?: readonly UploadedDocument[];
  /** Of the Action's version that runs, the pages that explain the report's words: `…/stagetime/blob/v1/docs`. */
  readonly docs?: string;
}
