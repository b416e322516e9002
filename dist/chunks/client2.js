export { i as connect } from "./client.js";
