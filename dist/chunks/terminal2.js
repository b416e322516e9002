export { t as inert, n as renderTerminal } from "./terminal.js";
