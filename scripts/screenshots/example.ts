/**
 * The report that the pictures show, from real runs of the example: a history of its main branch, then a
 * pull request that makes its tests slower. The Action runs as the runner starts it, in a fresh clone each
 * time, because only the Action confirms a suspicion; caches and history are kept in files, as on a
 * runner of one's own, so that nothing stands in for GitHub.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runAction } from '../../__tests__/services/runner.ts';
import {
  pullRequestEvent,
  pushEvent,
  type RunnerEvent,
} from '../../__tests__/services/runner-environment.ts';
import { parseRunRecord, type RunRecord } from '../../src/record/run-record.ts';

const EXAMPLE = 'examples/manuscript';

/** The first runs everything, with cold caches; twenty like the pull request's leave little to chance. */
const RUNS_OF_MAIN = 21;

/** A report, and what it says. */
export interface ExampleReport {
  readonly folder: string;
  readonly record: RunRecord;
}

/** Runs the example below `temp`, which takes minutes, and gives the report on the pull request. */
export async function reportOnExample(
  temp: string,
  say: (line: string) => void,
): Promise<ExampleReport> {
  const origin = createRepository(join(temp, 'origin'));
  for (let run = 1; run <= RUNS_OF_MAIN; run += 1) {
    revise(origin, run);
    const sha = commit(origin, `Revision ${run}`);
    const { record } = await runOn(temp, 'main', pushEvent({ sha }), run);
    say(`main ${run} of ${RUNS_OF_MAIN}: ${Math.round(record.totalMs / 1000)} s`);
  }
  const { branch, sha } = openPullRequest(origin);
  return runOn(temp, branch, pullRequestEvent({ sha }), RUNS_OF_MAIN + 1);
}

function createRepository(folder: string): string {
  const files = git('.', 'ls-files', '-z', EXAMPLE).split('\0').filter(Boolean);
  for (const file of files) cpSync(file, join(folder, file.slice(EXAMPLE.length)));
  git(folder, 'init', '--quiet', '--initial-branch=main');
  return folder;
}

/**
 * What the pull request changes too, so that its stages are compared with runs like its own: tests,
 * analyses and one section run, with caches a little out of date, and everything else is reused.
 */
function revise(folder: string, revision: number): void {
  append(folder, 'src/integrators/__init__.py', `# Revision ${revision}.\n`);
  append(folder, 'manuscript/sections/discussion.tex', `% Revision ${revision}.\n`);
}

const NEW_FUNCTION = `

def energy_error_growth(records: Sequence[OrbitRecord]) -> float:
    """The energy error of the last revolution, in units of that of the first."""
    return records[-1].energy_error / records[0].energy_error
`;

/** Takes as long as all other tests together: many more steps of the integrators, nothing artificial. */
const NEW_TEST = `import pytest

from integrators.conservation import energy_error_growth, follow_orbit
from integrators.methods import STOERMER_VERLET, SYMPLECTIC_EULER, YOSHIDA
from integrators.systems import kepler


@pytest.mark.slow
@pytest.mark.parametrize("method", [SYMPLECTIC_EULER, STOERMER_VERLET, YOSHIDA])
def test_energy_error_stays_bounded_for_many_revolutions(method):
    records = follow_orbit(method, kepler(0.5), steps=400, revolutions=1_500)
    assert energy_error_growth(records) < 1.05
`;

const NEW_TEXT = `
How long the bound holds was tried with the three symplectic methods over 1500 revolutions of the
Kepler problem, many times more than in Section~\\ref{sec:conservation}: the energy error of the last
one is that of the first, to within five percent.
`;

/** A claim in the manuscript and the test that stands behind it, merged as GitHub merges them for a run. */
function openPullRequest(origin: string): { readonly branch: string; readonly sha: string } {
  git(origin, 'switch', '--quiet', '--create', 'longer-orbits');
  append(origin, 'src/integrators/conservation.py', NEW_FUNCTION);
  append(origin, 'tests/project/test_long_orbits.py', NEW_TEST);
  append(origin, 'manuscript/sections/discussion.tex', NEW_TEXT);
  commit(origin, 'Show that the energy error stays bounded');
  git(origin, 'switch', '--quiet', '--create', 'merge', 'main');
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'Merge longer-orbits', 'longer-orbits');
  return { branch: 'merge', sha: git(origin, 'rev-parse', 'HEAD') };
}

/** Runs the Action in a clone of its own, at the same path each time, as a runner does. */
async function runOn(
  temp: string,
  branch: string,
  event: RunnerEvent,
  id: number,
): Promise<ExampleReport> {
  const workspace = join(temp, 'manuscript');
  rmSync(workspace, { recursive: true, force: true });
  git(
    temp,
    'clone',
    '--quiet',
    '--depth=1',
    '--branch',
    branch,
    `file://${temp}/origin`,
    workspace,
  );
  const { exitCode, stdout, stderr, reportDir } = await runAction({
    workspace,
    event,
    actionDir: resolve('.'),
    inputs: {
      baseline: join(temp, 'history.json'),
      'cache-dir': join(temp, 'caches'),
      comment: 'never',
    },
    token: '',
    env: {
      GITHUB_RUN_ID: String(id),
      GITHUB_HEAD_REF: event.headRef === '' ? '' : 'longer-orbits',
      // This machine is no hosted runner, and its report must not say so.
      RUNNER_ENVIRONMENT: 'self-hosted',
      ImageOS: undefined,
      ImageVersion: undefined,
      // Nobody answers there: a model on this machine would make other pictures of it.
      OLLAMA_HOST: 'http://127.0.0.1:9',
    },
  });
  if (exitCode !== 0 || reportDir === undefined) {
    throw new Error(`the run of ${branch} failed:\n${stdout}${stderr}`);
  }
  const parsed = parseRunRecord(readFileSync(join(reportDir, 'run.json'), 'utf8'));
  if (!parsed.ok) throw new Error(`the run of ${branch} left no record: ${parsed.problem}`);
  const missed = parsed.record.stages.find(
    ({ id, status }) => status === 'skipped' && id !== 'llm-review',
  );
  if (missed !== undefined) throw new Error(`${missed.id} was skipped: ${missed.reason}`);
  return { folder: reportDir, record: parsed.record };
}

function append(folder: string, file: string, text: string): void {
  appendFileSync(join(folder, file), text);
}

function commit(folder: string, message: string): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', message);
  return git(folder, 'rev-parse', 'HEAD');
}

/** With a neutral author, and nothing of the user's own settings. */
function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' }).trim();
}
