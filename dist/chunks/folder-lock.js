export { t as notLockedWords } from "./folder-lock2.js";
