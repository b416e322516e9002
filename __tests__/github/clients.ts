/** Clients of the REST double, in whose time nobody waits. */
import { onTestFinished } from 'vitest';
import { type ConnectOptions, connect, type GitHubClient } from '../../src/github/client.ts';
import type { Clock } from '../../src/github/retries.ts';
import type { Fault } from '../services/faults.ts';
import { type GitHubApi, startGitHubApi, TOKENS } from '../services/github-api.ts';

/** A clock that every wait puts forward, at once. */
export interface TestClock extends Clock {
  /** The waits asked for, in milliseconds. */
  readonly waits: number[];
}

export function testClock(): TestClock {
  let time = Date.UTC(2026, 2, 14);
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    async wait(ms) {
      waits.push(ms);
      time += ms;
      // Others that wait get their turn.
      await new Promise(setImmediate);
    },
  };
}

/** A double that ends with the test. */
export async function github(...faults: readonly Fault[]): Promise<GitHubApi> {
  const api = await startGitHubApi({ faults });
  onTestFinished(() => api.close());
  return api;
}

/** A client of the double's repository. */
export async function clientOf(
  { origin, state }: GitHubApi,
  overrides: Partial<ConnectOptions> = {},
): Promise<GitHubClient> {
  const connected = await connect({
    token: TOKENS.actions,
    repository: `${state.owner}/${state.repo}`,
    baseUrl: origin,
    clock: testClock(),
    ...overrides,
  });
  if (!connected.ok) throw new Error(connected.failure.why.kind);
  return connected.value;
}
