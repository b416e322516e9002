/** Why a stage is not simply `passed`: facts of a run record, which `reporting/` puts into words. */
import * as v from 'valibot';
import { LEFT_OUT } from '../../../pipeline/selection.ts';
import { SHELL_FAULTS } from '../../../pipeline/shells.ts';
import { freeText, structure } from '../free-text.ts';
import { HELD } from './setup.ts';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const exitCode = v.number();

/** Signals that shells report as 128 and their number, and that say something to who looks for the cause. */
export const ENDING_SIGNALS = ['SIGABRT', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/** Why the system did not start a command. */
const startFault = v.variant('why', [
  /** One variable alone is larger than the system passes on. */
  v.object({ why: v.literal('large-variable'), variable: structure, bytes: amount }),
  /** Its command and environment together are. */
  v.object({ why: v.literal('too-large'), bytes: amount }),
  /** The folder or the program was there a moment ago. */
  v.object({ why: v.literal('gone'), folder: freeText, program: freeText }),
  v.object({ why: v.literal('not-permitted'), folder: freeText, program: freeText }),
  /** What the system called it, where it gave a code at all. */
  v.object({ why: v.literal('system'), code: v.optional(freeText) }),
]);

/** A pattern of a stage's inputs that stands for no file. */
const emptyInput = v.variant('why', [
  v.object({ why: v.literal('no-match'), pattern: structure }),
  /** Git ignores all that it matches, such as this file. */
  v.object({ why: v.literal('ignored'), pattern: structure, file: freeText }),
  /** The exclusions of the list leave nothing. */
  v.object({ why: v.literal('excluded'), pattern: structure }),
]);

/** What a stage requires and the machine does not have. */
export const missingTool = v.object({
  kind: v.literal('missing-tool'),
  as: v.picklist(['executable', 'python-module']),
  tool: structure,
  /** What to install: Debian's package of a program, the distribution of a module; absent where unknown. */
  package: v.optional(structure),
  /** The tool that its name is a misspelling of, probably. */
  meant: v.optional(structure),
});

/** The schema of `stages[].reason`. */
export const stageReason = v.variant('kind', [
  /** `--only` or `--skip` left it out. */
  v.object({ kind: v.literal('left-out'), by: v.picklist(LEFT_OUT) }),
  /** It needs a stage that did not do its work. */
  v.object({ kind: v.literal('needs'), stage: structure }),
  /** Another stage failed before it started. */
  v.object({ kind: v.literal('not-started-after'), stage: structure }),
  /** Another stage failed while it ran. */
  v.object({ kind: v.literal('ended-after'), stage: structure }),
  /** Somebody interrupted the run. */
  v.object({ kind: v.literal('interrupted') }),
  /** Its command ended with the exit code that says so. */
  v.object({ kind: v.literal('nothing-to-do'), exitCode }),
  v.object({
    kind: v.literal('exit-code'),
    exitCode,
    signal: v.optional(v.picklist(ENDING_SIGNALS)),
  }),
  v.object({ kind: v.literal('timed-out'), limitMs: amount }),
  v.object({ kind: v.literal('not-startable'), fault: startFault }),
  v.object({ kind: v.literal('no-folder'), folder: structure }),
  missingTool,
  v.object({ kind: v.literal('empty-input'), input: emptyInput }),
  /** Neither bash nor sh is on the PATH. */
  v.object({ kind: v.literal('no-shell') }),
  v.object({ kind: v.literal('bad-shell'), shell: structure, fault: v.picklist(SHELL_FAULTS) }),
  /** The program of its `shell` is not on the PATH. */
  v.object({ kind: v.literal('missing-shell'), program: structure }),
  /** All that the setup provides is on the machine. */
  v.object({ kind: v.literal('provided'), tools: v.array(structure) }),
  /** A setup that may not run in the terminal without being asked for. */
  v.object({ kind: v.literal('setup-held'), why: v.picklist(HELD), tool: v.optional(missingTool) }),
  /** The setup's command ended well, and this is not there all the same. */
  v.object({ kind: v.literal('not-provided'), tool: missingTool }),
  /** A fault of the engine's own. */
  v.object({ kind: v.literal('fault'), cause: freeText }),
  /** What a record of schema 1 says. */
  v.object({ kind: v.literal('said'), text: freeText }),
]);

export type StageReason = v.InferOutput<typeof stageReason>;
export type EmptyInput = v.InferOutput<typeof emptyInput>;
export type MissingTool = v.InferOutput<typeof missingTool>;
export type StartFault = v.InferOutput<typeof startFault>;
