/** Processes that outlive the command that started them: ended with the run, and named. */
import type { StageRecord } from '../record/run-record.ts';
import { endTree, type ProcessTree } from './process/process-tree.ts';
import {
  canListProcesses,
  listProcesses,
  type Process,
  readCommandLine,
} from './process/procfs.ts';

/** What became of a stage's processes, by command line. */
export type LeftProcesses = Pick<StageRecord, 'survivors' | 'unended'>;

/** Ends what is left of a stage at once; gives the command lines of those that could not be ended. */
export async function endLeftOf(trees: readonly ProcessTree[]): Promise<readonly string[]> {
  const left = await Promise.all(inhabitedOf(trees).map(tree => endTree(tree)));
  return left.flat().map(nameOf);
}

/** What stages left running that others may need: it lives as long as the run. */
export class Survivors {
  readonly #treesOf = new Map<string, readonly ProcessTree[]>();

  /** The processes of a stage that is over. */
  add(stageId: string, trees: readonly ProcessTree[]): void {
    this.#treesOf.set(stageId, trees);
  }

  /** Ends them all, and tells of each stage that had any. */
  async endAll(onEnded: (stageId: string, left: LeftProcesses) => void): Promise<void> {
    // One look serves all stages: with one a tree, a run of many stages would end late.
    const processes = listProcesses();
    const inhabited = [...this.#treesOf].map(([id, trees]) => ({
      id,
      members: inhabitedOf(trees, processes).map(tree => ({
        tree,
        names: new Map(tree.allMembers(processes).map(member => [member.pid, nameOf(member)])),
      })),
    }));
    await Promise.all(
      inhabited.map(async ({ id, members }) => {
        if (members.length > 0) onEnded(id, await endEach(members));
      }),
    );
  }
}

async function endEach(
  members: readonly { tree: ProcessTree; names: ReadonlyMap<number, string> }[],
): Promise<LeftProcesses> {
  const left = (await Promise.all(members.map(({ tree }) => endTree(tree)))).flat();
  const alive = new Set(left.map(({ pid }) => pid));
  const ended = members.flatMap(({ names }) => [...names].filter(([pid]) => !alive.has(pid)));
  const survivors = ended.map(([, name]) => name);
  const unended = left.map(nameOf);
  return {
    ...(survivors.length > 0 && { survivors }),
    ...(unended.length > 0 && { unended }),
  };
}

/** A process as a reader knows it. */
function nameOf({ pid }: Process): string {
  return readCommandLine(pid) || `process ${pid}`;
}

/** The trees of which anything is left; where processes cannot be listed, their groups may be. */
function inhabitedOf(
  trees: readonly ProcessTree[],
  processes = listProcesses(),
): readonly ProcessTree[] {
  if (!canListProcesses) return process.platform === 'win32' ? [] : trees;
  return trees.filter(tree => tree.allMembers(processes).length > 0);
}
