export { t as MAX_CACHE_BYTES, n as openStores, i as resultStore } from "./cache-stores.js";
