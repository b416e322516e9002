/** Faults that are known where they are met, thrown as errors; what else is thrown is in the system's words. */
import type { PlaceObstacle, SaveFault } from '../../record/facts/store-fault.ts';
import { UnreadableError } from './unreadable.ts';

/** What is to be saved cannot be. */
export class NotSavable extends Error {
  override readonly name = 'NotSavable';
  readonly fault: SaveFault;
  constructor(fault: SaveFault) {
    super(described(fault));
    this.fault = fault;
  }
}

/** What was restored cannot be put in place. */
export class NotPlaced extends Error {
  override readonly name = 'NotPlaced';
  readonly obstacle: PlaceObstacle;
  constructor(obstacle: PlaceObstacle) {
    super(described(obstacle));
    this.obstacle = obstacle;
  }
}

/** Why nothing was saved, from whatever was thrown. */
export function saveFaultOf(error: unknown): SaveFault {
  return error instanceof NotSavable ? error.fault : generalFault(error);
}

/** Why nothing was put in place, from whatever was thrown. */
export function placeObstacleOf(error: unknown): PlaceObstacle {
  return error instanceof NotPlaced ? error.obstacle : generalFault(error);
}

/** Of an error that may be any: a file that cannot be read, or what the system says. */
export function generalFault(
  error: unknown,
): Extract<PlaceObstacle & SaveFault, { kind: 'failed' | 'unreadable-file' }> {
  if (error instanceof UnreadableError) {
    return { kind: 'unreadable-file', file: { path: error.place, cause: error.unreadable } };
  }
  return { kind: 'failed', said: (error as Error).message };
}

/** For stack traces, and for whoever passes errors on as text. */
function described(fault: SaveFault | PlaceObstacle): string {
  return 'path' in fault ? `${fault.path}: ${fault.kind}` : fault.kind;
}
