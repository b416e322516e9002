/** The graph of a pipeline's needs: order, cycles, and what a selection of stages draws in. */
import type { Stage } from './types.ts';

/** The part of a stage that the graph is made of. */
export type Node = Pick<Stage, 'id' | 'needs'>;

/** A cycle as the path that closes it (`a`, `b`, `a`), or undefined where there is none. */
export function findCycle(stages: readonly Node[]): readonly string[] | undefined {
  const byId = indexById(stages);
  const done = new Set<string>();
  for (const start of stages) {
    // An explicit stack, because a hostile definition may nest deeper than the call stack.
    const path: { node: Node; next: number }[] = [];
    const onPath = new Set<string>();
    const enter = (node: Node) => {
      path.push({ node, next: 0 });
      onPath.add(node.id);
    };
    if (!done.has(start.id)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = top.node.needs[top.next];
      top.next += 1;
      if (need === undefined) {
        done.add(top.node.id);
        onPath.delete(top.node.id);
        path.pop();
      } else if (onPath.has(need)) {
        const ids = path.map(entry => entry.node.id);
        return [...ids.slice(ids.indexOf(need)), need];
      } else {
        const node = byId.get(need);
        if (node !== undefined && !done.has(need)) enter(node);
      }
    }
  }
  return undefined;
}

/** Stages so that each comes after what it needs, otherwise in the given order; the graph has no cycle. */
export function topologicalOrder<T extends Node>(stages: readonly T[]): readonly T[] {
  const waiting = new Map(stages.map(stage => [stage.id, stage.needs.length]));
  const dependents = dependentsOf(stages);
  const byId = indexById(stages);
  const ready = stages.filter(stage => stage.needs.length === 0);
  const ordered: T[] = [];
  for (const stage of ready) {
    ordered.push(stage);
    for (const id of dependents.get(stage.id) ?? []) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      const dependent = byId.get(id);
      if (left === 0 && dependent !== undefined) ready.push(dependent);
    }
  }
  return ordered;
}

/** For each stage's id, the ids of the stages that name it in their `needs`. */
export function dependentsOf(stages: readonly Node[]): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>(stages.map(stage => [stage.id, []]));
  for (const stage of stages) {
    for (const need of stage.needs) dependents.get(need)?.push(stage.id);
  }
  return dependents;
}

/** The stages of a graph that is written as needs by id. */
export function nodesOf(needs: ReadonlyMap<string, readonly string[]>): readonly Node[] {
  return [...needs].map(([id, needed]) => ({ id, needs: needed }));
}

/** The given ids and everything they need, directly or not. */
export function withNeeds(stages: readonly Node[], ids: Iterable<string>): ReadonlySet<string> {
  const byId = indexById(stages);
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(byId.get(id)?.needs ?? []));
  }
  return found;
}

function indexById<T extends Node>(stages: readonly T[]): ReadonlyMap<string, T> {
  return new Map(stages.map(stage => [stage.id, stage]));
}
