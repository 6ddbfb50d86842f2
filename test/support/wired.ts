/** A link in front of a real dependency, with faults put on it in the way a run does. */
import { join } from 'node:path';
import { systemClock as clock } from '../../src/run/clock.ts';
import type { FaultInjector } from '../../src/run/inject/contract.ts';
import { createInjector } from '../../src/run/inject/injector.ts';
import { Journal } from '../../src/run/inject/journal.ts';
import { fault, link } from './injecting.ts';
import { startToxiproxy, type ServerKind } from './toxiproxies.ts';

export interface Wired {
  /** Where clients connect instead of to the upstream. */
  readonly connect: string;
  /** `during('latency', {latency: '200ms'}, work)`: the fault is in before `work` begins, and out again when this resolves. */
  during<T>(type: string, attributes: Record<string, unknown>, work: () => Promise<T>): Promise<T>;
  inject(type: string, attributes?: Record<string, unknown>): Promise<void>;
  remove(): Promise<void>;
  close(): Promise<void>;
}

export async function startWired(context: Mocha.Context, kind: ServerKind, upstream: string, stateFolder: string): Promise<Wired> {
  const toxiproxy = await startToxiproxy(context, kind);
  const journal = await Journal.open(join(stateFolder, 'wired.ndjson'), clock);
  const injector: FaultInjector = createInjector({ runId: 'wired', toxiproxy, clock, emit: () => {}, journal, toRunMs: (ms) => ms });
  const [prepared] = await injector.prepare([link('dependency', { upstream })]);
  const inject = (type: string, attributes: Record<string, unknown> = {}): Promise<void> =>
    injector.inject(fault('f', 'dependency', type, attributes));
  const remove = (): Promise<void> => injector.remove('f', 'planned');
  return {
    connect: prepared?.connect ?? '',
    inject,
    remove,
    async during(type, attributes, work) {
      await inject(type, attributes);
      try {
        return await work();
      } finally {
        await remove();
      }
    },
    async close() {
      await injector.undoAll();
      await toxiproxy.stop();
      await journal.close();
    },
  };
}
