import { t as readHere } from "./chunks/readers.js";
import { parentPort, workerData } from "node:worker_threads";
// src/evidence/thread.ts
/** A thread of its own for one file: reads it, tells what it found, and is over. */
parentPort?.postMessage(await readHere(workerData));
export {};
