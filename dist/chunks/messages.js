// src/caching/actions/messages.ts
/** Below a task's folder: where what was restored and checked stands. */
const TREE = "tree";
export { TREE as t };
