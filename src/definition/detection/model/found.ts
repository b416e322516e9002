/** What detectors find in a folder: stages to propose, and what they saw and left out, as facts. */
import type { LocatedProblem } from '../../document/problems.ts';
import type { StageDefinition } from '../../schema/schema.ts';
import type { Observed } from './observed.ts';

/** A stage that a detector proposes. Which stage needs which follows from what they read and make. */
export interface FoundStage {
  /** What ids and other stages know it by; unlike any other's of the same detector. */
  readonly key: string;
  /** What its id is made of, where that is not the name. */
  readonly idWords?: string;
  /** As reports call it. */
  readonly name: string;
  readonly run: string;
  readonly workingDirectory?: string;
  readonly requires: readonly string[];
  /** Keys of stages of the same detector that run before, whatever they make. */
  readonly after: readonly string[];
  /** Runs in the project's Python, so that what makes the environment comes before it. */
  readonly usesPython?: boolean;
  /** What decides its result besides what other stages make. */
  readonly inputs: readonly string[];
  /** Files that it reads by name, whether they are there or are made; folders end with `/`. */
  readonly reads: readonly string[];
  /** Files that it must find; each with all that its name may mean. */
  readonly wants?: readonly (readonly string[])[];
  /** Files that it reads if they are there; if nobody is seen to make one, it waits for those of whom that is not seen. */
  readonly lacks?: readonly string[];
  /** It reads only what stages before it make: its detector knows the order. */
  readonly orderIsGiven?: boolean;
  readonly made: Made;
  /** Files that it may make: its own, unless another stage makes or names them before. */
  readonly maybe?: readonly string[];
  /** All that it reads is in `inputs` and `reads`; without this it is not reused behind a stage of which that is not known. */
  readonly readsAreKnown?: boolean;
  /** What decides its result, or what it makes, and could not be seen: it is never reused. */
  readonly unseen?: readonly Unseen[];
  /** Of the outputs: those whose bytes differ from run to run. */
  readonly unstable?: readonly string[];
  /** Of a document of LaTeX: the classes and packages that it loads and does not bring itself. */
  readonly loads?: readonly string[];
  readonly cache?: FoundCache;
  readonly evidence?: StageDefinition['evidence'];
  readonly env?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly optional?: boolean;
  readonly skipExitCode?: number;
  readonly retries?: number;
  readonly notes: readonly Note[];
}

/** What is known of the files that a stage makes. */
export type Made =
  /** These, and as far as is known no others; none is an answer, too. */
  | { readonly kind: 'known'; readonly outputs: readonly string[] }
  /** Nobody can say, so the stage is never reused. */
  | { readonly kind: 'unknown'; readonly why: 'not-seen' | 'shared' | 'machine' };

/** What a stage does with files whose names could not be seen. */
export type Unseen = 'reads' | 'writes' | 'takes-in';

/** A cache that a stage uses; stages with the same name share it, and its paths are put together. */
export interface FoundCache {
  readonly name: string;
  readonly preset?: 'latex' | 'pytest' | 'llm';
  readonly paths: readonly string[];
}

/** What a reader of the written stage should know or look at. */
export type Note =
  | { readonly kind: 'from-source' }
  | { readonly kind: 'inputs-from-contract' }
  | { readonly kind: 'engine-from-rc'; readonly file: string }
  | { readonly kind: 'wide-inputs'; readonly tool: string }
  | { readonly kind: 'missing-figure'; readonly file: string }
  | { readonly kind: 'needs-arguments' }
  | { readonly kind: 'looks-at-machine' }
  | { readonly kind: 'always-runs' }
  | { readonly kind: 'unseen'; readonly what: Unseen }
  | { readonly kind: 'absent'; readonly files: readonly string[] }
  | { readonly kind: 'behind-unknown' }
  | { readonly kind: 'shared-folder' }
  | { readonly kind: 'after-failure' }
  | { readonly kind: 'dated' };

/** What was seen, and why it did not become a stage. */
export type LeftOut =
  | { readonly kind: 'on-request'; readonly stage: string; readonly tag: string }
  | { readonly kind: 'method'; readonly stage: string }
  | { readonly kind: 'disabled'; readonly stage: string }
  | { readonly kind: 'keys'; readonly stage: string; readonly keys: readonly string[] }
  | { readonly kind: 'covered'; readonly what: string; readonly by: string }
  | { readonly kind: 'made'; readonly file: string; readonly source: string }
  | { readonly kind: 'split'; readonly file: string }
  | { readonly kind: 'no-runner'; readonly file: string }
  | { readonly kind: 'results'; readonly folder: string; readonly documents: number }
  | { readonly kind: 'no-pipeline'; readonly file: string }
  | { readonly kind: 'housekeeping'; readonly file: string }
  | { readonly kind: 'aside'; readonly file: string }
  | { readonly kind: 'arguments'; readonly file: string }
  | { readonly kind: 'no-arguments'; readonly file: string }
  | { readonly kind: 'unordered'; readonly folder: string; readonly scripts: number }
  | { readonly kind: 'too-many'; readonly what: string; readonly kept: number };

