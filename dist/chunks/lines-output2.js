export { n as createLinesOutput } from "./lines-output.js";
