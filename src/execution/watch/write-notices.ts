/** Files written where they should not be as notices: one for all that has the same writers and the same remedy. */
import type { Notice } from '../../record/facts/notice/notice.ts';
import type { ChangedTracked } from './tracked-watch.ts';
import type { StrayWrite } from './write-watch.ts';

/** Stray writes, one notice for each kind and pair of stages. */
export function strayNotices(writes: readonly StrayWrite[]): readonly Notice[] {
  return groupBy(writes, ({ kind, other, writers }) =>
    JSON.stringify([kind, other.id, writers.map(({ id }) => id)]),
  ).map(group => {
    const [{ kind: what, other, writers }] = group;
    const [writer] = writers;
    return {
      kind: 'stray-writes',
      what,
      writers: writers.map(({ id }) => id),
      other: other.id,
      isNeeded: writer !== undefined && other.needs.includes(writer.id),
      paths: group.map(({ path }) => path),
    };
  });
}

/** Files of the repository that stages changed without declaring it, one notice for each writer. */
export function changedTrackedNotices(changed: readonly ChangedTracked[]): readonly Notice[] {
  return groupBy(changed, ({ writers }) => JSON.stringify(writers.map(({ id }) => id))).map(
    group => ({
      kind: 'tracked-changed',
      writers: group[0].writers.map(({ id }) => id),
      paths: group.map(({ path }) => path),
    }),
  );
}

/** Items that have the same key, in the order in which keys come first. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
