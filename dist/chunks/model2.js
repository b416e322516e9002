export { t as buildReport } from "./model.js";
