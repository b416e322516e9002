export { t as createLinesOutput } from "./lines-output2.js";
