/** An HTTP server on the loopback interface. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly port: number;
  /** Ends the server and every connection. */
  close(): Promise<void>;
}

/** Clients may keep a connection for the minutes between two questions, in ms. */
const KEEP_ALIVE_MS = 10 * 60 * 1000;

/** Listens on one loopback address; port 0 means any. Rejects where the port is taken. */
export async function listen(
  host: '127.0.0.1' | '::1',
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, handle);
  // Tunnels to anywhere are what a proxy of a network is for.
  server.on('connect', (_, socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // The run may end while a client holds its connection.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
