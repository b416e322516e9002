export { t as MAX_CACHE_BYTES, n as openCaches, r as resultStore } from "./caches.js";
