/**
 * The LLM proxies of a run: one for each cache that has one, started when the first stage needs it. A
 * stage that cannot have its proxy runs without.
 */
import type { LlmEvent, LlmProxy, LlmStage } from '../../llm/proxy.ts';
import type { CacheDefinition, Pipeline, Stage } from '../../pipeline/types.ts';
import { type Notice, noticeKey } from '../../record/facts/notice/notice.ts';
import type { Listener } from '../events/run-events.ts';
import { type Variables, withoutWithheld } from '../process/stage-environment.ts';
import { formsOf } from '../redaction/forms.ts';
import { secretValues } from '../redaction/secrets.ts';

/** Where the replies of models are kept. */
export interface ReplyPlace {
  readonly folder: string;
  /** The run is not trusted to add to them. */
  readonly readOnly: boolean;
  /** Most that they may take, in bytes. */
  readonly maxBytes: number;
  /** Resolves when what earlier runs left is in the folder, or known not to come. Never rejects. */
  ready(): Promise<void>;
}

/** A stage's access to models, for a command that would get this environment; none without a proxy. */
export type OpenLlm = (environment: Variables) => Promise<Opened | undefined>;

/** A stage's access under way. */
export type Opened = Pick<LlmStage, 'environment' | 'beginAttempt' | 'end'>;

/** The proxies of a run. Faults are notices; nothing rejects. */
export interface LlmProxies {
  /** Begins to fetch the replies where one of these caches has a proxy. */
  prefetch(caches: readonly string[]): void;
  /** When the replies are there; how the stage gets at them, if it uses a cache with a proxy. */
  prepare(stage: Stage): Promise<OpenLlm | undefined>;
  /** Ends all proxies; gives how many replies were stored. */
  close(): Promise<number>;
}

export interface LlmProxiesOptions {
  readonly pipeline: Pick<Pipeline, 'caches' | 'stages'>;
  /** The engine's own environment. */
  readonly environment: Variables;
  readonly replies: ReplyPlace;
  readonly emit: Listener;
}

/** Proxies for one run of a pipeline. */
export function createLlmProxies(options: LlmProxiesOptions): LlmProxies {
  const { pipeline, replies, emit } = options;
  const proxied = pipeline.caches.filter(({ proxy }) => proxy);
  const proxies = new Map<string, Promise<LlmProxy>>();
  const said = new Set<string>();

  /** A damaged store may have a thousand damaged replies. */
  function tell(notice: Notice): void {
    const key = noticeKey(notice);
    if (said.has(key)) return;
    said.add(key);
    emit({ kind: 'notice', notice });
  }

  function onEvent(event: LlmEvent): void {
    if (event.kind === 'notice') tell(event.notice);
    else emit(event);
  }

  function proxyOf(cache: CacheDefinition): Promise<LlmProxy> {
    const started = proxies.get(cache.name) ?? start(cache, options, onEvent);
    proxies.set(cache.name, started);
    return started;
  }

  async function open(cache: CacheDefinition, stage: Stage, environment: Variables) {
    try {
      return await (await proxyOf(cache)).openStage(stage.id, environment);
    } catch (error) {
      const { message: cause } = error as Error;
      tell({ kind: 'fault', of: 'llm-proxy-start', stage: stage.id, cause });
      return undefined;
    }
  }

  async function closeOne(proxy: Promise<LlmProxy>): Promise<number> {
    try {
      return (await (await proxy).close()).stored;
    } catch {
      // It never began, which was said.
      return 0;
    }
  }

  return {
    prefetch(names) {
      if (proxied.some(({ name }) => names.includes(name))) void replies.ready();
    },
    async prepare(stage) {
      const cache = proxied.find(({ name }) => stage.caches.includes(name));
      if (cache === undefined) return undefined;
      await replies.ready();
      return environment => open(cache, stage, environment);
    },
    async close() {
      const stored = await Promise.all([...proxies.values()].map(closeOne));
      return stored.reduce((sum, count) => sum + count, 0);
    },
  };
}

async function start(
  cache: CacheDefinition,
  { pipeline, environment, replies }: LlmProxiesOptions,
  emit: (event: LlmEvent) => void,
): Promise<LlmProxy> {
  const { startLlmProxy } = await import('../../llm/proxy.ts');
  const { key, ignore = [], prices, ollama } = cache;
  return startLlmProxy({
    folder: replies.folder,
    readOnly: replies.readOnly,
    bounds: { maxStoreBytes: replies.maxBytes },
    environment,
    secrets: secretValues(pipeline.stages, environment)
      .filter(isNoWord)
      .flatMap(formsOf)
      .filter(isNoWord),
    ignore: ignore.map(pattern => new RegExp(pattern)),
    ...(key !== undefined && { salt: key }),
    ...(prices !== undefined && { prices: priceTable(prices) }),
    ...(ollama !== undefined && {
      ollama: { command: ollama, environment: withoutWithheld(environment) },
    }),
    emit,
  });
}

/** Local servers are given keys like `ollama` or `test`, which stand in answers without being secrets. */
function isNoWord({ length }: string): boolean {
  return length >= SHORTEST_SECRET;
}

const SHORTEST_SECRET = 12;

function priceTable(prices: NonNullable<CacheDefinition['prices']>) {
  return Object.fromEntries(
    Object.entries(prices).map(([model, { input, output }]) => [
      model,
      { inputPerMillion: input, outputPerMillion: output },
    ]),
  );
}
