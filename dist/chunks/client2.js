export { t as REPEATABLE, n as attempt, r as connect } from "./client.js";
