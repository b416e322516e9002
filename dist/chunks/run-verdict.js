export { t as gravestVerdict, n as hasSlowdown, r as regressionsOf } from "./run-verdict2.js";
