export { t as actionsCacheAvailability } from "./availability2.js";
