/** Where on GitHub a reader finds what a report is about; addresses of plain letters. */
export interface Site {
  /** `https://github.com/owner/name`. */
  readonly repository: string;
  /** The pull request's own commit, where the one that was run is a merge of it. */
  readonly headSha?: string;
  /** Of the Action's version that runs, the pages that explain the report's words: `…/stagetime/blob/v1/docs`. */
  readonly docs?: string;
}
