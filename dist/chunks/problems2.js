export { r as formatProblem } from "./problems.js";
