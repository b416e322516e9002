export { t as readLatexLog } from "./latex-log.js";
