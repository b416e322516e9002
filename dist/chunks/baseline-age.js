export { t as ageDays } from "./baseline-age2.js";
