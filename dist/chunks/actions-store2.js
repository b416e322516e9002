export { n as createActionsStore } from "./actions-store.js";
