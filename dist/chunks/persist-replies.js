export { t as carryReplies } from "./persist-replies2.js";
