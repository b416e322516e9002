export { t as ONCE, n as REPEATABLE, r as attempt, i as connect } from "./client.js";
