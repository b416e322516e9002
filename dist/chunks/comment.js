export { t as commentBlocks, n as renderComment } from "./comment2.js";
