/** A local HTTP server whose every answer can be made to go wrong by a table of faults. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, FaultTable } from './faults.ts';

/** A request, read to its end. */
export interface ServiceRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An answer. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What a request asks for: the name that faults and the log know it by, and how it is carried out. */
export interface Operation {
  readonly name: string;
  carryOut(): Reply;
}

/** What a test may look up afterwards. */
export interface LoggedRequest {
  readonly operation: string;
  /** The status of the answer; absent where a fault left the request without one. */
  readonly status?: number;
}

/** A server on the loopback interface. */
export interface HttpService {
  readonly origin: string;
  readonly requests: readonly LoggedRequest[];
  /** From now on shows these faults and no others. */
  befall(...faults: readonly Fault[]): void;
  /** Ends it and every open connection, hanging ones too. */
  close(): Promise<void>;
}

export interface HttpServiceOptions {
  readonly faults?: readonly Fault[] | undefined;
  /** How long every answer waits, in ms: the way to a distant service and back. */
  readonly latencyMs?: number | undefined;
}

/** Starts a server; `route` says what a request asks for, given the server's own address. */
export async function startHttpService(
  route: (request: ServiceRequest, origin: string) => Operation,
  { faults = [], latencyMs = 0 }: HttpServiceOptions,
): Promise<HttpService> {
  let table = new FaultTable(faults);
  const requests: LoggedRequest[] = [];
  let origin = '';

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '/', origin),
      headers: incoming.headers,
      body: await buffer(incoming),
    };
    const operation = route(request, origin);
    const fault = table.take(operation.name);
    const outcome = meet(fault, operation);
    requests.push({
      operation: operation.name,
      ...(outcome.reply && { status: outcome.reply.status }),
    });
    if (latencyMs > 0) await sleep(latencyMs);
    await send(response, outcome);
  };

  const server = createServer((incoming, response) => {
    // A request whose client went away while it was read needs no answer.
    answer(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    requests,
    befall(...next) {
      table = new FaultTable(next);
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Outcome {
  readonly reply?: Reply;
  readonly connection: 'end' | 'keep-waiting' | 'cut';
  /** Over how many ms the answer is spread; sent at once when absent. */
  readonly slowMs?: number;
}

function meet(fault: Fault | undefined, operation: Operation): Outcome {
  if (fault === undefined) return { reply: operation.carryOut(), connection: 'end' };
  if ('status' in fault) {
    if (fault.carriedOut) operation.carryOut();
    const { body: answer = { code: 'unavailable', msg: 'a fault' } } = fault;
    const body = fault.text ?? JSON.stringify(answer);
    const headers = { 'content-type': 'application/json', ...fault.headers };
    return { reply: { status: fault.status, headers, body }, connection: 'end' };
  }
  if ('hang' in fault) return { connection: 'keep-waiting' };
  if ('reset' in fault) return { connection: 'cut' };
  const reply = operation.carryOut();
  if ('slowMs' in fault) return { reply, connection: 'end', slowMs: fault.slowMs };
  if ('keepShare' in fault) {
    const body = bytes(reply);
    const part = body.subarray(0, Math.floor(body.length * fault.keepShare));
    return { reply: { ...reply, body: part }, connection: 'end' };
  }
  if ('truncate' in fault) return { reply, connection: 'cut' };
  if ('short' in fault)
    return { reply: { ...reply, body: beginning(bytes(reply)) }, connection: 'end' };
  return { reply: { ...reply, body: damage(bytes(reply)) }, connection: 'end' };
}

/** So many parts has an answer that is sent bit by bit. */
const SLOW_PARTS = 10;

async function send(
  response: ServerResponse,
  { reply, connection, slowMs }: Outcome,
): Promise<void> {
  if (connection === 'keep-waiting') return;
  if (reply === undefined) {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = bytes(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  if (slowMs !== undefined) {
    const size = Math.ceil(body.length / SLOW_PARTS);
    for (let part = 0; part < SLOW_PARTS; part += 1) {
      await sleep(slowMs / SLOW_PARTS);
      response.write(body.subarray(part * size, (part + 1) * size));
    }
    response.end();
    return;
  }
  if (connection === 'end') {
    response.end(body);
    return;
  }
  response.write(beginning(body), () => response.socket?.destroy());
}

function beginning(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length * 0.6));
}

function bytes({ body = '' }: Reply): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

/** Every seventh byte inverted. */
function damage(body: Buffer): Buffer {
  return Buffer.from(body.map((byte, index) => (index % 7 === 0 ? byte ^ 0xff : byte)));
}
