/** Changes of the sources that a build is made with: a guard is taken out, to see whether a test notices. */
import type { Plugin } from 'rolldown';

/** A change of one file; by the path below `src/`. */
export interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Changes made while a build reads the sources. */
export interface TakenOut {
  readonly plugin: Plugin;
  /** To be called when the build is made: throws where a change is of no file that it was made from. */
  check(): void;
}

/** A change whose text is not there exactly once throws: a guard that has moved is to be noticed. */
export function takenOut(patches: readonly Patch[]): TakenOut {
  const applied = new Set<Patch>();
  return {
    plugin: {
      name: 'guards-taken-out',
      transform(code, id) {
        let changed = code;
        for (const patch of patches.filter(({ file }) => id.endsWith(`/src/${file}`))) {
          if (changed.split(patch.from).length !== 2) {
            throw new Error(`${patch.file} does not hold this once: ${patch.from}`);
          }
          changed = changed.replace(patch.from, () => patch.to);
          applied.add(patch);
        }
        return changed === code ? null : { code: changed };
      },
    },
    check() {
      const missed = patches.filter(patch => !applied.has(patch)).map(({ file }) => file);
      if (missed.length > 0) throw new Error(`the build holds nothing of ${missed.join(', ')}`);
    },
  };
}
