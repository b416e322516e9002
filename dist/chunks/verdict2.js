export { t as compare } from "./verdict.js";
