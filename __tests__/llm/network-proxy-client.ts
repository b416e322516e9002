/** Calls a server by a name that only the network's proxy knows; a process of its own. */
import { text } from 'node:stream/consumers';
import { createUpstreamClient } from '../../src/llm/upstream/upstream-client.ts';

const client = createUpstreamClient(process.env);
const reply = await client.call({
  origin: 'http://model.example',
  method: 'POST',
  path: '/v1/responses',
  headers: {},
  body: { start: Buffer.from('{}') },
  signal: AbortSignal.timeout(20_000),
});
console.log(await text(reply));
client.close();
