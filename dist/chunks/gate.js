export { t as tripsGate } from "./gate2.js";
