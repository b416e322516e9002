export { t as tripsGate } from "./gate3.js";
