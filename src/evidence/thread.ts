/** A thread of its own for one file: reads it, tells what it found, and is over. */
import { parentPort, workerData } from 'node:worker_threads';
import { readHere, type Task } from './readers.ts';

parentPort?.postMessage(await readHere(workerData as Task));
