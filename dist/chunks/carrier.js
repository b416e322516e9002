export { t as carryReplies } from "./carrier2.js";
