export { t as ageDays } from "./age2.js";
