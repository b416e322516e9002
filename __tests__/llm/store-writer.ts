/** Stores replies of megabytes until it is killed: it mostly is in the middle of one. */
import { createReplyStore } from '../../src/llm/replies/store.ts';

const store = createReplyStore({
  folder: process.argv[2] ?? '',
  readOnly: false,
  maxBytes: 1e9,
  maxUnusedMs: 1e9,
  onNotice: notice => console.error(JSON.stringify(notice)),
});
const chunks = Array.from({ length: 500 }, (_, i) => Buffer.from(`piece ${i} `.repeat(800)));
for (let n = 0; ; n += 1) {
  const put = (i: number) =>
    store.put((n * 4 + i).toString(16).padStart(64, '0'), { headers: {}, chunks, upstreamMs: 1 });
  await Promise.all([0, 1, 2, 3].map(put));
  process.send?.(n);
}
