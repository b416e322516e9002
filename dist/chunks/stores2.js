export { t as MAX_CACHE_BYTES, n as openStores } from "./stores.js";
