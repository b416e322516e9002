// src/run/report/store-folders.ts
const RESULTS_FOLDER = "cache";
export { RESULTS_FOLDER as t };
