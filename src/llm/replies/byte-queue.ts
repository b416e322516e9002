/** Text that comes in pieces, which may end within a character. */
export interface ByteQueue {
  push(piece: Buffer): void;
  /** All text since the last time. */
  take(): string;
}

/** Its room doubles as it fills: pieces of one byte cost as little, in time and memory, as one large piece. */
export function createByteQueue(): ByteQueue {
  let room = Buffer.alloc(0);
  let length = 0;
  return {
    push(piece) {
      const needed = length + piece.length;
      if (needed > room.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, 2 * room.length));
        room.copy(larger, 0, 0, length);
        room = larger;
      }
      piece.copy(room, length);
      length = needed;
    },
    take() {
      const text = room.toString('utf8', 0, length);
      length = 0;
      return text;
    },
  };
}
