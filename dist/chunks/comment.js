export { t as renderComment } from "./comment2.js";
