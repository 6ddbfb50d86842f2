import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventOf } from '../../../../src/events/event.ts';
import { constantly, engineFor, loadOf, stepOf } from '../loads.ts';

describe('signed answers of a load', () => {
  it('are those that failed or are degraded, with the signature in a header or the body; in one thread and in two', async () => {
    let n = 0;
    const seen = { open: 0, degraded: 0 };
    const server = createServer((_, response) => {
      n += 1;
      if (n % 4 === 1) {
        seen.open += 1;
        response.writeHead(503).end('{"code":"EOPENBREAKER"}');
      } else if (n % 4 === 2) {
        seen.degraded += 1;
        response.writeHead(200, { 'x-degraded': 'true' }).end('EOPENBREAKER');
      } else if (n % 4 === 3) response.writeHead(500).end('something else');
      else response.end('EOPENBREAKER in an answer that is well');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const workers of [1, 2]) {
        Object.assign(seen, { open: 0, degraded: 0 });
        const step = stepOf({ expect: { status: null, degraded: { header: 'x-degraded', equals: null } } });
        const load = loadOf([{ forMs: 600, shape: constantly(100) }], { workers, journeys: [{ name: 'visit', weight: 1, steps: [step] }] });
        const { engine, start, events } = engineFor(url, load, {
          evidence: { errorTimes: true, signatures: [{ breaker: 'payments', signatures: [{ body: 'EOPENBREAKER' }] }] },
        });
        await engine.warmUp();
        await start().ended;
        await engine.close();
        const bins = (events.filter(({ type }) => type === 'load') as EventOf<'load'>[]).flatMap((event) => event.bins);
        const signed = bins.reduce((sum, bin) => sum + (bin.signed?.['payments'] ?? 0), 0);
        assert.equal(signed, seen.open + seen.degraded);
        const errors = bins.reduce(
          (sum, { errorTimes = [] }) => sum + errorTimes.reduce((all, count, i) => all + (i % 2 ? count : 0), 0),
          0,
        );
        assert.equal(
          errors,
          bins.reduce((sum, { outcomes }) => sum + (outcomes.httpError ?? 0), 0),
        );
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
