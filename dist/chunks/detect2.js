export { t as detectDefinition } from "./detect.js";
