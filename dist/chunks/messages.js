// src/caching/actions/messages.ts
const TREE = "tree";
export { TREE as t };