/** What one detector has to say, in words only once it is written down. */
export type Summary =
  | {
      readonly kind: 'template';
      readonly file: string;
      readonly stages: number;
      readonly project?: string;
    }
  | { readonly kind: 'workflow'; readonly tool: string; readonly file: string }
  | { readonly kind: 'numbered'; readonly scripts: number; readonly folder: string }
  | { readonly kind: 'scripts'; readonly files: readonly string[] }
  | { readonly kind: 'tests'; readonly from: string }
  | { readonly kind: 'document'; readonly tool: string; readonly file: string };

/** Something that runs other things itself, so that they are not separate stages. */
export interface Driver {
  readonly file: string;
  /** Whether it runs this script or builds this document. */
  readonly runs: (file: string) => boolean;
  readonly runsTests: boolean;
}

/** What a detector found. */
export interface Found {
  readonly stages: readonly FoundStage[];
  readonly summaries: readonly Summary[];
  readonly leftOut: readonly LeftOut[];
  readonly drivers: readonly Driver[];
}

/** Looks for one kind of thing; nothing where there is none of it. */
export type Detector = (observed: Observed, context: DetectionContext) => Found;

/** What detectors know besides the folder: how Python is run here, and what others before them found. */
export interface DetectionContext {
  readonly python: PythonRunner;
  readonly found: Found;
  /** Files that documents take in, there or not; each with all that it may mean. */
  readonly wanted: readonly (readonly string[])[];
  /** The stage that renders a text of R Markdown or Quarto. */
  readonly render: (file: string) => FoundStage;
}

/** How the project runs its Python. */
export interface PythonRunner {
  /** The words before a script or `-m`. */
  readonly words: readonly string[];
  /** The words before `-m` and a module that comes with one of these packages. */
  readonly having: (packages: readonly string[]) => readonly string[];
  /** The words that run another tool of the environment. */
  readonly tool: (name: string) => readonly string[];
  readonly requires: readonly string[];
  /** Whether `python3` of the machine is it, whose modules `requires: python:NAME` asks for. */
  readonly isMachines: boolean;
  /** Patterns of the files that say which packages there are; empty if there are none. */
  readonly inputs: readonly string[];
  /** What makes the environment, where nothing else does. */
  readonly setup?: FoundStage;
}

/** Several projects of which one must be chosen, or what is wrong in a file. */
export type Refusal =
  | {
      readonly kind: 'invalid';
      readonly file: string;
      readonly problems: readonly LocatedProblem[];
    }
  | {
      readonly kind: 'which-project';
      readonly projects: readonly string[];
      readonly asked?: string;
    };

/** Where there is nothing of a kind. */
export const NOTHING: Found = { stages: [], summaries: [], leftOut: [], drivers: [] };

/** What several detectors found, in their order. */
export function together(found: readonly Found[]): Found {
  return {
    stages: found.flatMap(one => one.stages),
    summaries: found.flatMap(one => one.summaries),
    leftOut: found.flatMap(one => one.leftOut),
    drivers: found.flatMap(one => one.drivers),
  };
}

/** What runs a file already, among what was found before; of what is run by another, that one. */
export function driverOf(file: string, { found }: DetectionContext): Driver | undefined {
  let driver: Driver | undefined;
  let at = file;
  const seen = new Set([file]);
  for (;;) {
    const above = found.drivers.find(one => !seen.has(one.file) && one.runs(at));
    if (above === undefined) return driver;
    driver = above;
    at = above.file;
    seen.add(at);
  }
}

/** That something found before runs a file already, and so leaves it out here. */
export function coveredBy(file: string, context: DetectionContext): LeftOut | undefined {
  const driver = driverOf(file, context);
  return driver && { kind: 'covered', what: file, by: driver.file };
}

/** What must be there to run a tool of Python's: the tool itself, unless the project's own Python brings it. */
export function toolRequires(
  { isMachines, requires }: PythonRunner,
  tool: string,
): readonly string[] {
  return isMachines ? [tool] : requires;
}
