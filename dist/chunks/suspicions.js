export { t as suspicionsOf } from "./suspicions2.js";
