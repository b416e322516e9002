/** What keeps a definition that is right from doing what it says on this machine, as the files are now. */

import type { UnreadableFile } from '../unreadable-file.ts';
import type { EmptyInput, MissingTool } from './stage-reason.ts';

/** One thing that was found; where it is of a stage, that stage's line is the place to look. */
export type Finding =
  | { readonly kind: 'missing-tool'; readonly stage: string; readonly tool: MissingTool }
  /** Its command names a script that is not there, and that no stage declares to make. */
  | { readonly kind: 'missing-script'; readonly stage: string; readonly script: string }
  | { readonly kind: 'empty-input'; readonly stage: string; readonly input: EmptyInput }
  /** It can neither be reused nor stored. */
  | { readonly kind: 'unreadable-input'; readonly stage: string; readonly file: UnreadableFile }
  /** It reads what another stage makes, and does not need that stage. */
  | {
      readonly kind: 'implied-need';
      readonly stage: string;
      readonly maker: string;
      /** Of its inputs, and of the other's outputs. */
      readonly input: string;
      readonly output: string;
    }
  | { readonly kind: 'unused-cache'; readonly cache: string }
  | { readonly kind: 'past-acknowledgement'; readonly stage: string; readonly until: string }
  /** GitHub expands it in workflows only. `variable`: in its `env`, else in its command. */
  | {
      readonly kind: 'expression';
      readonly stage: string;
      readonly expression: string;
      readonly variable?: string;
    }
  /** Its evidence is looked for from the pipeline's folder; its command writes it to its own. */
  | {
      readonly kind: 'evidence-elsewhere';
      readonly stage: string;
      readonly path: string;
      readonly workingDirectory: string;
    };
