export { n as MAX_CACHE_BYTES, r as openStores, i as resultStore } from "./stores.js";
