export { t as openLocks, n as whyNotLocked } from "./folder-lock.js";
