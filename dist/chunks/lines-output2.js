export { t as createLinesOutput } from "./lines-output.js";
