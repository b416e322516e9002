export { r as createCacheHistoryStore } from "./cache-store.js";
