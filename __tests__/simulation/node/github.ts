/**
 * `@actions/github` of a simulated machine: the client that GitHub's API is asked with, down to the hook
 * around each request. What the API says is the world's to decide.
 */
import type { Caller } from './fs.ts';

type Parameters = Record<string, unknown>;
type Request = (options: Parameters) => Promise<unknown>;
type Hook = (request: Request, options: Parameters) => Promise<unknown>;

const READING = /^(get|list)/;
const METHODS: Readonly<Record<string, string>> = {
  updateRef: 'PATCH',
  deleteActionsCacheByKey: 'DELETE',
};

export function createGitHub(caller: () => Caller) {
  function getOctokit() {
    let hook: Hook = (request, options) => request(options);
    const rest = (room: string) =>
      new Proxy({} as Record<string, (parameters: Parameters) => Promise<unknown>>, {
        get: (_, name: string) => (parameters: Parameters) => {
          const method = READING.test(name) ? 'GET' : (METHODS[name] ?? 'POST');
          return hook(options => ask(`${room}.${name}`, parameters, options), {
            ...parameters,
            method,
            request: parameters['request'] ?? {},
          });
        },
      });
    return {
      hook: {
        wrap: (_name: string, wrapper: Hook) => {
          hook = wrapper;
        },
      },
      rest: { git: rest('git'), actions: rest('actions') },
      paginate: async (
        route: (parameters: Parameters) => Promise<{ data: unknown }>,
        parameters: Parameters,
        map: (page: { data: unknown }) => unknown,
      ) => map(await route(parameters)),
    };
  }

  function ask(route: string, parameters: Parameters, options: Parameters): Promise<unknown> {
    const { world, process } = caller();
    world.alive(process);
    const { signal } = options['request'] as { signal?: AbortSignal };
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('no answer in time')), {
        once: true,
      });
      world.clock.after(20 + world.random.next() * 50, process, () => {
        const { gitHub } = world;
        if (gitHub === undefined) return reject(new Error('no network'));
        gitHub(route, parameters).then(
          data => resolve({ data, status: 200, headers: { 'content-type': 'application/json' } }),
          reject,
        );
      });
    });
  }

  return { getOctokit };
}
