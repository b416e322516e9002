export { n as whyGateIsMute } from "./gates2.js";
