export { t as readTrust } from "./trust2.js";
