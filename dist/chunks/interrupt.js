export { t as onInterrupt } from "./interrupt2.js";
