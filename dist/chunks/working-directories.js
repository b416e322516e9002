export { t as missingFolders } from "./working-directories2.js";
