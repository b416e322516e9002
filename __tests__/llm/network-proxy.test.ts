import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { requireTool } from '../support/tools.ts';

const node24 = requireTool('node24');

it('calls providers through the proxy of the network, where there is one', async context => {
  if (!node24.available) return context.skip(node24.reason);
  const proxy = createServer((request, response) => response.end(`proxied ${request.url}`));
  await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    proxy.close();
  });
  const { port } = proxy.address() as { port: number };
  const { stdout } = await promisify(execFile)(
    node24.path,
    ['scripts/run-ts.mjs', '__tests__/llm/network-proxy-client.ts'],
    { env: { ...process.env, HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '', no_proxy: '' } },
  );
  expect(stdout.trim()).toBe('proxied http://model.example/v1/responses');
});
