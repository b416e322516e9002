export { t as resultStore } from "./caches.js";
