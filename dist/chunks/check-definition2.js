export { t as checkDefinition } from "./check-definition.js";
