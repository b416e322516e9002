export { t as MAX_CACHE_BYTES, n as openStores, r as resultStore } from "./stores.js";
