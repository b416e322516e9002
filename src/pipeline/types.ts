/**
 * What is to run: the pipeline as every other room sees it, after the definition was read, checked
 * and completed with defaults. Paths are relative to the pipeline's root folder, with `/`.
 */

import type { CommentMode, Confirm, FailOn } from './choices.ts';

export type { Confirm };

/** The tools of which it is known how long work with them usually takes; presets of caches are called like them. */
export const USUAL_TOOLS = ['latex', 'pytest'] as const;

/** A named command with its needs, inputs, outputs and caches. */
export interface Stage {
  readonly id: string;
  readonly name: string;
  /** The command, handed to the shell as it is. */
  readonly run: string;
  /** `bash`, `sh`, `python`, `pwsh`, or a command line in which `{0}` stands for a script file. */
  readonly shell?: string;
  readonly workingDirectory: string;
  readonly needs: readonly string[];
  /** Added to the stage's environment; `null` passes on the engine's own value, withheld otherwise. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly requires: readonly Requirement[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Outputs whose bytes differ from run to run and do not count. */
  readonly unstable: readonly string[];
  readonly caches: readonly string[];
  readonly evidence: readonly EvidenceFile[];
  /** `continue-on-error`: its failure satisfies the needs of others and does not fail the run. */
  readonly optional: boolean;
  /** The exit code by which the command says that there is nothing to do. */
  readonly skipExitCode?: number;
  /** For all attempts together. */
  readonly timeoutMs?: number;
  /** How often a failed command is started again. */
  readonly retries: number;
  /** Slots it takes while it runs; heavier than the concurrency means alone. */
  readonly weight: number;
  readonly budgetMs?: number;
  /** Of a stage without a budget. */
  readonly usual?: UsualTime;
  readonly confirm?: Confirm;
  readonly tags: readonly string[];
  /** `if-changed`: whether a stored result may stand for a run. */
  readonly reuse: boolean;
  /** The id it had before it was renamed. */
  readonly was?: string;
  /** Names of language models by event, and `default`. */
  readonly models?: Readonly<Record<string, string>>;
  readonly acknowledge?: Acknowledgement;
  /** It makes the machine ready for the stages, and is waited for by them; absent of a stage. */
  readonly setup?: Setup;
}

/**
 * What a setup is for. One with `keep` makes folders of the pipeline, which the cache of its name keeps; one without
 * changes the machine.
 */
export interface Setup {
  /** What is there when it is done. */
  readonly provides: readonly Requirement[];
  /** Folders below the root that it makes. */
  readonly keep: readonly string[];
  /** What was kept is made again after this time, in ms. */
  readonly renewMs?: number;
  /** Documentation and translations of packages are kept, too. */
  readonly documentation: boolean;
}

/** What has to be on the machine: an executable on the PATH, or a module that Python can import. */
export type Requirement =
  | { readonly kind: 'executable'; readonly name: string }
  | { readonly kind: 'python-module'; readonly name: string };

/** A file that a stage's tools leave behind and that numbers are read from. */
export interface EvidenceFile {
  /** The key of its format, by which the definition names it and `evidence/` reads it. */
  readonly source: string;
  readonly file: string;
}

/** What work with a tool takes at most as a rule: longer is remarked upon, and nothing else. */
export interface UsualTime {
  readonly tool: (typeof USUAL_TOOLS)[number];
  readonly mostMs: number;
}

/** An accepted slowdown: until when (ISO 8601 date), and why. */
export interface Acknowledgement {
  readonly until: string;
  readonly reason: string;
}

/** A named set of paths that is kept from run to run. */
export interface CacheDefinition {
  readonly name: string;
  readonly preset?: 'latex' | 'pytest' | 'llm';
  readonly paths: readonly string[];
  readonly inputs: readonly string[];
  readonly key?: string;
  readonly restoreKeys: readonly string[];
  /** Requests to models are answered from what earlier runs were answered. */
  readonly proxy: boolean;
  /** With a proxy: regular expressions of what does not tell requests apart. */
  readonly ignore?: readonly string[];
  /** With a proxy: what a million tokens cost, by model, in any one currency. */
  readonly prices?: Readonly<Record<string, TokenPrice>>;
  /** With a proxy: it stands in for a local Ollama, and this command starts the real one. */
  readonly ollama?: readonly string[];
  /** It keeps what a setup makes: that is bound to this machine's state and to where it stands, and is renewed. */
  readonly ofSetup?: { readonly renewMs?: number };
}

/** What a million tokens of a prompt, and of an answer, cost. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

/** When a stage is called a bottleneck: over both marks. */
export interface BottleneckMarks {
  readonly overMs: number;
  /** Of the run's total, 0 to 1. */
  readonly overShare: number;
}

/** Stages and the graph of their needs. */
export interface Pipeline {
  /** Tells several pipelines of one repository apart. */
  readonly id: string;
  /** Slots; `auto` means one for each core, fewer where memory is short. */
  readonly concurrency: number | 'auto';
  readonly bottleneck: BottleneckMarks;
  /** When there is a comment on the pull request. */
  readonly comment: CommentMode;
  /** What fails a run whose stages passed. */
  readonly failOn: FailOn;
  /** How suspicions of a run are confirmed; as is usual where nothing is said. */
  readonly confirm?: Confirm;
  /** Most time for that. */
  readonly confirmBudgetMs: number;
  readonly caches: readonly CacheDefinition[];
  /** The setups and then the stages, each in the order of the definition. */
  readonly stages: readonly Stage[];
}
