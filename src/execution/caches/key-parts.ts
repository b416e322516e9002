/** Gathers what the keys of caches are made from. */
import { hash } from 'node:crypto';
import { arch, platform } from 'node:os';
import { resolve } from 'node:path';
import { isWithin } from '../../caching/files/paths.ts';
import { unreadableError } from '../../caching/files/unreadable.ts';
import type { CacheKeyParts } from '../../caching/keys.ts';
import { type CachePlan, TEX_PACKAGES, UNKNOWN } from '../../caching/presets.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import type { FileStates } from '../files/file-states.ts';
import { withoutIgnored } from '../files/git-ignored.ts';
import { matchFiles } from '../files/match-files.ts';
import { madeFilter } from '../inputs/fingerprints.ts';
import { type ToolVersions, writtenRequirement } from '../inputs/tool-versions.ts';
import { stageEnvironment, type Variables } from '../process/stage-environment.ts';
import { describeTex, type TexInstallation } from './tex-installation.ts';

/** Variables by which clients of language models are told which one to use. */
const MODEL_VARIABLES = ['LLM_MODEL', 'OLLAMA_MODEL', 'OPENAI_MODEL', 'ANTHROPIC_MODEL'];

/** Looks at files, tools and the environment, each once. */
export interface PartsGatherer {
  /** What the key of a cache is made from now; rejects where an input cannot be read. */
  parts(plan: CachePlan, users: readonly Stage[]): Promise<CacheKeyParts>;
  /** The TeX installation; none where there is none. */
  tex(): Promise<TexInstallation | undefined>;
}

/** What is looked at. */
export interface GathererOptions {
  readonly root: string;
  readonly environment: Variables;
  readonly toolVersions: ToolVersions;
  readonly states: FileStates;
  readonly pipeline: Pick<Pipeline, 'stages'>;
}

/** A gatherer for one run. */
export function createGatherer(options: GathererOptions): PartsGatherer {
  const { root, environment } = options;
  let tex: Promise<TexInstallation | undefined> | undefined;
  const gatherer: PartsGatherer = {
    tex() {
      tex ??= describeTex(stageEnvironment({ env: {} }, environment, { marker: '' }), root);
      return tex;
    },
    async parts(plan, users) {
      const [inputs, tools] = await Promise.all([
        readInputs(plan, options),
        readTools(plan, users, options, gatherer),
      ]);
      return {
        cache: plan.name,
        platform: `${platform()}-${arch()}`,
        paths: plan.stored,
        tools,
        ...(plan.own !== undefined && { own: plan.own }),
        settings: {
          ...(plan.preset === 'llm' && modelsOf(users, environment)),
          ...renewalOf(plan),
        },
        inputs,
      };
    },
  };
  return gatherer;
}

async function readInputs(
  { inputs, notInputs }: CachePlan,
  { root, states, pipeline }: GathererOptions,
): Promise<CacheKeyParts['inputs']> {
  if (inputs.length === 0) return [];
  const excluded = new Set(notInputs);
  const [git, matched] = await Promise.all([states.git(), matchFiles(root, inputs)]);
  const paths = await withoutIgnored(matched, {
    patterns: inputs,
    isMade: madeFilter(pipeline),
    git,
  });
  const collected = await states.collect(paths.filter(path => !isWithin(path, excluded)));
  if (collected.kind === 'unreadable') throw unreadableError(collected.unreadable);
  return collected.files.map(file =>
    file.kind === 'link'
      ? file
      : { kind: file.kind, path: file.path, executable: file.executable, hash: file.hash },
  );
}

/** By a name that reads well after `the`. */
async function readTools(
  plan: CachePlan,
  users: readonly Stage[],
  { root, environment, toolVersions }: GathererOptions,
  gatherer: PartsGatherer,
): Promise<CacheKeyParts['tools']> {
  const env = stageEnvironment(users[0] ?? { env: {} }, environment, { marker: '' });
  const tools = plan.tools.map(async tool => {
    const version = await toolVersions.of(tool, env);
    return [`version of ${writtenRequirement(tool)}`, inOneLine(version)] as const;
  });
  const [tex, ...versions] = await Promise.all([plan.tex ? gatherer.tex() : undefined, ...tools]);
  return Object.fromEntries([
    ...versions,
    ...(plan.tex ? [[TEX_PACKAGES, tex?.packages ?? UNKNOWN]] : []),
    ...(plan.bound ? [['folder of the pipeline', resolve(root)]] : []),
    ...(plan.ofSetup !== undefined ? [['runner image', imageOf(environment)]] : []),
  ]);
}

/** What is kept of a setup is made again from this day on, where it is ever: ISO 8601, UTC. */
function renewalOf({ ofSetup }: CachePlan): Record<string, string> {
  const renewMs = ofSetup?.renewMs;
  if (renewMs === undefined) return {};
  const since = Math.floor(Date.now() / renewMs) * renewMs;
  return { 'last renewal': new Date(since).toISOString() };
}

function imageOf({ ImageOS: os, ImageVersion: version }: Variables): string {
  return [os, version].filter(Boolean).join(' ') || UNKNOWN;
}

/** The first line of an answer, and of a longer one a hash: differences are shown to people. */
function inOneLine(version: string): string {
  const [first = '', ...others] = version.split(/\s*\n\s*/).filter(line => line !== '');
  return others.length === 0 ? first : `${first} (${hash('sha256', version).slice(0, 8)})`;
}

/** The models that the stages are told to use, by variable. */
function modelsOf(users: readonly Stage[], environment: Variables): Record<string, string> {
  return Object.fromEntries(
    users.flatMap(stage => {
      const env = stageEnvironment(stage, environment, { marker: '' });
      return MODEL_VARIABLES.flatMap(name =>
        env[name] === undefined ? [] : [[`${name} of ${stage.id}`, env[name]]],
      );
    }),
  );
}
