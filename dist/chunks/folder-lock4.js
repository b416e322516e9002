export { t as openLocks } from "./folder-lock3.js";
