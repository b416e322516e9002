/** The addresses that a report leads to, asked of what stands in for GitHub. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What there is on GitHub: a report may link to that and to nothing else. */
export interface Reachable {
  readonly shas: readonly string[];
  readonly pullRequests: readonly number[];
  /** Attempts of workflow runs: `1658821493/1`. */
  readonly attempts: readonly string[];
  /** Jobs by their runs: `1658821493/49021733`. */
  readonly jobs: readonly string[];
  /** Artifacts by their runs: `1658821493/3`; a run's list of them is there where it has one. */
  readonly artifacts: readonly string[];
}

const REPOSITORY = 'https://github.com/octo/paper/';
/** As the runner's double says of where the action comes from. */
export const ACTION = { GITHUB_ACTION_REPOSITORY: 'octo/stagetime', GITHUB_ACTION_REF: 'v1' };
const DOCS = `https://github.com/${ACTION.GITHUB_ACTION_REPOSITORY}/blob/${ACTION.GITHUB_ACTION_REF}/docs/`;

/** The addresses in Markdown and HTML that a click leads to. */
export function linksIn(document: string): readonly string[] {
  const found = document.matchAll(/\]\(([^)]*)\)|<a\s[^>]*href="([^"]*)"/g);
  return [...new Set([...found].map(([, markdown, html]) => markdown ?? html ?? ''))];
}

/** Those of the addresses that nothing answers to. */
export function deadLinks(document: string, github: Reachable): readonly string[] {
  return linksIn(document).filter(link => !answers(link, document, github));
}

function answers(link: string, document: string, github: Reachable): boolean {
  if (link.startsWith('#')) return document.includes(`id="${link.slice(1)}"`);
  if (link.startsWith(DOCS)) {
    return existsSync(join(import.meta.dirname, '../../docs', link.slice(DOCS.length)));
  }
  if (!link.startsWith(REPOSITORY)) return false;
  const path = link.slice(REPOSITORY.length);
  const [, sha] = /^commit\/([0-9a-f]{40})$/.exec(path) ?? [];
  const [, pull] = /^pull\/(\d+)$/.exec(path) ?? [];
  const [, run, part, id] =
    /^actions\/runs\/(\d+)(?:\/(attempts|job|artifacts)\/(\d+)|#artifacts)$/.exec(path) ?? [];
  if (sha !== undefined) return github.shas.includes(sha);
  if (pull !== undefined) return github.pullRequests.includes(Number(pull));
  if (run === undefined) return false;
  switch (part) {
    case 'attempts':
      return github.attempts.includes(`${run}/${id}`);
    case 'job':
      return github.jobs.includes(`${run}/${id}`);
    case 'artifacts':
      return github.artifacts.includes(`${run}/${id}`);
    default:
      return github.artifacts.some(one => one.startsWith(`${run}/`));
  }
}
