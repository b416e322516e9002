/** The setups of a run: whether each is needed, and whether what it is for is there when it ended well. */
import { join } from 'node:path';
import type { LayerNumbers } from '../../record/facts/layer.ts';
import type { SetupOutcome } from '../../record/facts/stage/setup.ts';
import type { MissingTool, StageReason } from '../../record/facts/stage/stage-reason.ts';
import type { StageRecord } from '../../record/run-record.ts';
import type { StageCaches } from '../caches/caches.ts';
import { findMissing } from '../inputs/requirements.ts';
import { type ToolVersions, writtenRequirement } from '../inputs/tool-versions.ts';
import { stageEnvironment, type Variables } from '../process/stage-environment.ts';
import { decideSetup, type SetupDecision, type SetupFacts } from './decision.ts';
import type { Layers } from './layers.ts';
import { changesMachine, type SetupStage } from './setup-stage.ts';

/** Where setups run, and what may be looked at. */
export interface SetupOptions {
  readonly root: string;
  readonly environment: Variables;
  readonly isAsked: boolean;
}

/** What a setup looks at, in turn. */
export interface SetupLook {
  readonly isKept: () => Promise<boolean>;
  readonly lacks: () => Promise<MissingTool | undefined>;
  /** Puts the setup's layer in place, where there is one. */
  readonly isPlaced: () => Promise<boolean>;
}

/** Looks at one thing after the other until it is decided. */
export async function decideBy(
  { setup, run }: SetupStage,
  { isAsked }: Pick<SetupOptions, 'isAsked'>,
  look: SetupLook,
): Promise<Exclude<SetupDecision, { kind: 'ask' }>> {
  let facts: SetupFacts = { setup, run, isAsked };
  for (;;) {
    const decision = decideSetup(facts);
    if (decision.kind !== 'ask') return decision;
    facts = await withAnswer(facts, decision.about, look);
  }
}

async function withAnswer(
  facts: SetupFacts,
  about: Extract<SetupDecision, { kind: 'ask' }>['about'],
  look: SetupLook,
): Promise<SetupFacts> {
  switch (about) {
    case 'kept':
      return { ...facts, isKept: await look.isKept() };
    case 'lacks':
      return { ...facts, lacks: (await look.lacks()) ?? 'none' };
    case 'layer': {
      // Then the machine is another, and what was missing may be there.
      const { lacks: _lacks, ...others } = facts;
      const isPlaced = await look.isPlaced();
      return isPlaced ? { ...others, isPlaced } : { ...facts, isPlaced };
    }
  }
}

/** What a setup provides and the machine does not have: the first of it. */
export function lackOf(
  stage: SetupStage,
  { root, environment }: Pick<SetupOptions, 'root' | 'environment'>,
): Promise<MissingTool | undefined> {
  const variables = stageEnvironment(stage, environment, { marker: '' });
  const cwd = join(root, stage.workingDirectory);
  return findMissing({ ...stage, requires: stage.setup.provides }, variables, cwd);
}

/** Why a setup does not run; nothing where it does, or where what it keeps stands for it. */
export function whyNotNeeded(
  { setup }: SetupStage,
  decision: Exclude<SetupDecision, { kind: 'ask' }>,
): StageReason | undefined {
  switch (decision.kind) {
    case 'provided':
      return { kind: 'provided', tools: setup.provides.map(writtenRequirement) };
    case 'held': {
      const { why, tool } = decision;
      return { kind: 'setup-held', why, ...(tool !== undefined && { tool }) };
    }
    case 'kept':
    case 'placed':
    case 'run':
      return undefined;
  }
}

/** How a setup goes on that was looked at; see `Prepared`. */
export type PreparedSetup =
  | { readonly kind: 'reused'; readonly record: Partial<StageRecord> }
  | {
      readonly kind: 'run';
      readonly record: Partial<StageRecord>;
      readonly environment: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'not-needed';
      readonly record: Partial<StageRecord>;
      readonly reason: StageReason;
    };

/** What setups are made ready with. */
export interface SetupsOptions extends SetupOptions {
  readonly caches: StageCaches;
  readonly tools: ToolVersions;
  /** Where what they change on the machine is kept, if anywhere. */
  readonly layers: Layers | undefined;
}

/** The setups of one run. */
export class Setups {
  readonly #options: SetupsOptions;

  constructor(options: SetupsOptions) {
    this.#options = options;
  }

  /** Restores what it keeps, where it keeps anything, and decides whether its command has to run. */
  async before(stage: SetupStage): Promise<PreparedSetup> {
    const { caches, layers } = this.#options;
    const prepared = await caches.prepare(stage);
    let layer: LayerNumbers | undefined;
    const decision = await decideBy(stage, this.#options, {
      isKept: async () => prepared.state === 'warm',
      lacks: () => lackOf(stage, this.#options),
      isPlaced: async () => {
        layer = await layers?.restore(stage);
        return layer !== undefined;
      },
    });
    const record: Partial<StageRecord> = { cacheState: prepared.state };
    const reason = whyNotNeeded(stage, decision);
    if (reason !== undefined) {
      const isThere = decision.kind === 'provided';
      return { kind: 'not-needed', reason, record: isThere ? { setup: { kind: 'found' } } : {} };
    }
    if (decision.kind === 'run') {
      const ranBecause = { causes: [decision.because] };
      const { environment } = prepared;
      return { kind: 'run', record: { ...record, ranBecause }, environment };
    }
    this.#machineChanged();
    const setup: SetupOutcome = layer === undefined ? { kind: 'kept' } : { kind: 'layer', layer };
    return { kind: 'reused', record: { ...record, setup } };
  }

  /** Its command is about to start. */
  async begin(stage: SetupStage): Promise<void> {
    if (changesMachine(stage)) await this.#options.layers?.begin(stage);
  }

  /** Its command is over: a setup that does not provide what it says has failed. */
  async after(stage: SetupStage, { status }: StageRecord): Promise<Partial<StageRecord>> {
    this.#machineChanged();
    if (status !== 'passed') return {};
    const tool = await lackOf(stage, this.#options);
    if (tool !== undefined) return { status: 'failed', reason: { kind: 'not-provided', tool } };
    if (!changesMachine(stage)) return {};
    const layer = await this.#options.layers?.keep(stage);
    return layer === undefined ? {} : { setup: { kind: 'command', layer } };
  }

  /** Tools may be others now, or there at last. */
  #machineChanged(): void {
    this.#options.tools.forget();
  }
}
