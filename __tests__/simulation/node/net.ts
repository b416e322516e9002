/** `node:net` of a simulated machine, as the locks of runs use it: somebody listens, somebody connects. */
import { EventEmitter } from 'node:events';
import { systemError } from '../machine/errors.ts';
import type { Caller } from './fs.ts';

class Socket extends EventEmitter {
  destroyed = false;
  peer: Socket | undefined;
  /** Who is gone says nothing more, whatever its code still comes to. */
  isSilent: () => boolean = () => false;
  later: (then: () => void) => void = () => undefined;
  unref(): this {
    return this;
  }
  setEncoding(): this {
    return this;
  }
  write(text: string): boolean {
    if (!this.isSilent()) this.later(() => this.peer?.emit('data', text));
    return true;
  }
  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.emit('close');
    this.later(() => this.peer?.destroy());
    return this;
  }
}

class Server extends EventEmitter {
  close: () => void = () => undefined;
  unref(): this {
    return this;
  }
  listen: (address: string, done: () => void) => this = () => this;
}

export function createNet(caller: () => Caller) {
  const laterFor = (): ((then: () => void) => void) => {
    const { world } = caller();
    return then => void world.clock.after(world.random.next(), undefined, then);
  };
  return {
    createServer(onConnection: (socket: Socket) => void): Server {
      const { world, process } = caller();
      const server = new Server();
      const later = laterFor();
      server.listen = (address, done) => {
        later(() => {
          if (!process.isAlive) return;
          if (world.listeners.has(address)) {
            server.emit('error', systemError('EADDRINUSE', 'listen', address));
            return;
          }
          world.listeners.set(address, { owner: process, connect: onConnection as never });
          process.onEnd(() => server.close());
          done();
        });
        server.close = () => {
          if (world.listeners.get(address)?.owner === process) world.listeners.delete(address);
        };
        return server;
      };
      return server;
    },
    createConnection(address: string): Socket {
      const { world, process } = caller();
      const [near, far] = [new Socket(), new Socket()];
      const later = laterFor();
      near.later = later;
      far.later = later;
      near.isSilent = () => !process.isAlive;
      later(() => {
        const listener = world.listeners.get(address);
        if (listener === undefined || !listener.owner.isAlive) {
          near.emit('error', systemError('ECONNREFUSED', 'connect', address));
          near.destroy();
          return;
        }
        near.peer = far;
        far.peer = near;
        listener.owner.onEnd(() => far.destroy());
        process.onEnd(() => near.destroy());
        (listener.connect as unknown as (socket: Socket) => void)(far);
        near.emit('connect');
      });
      return near;
    },
  };
}
