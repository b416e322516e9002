/** Names of the folders in which a report directory holds stores. */

/** Of the results of stages, and of the entries of caches. */
export const RESULTS_FOLDER = 'cache';
/** Of the replies of models. */
export const REPLIES_FOLDER = 'llm';
