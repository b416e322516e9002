import { t as readHere } from "./chunks/readers.js";
import { parentPort, workerData } from "node:worker_threads";
// src/evidence/thread.ts
parentPort?.postMessage(await readHere(workerData));
export {};
