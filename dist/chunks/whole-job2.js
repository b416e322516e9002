export { n as readJob } from "./whole-job.js";
