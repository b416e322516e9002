export { t as unknownNames } from "./unknown-names2.js";
