export { r as loadDefinition } from "./load.js";
