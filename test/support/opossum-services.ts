/** Real opossum breakers in processes of their own, and what they say of themselves. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BreakerState } from '../../src/events/breaker-state.ts';

export interface ServiceSettings {
  readonly name: string;
  /** How long it stays open before it tries again. */
  readonly resetMs: number;
  readonly callEveryMs?: number;
  /** Also what prom-client tells of the process: when it began, its processor time, and the like. */
  readonly defaultMetrics?: boolean;
  /** 0: any. */
  readonly port?: number;
}

/** What its dependency does from now on, or nothing but a question for its transitions. */
export type Order = 'fail' | 'work' | 'tell';

export interface TrueTransition {
  readonly to: BreakerState;
  /** On the machine's monotonic clock. */
  readonly machineMs: number;
}

export interface OpossumService {
  readonly port: number;
  readonly url: (path: string) => string;
  tell(order: Order): Promise<readonly TrueTransition[]>;
  /** Once it has moved there again, at most `ms`; all transitions until then. */
  untilIn(state: BreakerState, ms?: number): Promise<readonly TrueTransition[]>;
  /** Stopped as a process is: it accepts, and answers nothing. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../fixtures/opossum-service.ts', import.meta.url));

export async function startOpossum(settings: ServiceSettings): Promise<OpossumService> {
  const child = fork(program, [JSON.stringify(settings)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answers: ((answer: unknown) => void)[] = [];
  const ended = new Promise<never>((_, reject) => child.once('exit', (code) => reject(new Error(`it ended with ${code}`))));
  ended.catch(() => {});
  child.on('message', (answer) => answers.shift()?.(answer));
  const answer = (): Promise<unknown> => Promise.race([new Promise((resolve) => answers.push(resolve)), ended]);
  const port = (await answer()) as number;
  const tell = async (order: Order): Promise<readonly TrueTransition[]> => {
    child.send(order);
    return (await answer()) as readonly TrueTransition[];
  };
  return {
    port,
    url: (path) => `http://127.0.0.1:${port}${path}`,
    tell,
    async untilIn(state, ms = 8_000) {
      const before = (await tell('tell')).length;
      for (let waited = 0; waited < ms; waited += 10) {
        const moves = await tell('tell');
        if (moves.slice(before).some(({ to }) => to === state)) return moves;
        await sleep(10);
      }
      throw new Error(`it was not ${state} within ${ms} ms`);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** One address for many: each new connection goes to the next of them. */
export async function startBalancer(ports: readonly number[]): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((socket) => {
    const onward = connect(ports[turn++ % ports.length] as number, '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
