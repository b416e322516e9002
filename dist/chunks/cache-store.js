export { n as createCacheHistoryStore } from "./cache-store2.js";
