/** What the REST double knows: one repository, its pull requests, comments, runs and caches. */

/** Whoever a token speaks for. */
export interface Caller {
  readonly login: string;
  readonly type: 'Bot' | 'User';
  /** Writing without it is answered with 403, as for the token of a fork's pull request. */
  readonly writes: boolean;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: Pick<Caller, 'login' | 'type'>;
  readonly body: string;
}

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly head: {
    readonly sha: string;
    readonly ref: string;
    /** The head repository; null once it was deleted. */
    readonly repository: { readonly id: number; readonly owner: string } | null;
  };
}

export interface WorkflowRun {
  readonly id: number;
  readonly attempt: number;
  readonly startedAt: string;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly headRepository: { readonly id: number; readonly owner: string };
}

/** A job of a run's attempt; dates are ISO 8601, as GitHub gives them to the second. */
export interface WorkflowJob {
  readonly id: number;
  readonly run: number;
  readonly attempt: number;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly runnerName: string | null;
  readonly createdAt: string;
  readonly startedAt: string;
  readonly steps: readonly WorkflowStep[];
}

export interface WorkflowStep {
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

export interface Artifact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  /** The zip archive. */
  readonly content: Buffer;
  /** What the listing claims; the archive's size unless a test lies. */
  readonly claimedBytes?: number;
}

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly conclusion: string;
}

export interface CacheEntry {
  readonly id: number;
  readonly key: string;
  readonly ref: string;
  readonly bytes: number;
}

/** The repository's state; tests set up and look at it directly. */
export class GitHubState {
  readonly owner = 'octo';
  readonly repo = 'paper';
  readonly repositoryId = 4242;
  readonly defaultBranch = 'main';
  comments: Comment[] = [];
  pullRequests: PullRequest[] = [];
  runs: WorkflowRun[] = [];
  jobs: WorkflowJob[] = [];
  /** Whether the workflow gives `actions: read`. */
  readsActions = true;
  artifacts: Artifact[] = [];
  checkRuns: CheckRun[] = [];
  caches: CacheEntry[] = [];
  #lastId = 1000;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  addComment(issue: number, author: Comment['author'], body: string): Comment {
    const comment = { id: this.nextId(), issue, author, body };
    this.comments.push(comment);
    return comment;
  }

  deleteComment(id: number): void {
    this.comments = this.comments.filter(comment => comment.id !== id);
  }

  /** An open pull request from a branch of the repository itself, unless overridden. */
  addPullRequest(overrides: globalThis.Partial<PullRequest> = {}): PullRequest {
    const pullRequest: PullRequest = {
      number: 7,
      state: 'open',
      labels: [],
      head: {
        sha: '1'.repeat(40),
        ref: 'topic',
        repository: { id: this.repositoryId, owner: this.owner },
      },
      ...overrides,
    };
    this.pullRequests.push(pullRequest);
    return pullRequest;
  }
}
