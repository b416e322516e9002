export { t as muteGateOf } from "./gates2.js";
