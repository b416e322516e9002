/** Patterns followed down a tree of folders, so that a walk enters no folder where nothing can match. */
import { alternativesOf, type NameTest, type Segment } from './glob.ts';
import { isExclusion, NEVER_MATCHED } from './patterns.ts';

/** How far patterns are followed down a path. */
export interface Descent {
  /** Whether the path up to here is matched, and with it all in it. */
  readonly isMatch: boolean;
  /** Whether anything further down may be matched. */
  readonly goesOn: boolean;
  /** Whether names alone lead further down: a link is followed for them, and for nothing else. */
  readonly isNamed: boolean;
  /** The names that alone may lead further down; nothing where others may as well. */
  readonly names: readonly string[] | undefined;
  into(name: string): Descent;
  /** As if only names without signs led here: what stands behind a link. */
  behindLink(): Descent;
}

/** Patterns by their first segments, as far as they are the same. */
interface Node {
  isEnd: boolean;
  readonly isDeep: boolean;
  readonly isNamed: boolean;
  readonly names: Map<string, Node>;
  readonly likes: Map<string, { readonly test: NameTest; readonly node: Node }>;
  deeper?: Node;
}

function createNode(isNamed: boolean, isDeep = false): Node {
  return { isEnd: false, isDeep, isNamed, names: new Map(), likes: new Map() };
}

const ANY_NAME: Segment = { kind: 'like', text: '*', test: /^/ };

function insert(root: Node, segments: readonly Segment[]): void {
  let node = root;
  let isBelow = false;
  for (const segment of segments) {
    isBelow = segment.kind === 'any-depth' && !node.isNamed;
    node = childOf(node, segment);
  }
  // `a/**` is the folder `a`; `a*/**` is all in such folders, and no file that is called so.
  (isBelow ? childOf(node, ANY_NAME) : node).isEnd = true;
}

function childOf(node: Node, segment: Segment): Node {
  switch (segment.kind) {
    case 'any-depth':
      node.deeper ??= createNode(false, true);
      return node.deeper;
    case 'name': {
      const child = node.names.get(segment.name) ?? createNode(node.isNamed);
      node.names.set(segment.name, child);
      return child;
    }
    case 'like': {
      const known = node.likes.get(segment.text) ?? { test: segment.test, node: createNode(false) };
      node.likes.set(segment.text, known);
      return known.node;
    }
  }
}

/** Also where `**` stands for no folder. */
function withDeeper(node: Node): readonly Node[] {
  return node.deeper === undefined ? [node] : [node, ...withDeeper(node.deeper)];
}

function step(nodes: readonly Node[], name: string): readonly Node[] {
  const next = new Set<Node>();
  for (const node of nodes) {
    if (node.isDeep) next.add(node);
    const named = node.names.get(name);
    if (named !== undefined) for (const one of withDeeper(named)) next.add(one);
    for (const { test, node: like } of node.likes.values()) {
      if (test.test(name)) for (const one of withDeeper(like)) next.add(one);
    }
  }
  return [...next];
}

const isEnd = (node: Node): boolean => node.isEnd;
const hasMore = ({ isDeep, names, likes }: Node): boolean =>
  isDeep || names.size > 0 || likes.size > 0;

const NOWHERE: Descent = {
  isMatch: false,
  goesOn: false,
  isNamed: false,
  names: [],
  into: () => NOWHERE,
  behindLink: () => NOWHERE,
};

/** `isAll`: a pattern has named a folder further up. */
function descent(wanted: readonly Node[], unwanted: readonly Node[], isAll: boolean): Descent {
  if (unwanted.some(isEnd)) return NOWHERE;
  const isMatch = isAll || wanted.some(isEnd);
  const further = wanted.filter(hasMore);
  if (!isMatch && further.length === 0) return NOWHERE;
  const onlyNames = !isMatch && further.every(({ isDeep, likes }) => !isDeep && likes.size === 0);
  return {
    isMatch,
    goesOn: isMatch || further.length > 0,
    isNamed: further.some(({ isNamed }) => isNamed),
    names: onlyNames ? [...new Set(further.flatMap(({ names }) => [...names.keys()]))] : undefined,
    into: name =>
      NEVER_MATCHED.has(name)
        ? NOWHERE
        : descent(isMatch ? [] : step(further, name), step(unwanted, name), isMatch),
    behindLink: () =>
      descent(further.filter(({ isNamed }) => isNamed).flatMap(withDeeper), unwanted, false),
  };
}

/** Whether patterns that are followed from their start match a path. */
export function matches(start: Descent, path: string): boolean {
  let place = start;
  for (const name of path.split('/')) place = place.into(name);
  return place.isMatch;
}

/** Follows patterns from the folder that they start in. */
export function startDescent(patterns: readonly string[]): Descent {
  const [wanted, unwanted] = [createNode(true), createNode(true)];
  for (const pattern of patterns) {
    const excludes = isExclusion(pattern);
    const root = excludes ? unwanted : wanted;
    for (const one of alternativesOf(excludes ? pattern.slice(1) : pattern)) insert(root, one);
  }
  return descent(withDeeper(wanted), withDeeper(unwanted), false);
}
