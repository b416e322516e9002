/** Which folder the report goes to: the one that was asked for, or where there is room. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lookForRoom, makeTemporary, temporaryPlaces } from '../../execution/files/free-space.ts';
import type { Variables } from '../../execution/process/stage-environment.ts';
import type { RoomFault } from '../../record/facts/faults/folder-fault.ts';
import type { Notice } from '../../record/facts/notice/notice.ts';
import { COMMENT_FILE, HTML_FILE, SUMMARY_FILE } from './report-files.ts';
import { RESULTS_FOLDER } from './store-folders.ts';

/** A folder for the report. */
export interface ReportPlace {
  readonly folder: string;
  /** Where it is not the one that was asked for. */
  readonly notice?: Notice;
}

/** A report with all its renderings, its logs aside, takes less. */
const REPORT_BYTES = 1 << 20;

/** The folder itself where it can be written and has room, else a temporary one that has. */
export function findReportPlace(wanted: string, variables: Variables): ReportPlace {
  const found = lookForRoom(wanted);
  if (found.kind === 'usable' && found.freeBytes >= REPORT_BYTES) return { folder: wanted };
  const fault: RoomFault =
    found.kind === 'unusable' ? found.fault : { why: 'little-room', folder: wanted };
  const instead = temporaryReportPlace(variables);
  if (instead === undefined) return { folder: wanted };
  return { folder: instead, notice: { kind: 'report-elsewhere', folder: instead, fault } };
}

/** A folder for a report that can be written nowhere else; undefined where there is none. */
export function temporaryReportPlace(variables: Variables): string | undefined {
  return temporaryPlaces(variables).find(folder => {
    if (!makeTemporary(folder)) return false;
    const found = lookForRoom(folder);
    return found.kind === 'usable' && found.freeBytes >= REPORT_BYTES;
  });
}

/** Can be made again: what is stored of stages and caches by running them, renderings from the record. */
const MADE_AGAIN = [RESULTS_FOLDER, HTML_FILE, SUMMARY_FILE, COMMENT_FILE];

/** Removes from a report directory what can be made again; gives whether there was any. */
export async function makeRoomIn(folder: string): Promise<boolean> {
  const there = MADE_AGAIN.map(name => join(folder, name)).filter(path => existsSync(path));
  await Promise.all(there.map(path => rm(path, { recursive: true, force: true })));
  return there.length > 0;
}
