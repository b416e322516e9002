/**
 * What the machine is and gets, as a run asks for it: who it is, what a command changed on it (a layer), and
 * that put back on another machine in the same state. All that is expected to go wrong is a value.
 */
import type { ArchiveDamage, MissCause } from '../../record/facts/store-fault.ts';

/** What tells machines apart whose files are the same before a job begins. */
export type MachineIdentity =
  /** A hosted runner's image, by its own name and version. */
  | {
      readonly kind: 'image';
      readonly os: string;
      readonly version: string;
      readonly arch: string;
    }
  /** Elsewhere: SHA-256 of the installed packages with their versions, and of `os-release`. */
  | { readonly kind: 'packages'; readonly hash: string; readonly arch: string }
  /** Nothing says what is installed: no layer of this machine can be known again. */
  | { readonly kind: 'unknown' };

/** What a layer holds besides what the command changed below the common roots, and what it does not. */
export interface LayerScope {
  /** Absolute folders that are taken besides `/usr`, `/etc`, `/var/lib` and `/opt`. */
  readonly roots: readonly string[];
  /** Absolute folders that are not looked at: the workspace, the runner's own. */
  readonly exclude: readonly string[];
  /** Whether documentation, manuals and translations are taken. */
  readonly documentation: boolean;
  /** The language whose translations are taken in any case, as in `LANG`. */
  readonly locale?: string | undefined;
}

/** A path with what of it the layer does not hold. Paths are absolute. */
export interface Refused {
  readonly path: string;
  readonly because: /** Its name says that it holds what is secret. */
    | 'credential'
    /** Its content does: a private key, a password in an address, or a value that the job hides. */
    | 'secret'
    /** It would run with its owner's rights where no package has such. */
    | 'rights'
    /** Sockets, pipes and devices have no content. */
    | 'special';
}

/** Why the privileged part could not begin, or ended without an answer. */
export type NotDone =
  /** Not root, and `sudo` would ask for a password or is not there. */
  | { readonly kind: 'no-root' }
  /** Only Linux says when anything of a file changed, and has folders that are opened by number. */
  | { readonly kind: 'not-here'; readonly missing: 'linux' | 'proc' }
  | { readonly kind: 'needs-program'; readonly program: string }
  /** Another setup of this machine is being kept or restored. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly said: string };

/** The machine is being watched; `watch` is for `capture`. */
export type Begun =
  | { readonly kind: 'begun'; readonly watch: string; readonly files: number; readonly ms: number }
  | NotDone;

/** What a layer came to. */
export interface LayerNumbers {
  /** Files, folders and links that are new or other than before. */
  readonly entries: number;
  readonly deleted: number;
  /** Content, unpacked. */
  readonly contentBytes: number;
  /** The archive. */
  readonly bytes: number;
  readonly findMs: number;
  readonly packMs: number;
}

export type Captured =
  | (LayerNumbers & {
      readonly kind: 'captured';
      readonly refused: readonly Refused[];
      /** Changed, and in no root: the first hundred. A machine that gets the layer does not have them. */
      readonly outside: readonly string[];
    })
  /** The command changed nothing that a layer holds. */
  | { readonly kind: 'nothing-changed'; readonly outside: readonly string[] }
  /** The clock was set meanwhile: what changed cannot be known. */
  | { readonly kind: 'clock-stepped'; readonly byMs: number }
  /** Somebody went on changing what was being packed. */
  | { readonly kind: 'changed-meanwhile'; readonly path: string }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly maxBytes: number }
  | NotDone;

/** What stood at a path, or should have. */
export type Trait = 'there' | 'type' | 'content' | 'mode' | 'owner' | 'target';

/** A place where this machine is not as the layer's was before its command ran. */
export interface Difference {
  readonly path: string;
  readonly trait: Trait;
}

/** Why nothing of a layer may be put in place. */
export type LayerRefusal =
  | { readonly kind: 'damaged'; readonly damage: ArchiveDamage }
  /** It is packed in a way that this Node cannot unpack. */
  | Extract<MissCause, { kind: 'needs-node' }>
  /** It would change something that no layer may. */
  | {
      readonly kind: 'forbidden';
      readonly path: string;
      readonly because: 'outside-roots' | 'credential' | 'excluded' | 'mode';
    }
  /** The first ten places. */
  | { readonly kind: 'other-machine'; readonly differences: readonly Difference[] }
  /** A root is on another file system than the rest: nothing can be moved there at once. */
  | { readonly kind: 'other-file-system'; readonly path: string }
  | { readonly kind: 'no-space'; readonly neededBytes: number; readonly freeBytes: number };

export type Restored =
  | {
      readonly kind: 'restored';
      readonly entries: number;
      readonly deleted: number;
      readonly contentBytes: number;
      readonly unpackMs: number;
      readonly checkMs: number;
      readonly placeMs: number;
    }
  /** The machine is as it was. */
  | { readonly kind: 'not-restored'; readonly because: LayerRefusal | Swapped | NotDone }
  /** It could not be put back at these paths: the setup has to run, and repairs them. */
  | { readonly kind: 'unsettled'; readonly paths: readonly string[] }
  | NotDone;

/** A folder was exchanged while the layer was put in place. */
export interface Swapped {
  readonly kind: 'swapped';
  readonly path: string;
}

/** What a restore that was killed had left. */
export type Recovered =
  | { readonly kind: 'nothing-left' }
  /** The layer was in place, and is. */
  | { readonly kind: 'completed' }
  /** It was in place in part, and nothing of it is any more. */
  | { readonly kind: 'rolled-back' }
  | { readonly kind: 'unsettled'; readonly paths: readonly string[] }
  | NotDone;

/** Layers of this machine. One call at a time; each resolves, whatever goes wrong. */
export interface Machine {
  /** Repairs what a killed `restore` left. To be called before anything else of a job. */
  recover(): Promise<Recovered>;
  /** Notes how the machine is. The command that makes the layer runs after it, and no other setup beside it. */
  begin(scope: LayerScope): Promise<Begun>;
  /** Packs what changed since into a new file. */
  capture(request: CaptureRequest): Promise<Captured>;
  /** Puts a layer in place: all of it, or nothing. */
  restore(request: RestoreRequest): Promise<Restored>;
}

export interface CaptureRequest {
  readonly watch: string;
  /** Of the archive, which must not be there; absolute. */
  readonly file: string;
  /** Values that no layer may hold: secrets of the environment. They go to the worker by its standard input. */
  readonly secrets: readonly string[];
  /** Most that the content may be, unpacked. */
  readonly maxBytes: number;
}

export interface RestoreRequest {
  /** Of the archive; absolute. */
  readonly file: string;
  /** Roots besides the common ones, as in the scope. */
  readonly roots: readonly string[];
  readonly exclude: readonly string[];
  readonly maxBytes: number;
}

/** What came of asking the tools that a setup provides. */
export type Probed =
  | { readonly kind: 'ready'; readonly ms: number }
  | { readonly kind: 'not-ready'; readonly silent: readonly SilentTool[] };

export interface SilentTool {
  readonly tool: string;
  readonly because:
    | { readonly kind: 'not-found' }
    /** It started and did not answer `--version` well, or could not set a document of three lines. */
    | { readonly kind: 'exit'; readonly asked: Asked; readonly exitCode: number | undefined }
    | { readonly kind: 'late'; readonly asked: Asked; readonly afterMs: number }
    | { readonly kind: 'no-document' };
}

/** What a tool was asked for. */
export type Asked = 'version' | 'document';
