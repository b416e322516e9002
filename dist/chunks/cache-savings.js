export { t as costsMoreThanItSaves, n as timeSavedBy, r as timeSpentOn, i as withTimeSaved } from "./cache-savings2.js";
