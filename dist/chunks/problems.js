export { r as formatProblem } from "./problems2.js";
