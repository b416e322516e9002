// src/run/report/store-folders.ts
/** Names of the folders in which a report directory holds stores. */
/** Of the results of stages, and of the entries of caches. */
const RESULTS_FOLDER = "cache";
export { RESULTS_FOLDER as t };
