import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { loss } from '../../src/faults/loss.ts';
import { readFault } from '../../src/faults/read-fault.ts';
import type { Step } from '../../src/faults/step.ts';

type Added = Extract<Step, { do: 'add-toxic' }>;

function expanded(written: Record<string, unknown>): { delay: Added; ceiling: Added } {
  const { spec } = readFault('loss', written);
  const [delay, ceiling] = loss.steps(spec!, 10_000) as readonly Added[];
  return { delay: delay!, ceiling: ceiling! };
}

describe('loss', () => {
  it('touches the connections whose exchange loses at least one of its packets', () => {
    assert.equal(expanded({ loss: '1%', segments: 1 }).delay.toxicity, 0.01);
    assert.equal(expanded({ loss: '10%', segments: 2 }).delay.toxicity, 0.19);
  });

  it('delays by one round trip at least, and by a retransmission timeout at most', () => {
    const { latency = 0, jitter = 0 } = expanded({ loss: '1%', rtt: '80ms' }).delay.attributes;
    assert.equal(latency - jitter, 80);
    assert.equal(latency + jitter, 80 + 200);
  });

  it('lets a long transfer have what one TCP connection gets', () => {
    // 1448 B / 100 ms * sqrt(3 / 0.02) = 177 B a millisecond
    assert.equal(expanded({ loss: '1%', rtt: '100ms' }).ceiling.attributes['rate'], 177);
  });

  it('gets worse with every packet lost and every millisecond of the way', () => {
    const share = fc.integer({ min: 1, max: 5_000 }).map((n) => n / 10_000);
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 1_000 }), (a, b, rtt) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((p) => expanded({ loss: p, rtt: `${rtt}ms` })) as [
          ReturnType<typeof expanded>,
          ReturnType<typeof expanded>,
        ];
        assert.ok(less.delay.toxicity <= more.delay.toxicity && more.delay.toxicity <= 1);
        assert.ok(less.ceiling.attributes['rate']! >= more.ceiling.attributes['rate']! && more.ceiling.attributes['rate']! >= 1);
      }),
    );
  });
});
