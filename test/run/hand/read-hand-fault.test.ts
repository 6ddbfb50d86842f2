import assert from 'node:assert/strict';
import { ChaosError } from '../../../src/errors.ts';
import { proxyNamed, readHandFault, readHandLink } from '../../../src/run/hand/read-hand-fault.ts';

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ChaosError && error.code === 'USAGE', String(error));
    return `${error.message}; ${error.hint}`;
  }
  throw new Error('it was taken');
}

const proxy = (name: string): Parameters<typeof proxyNamed>[1][number] => ({
  name,
  listen: 'h:1',
  upstream: 'u:1',
  enabled: true,
  toxics: [],
});

describe('what is asked for by hand', () => {
  it('is a fault without a moment: it is now', () => {
    const { id, link, spec, forMs, atMs } = readHandFault('payments latency 2s jitter=500ms toxicity=50% for 60s');
    assert.deepEqual([id, link, spec.type, spec.toxicity, forMs, atMs], ['payments-latency', 'payments', 'latency', 0.5, 60_000, 0]);
    assert.deepEqual(spec.attributes, { latency: 2_000, jitter: 500 });
    assert.equal(readHandFault('payments down for 30s').spec.type, 'down');
  });

  it('is refused with its mistake and the place of it', () => {
    assert.match(
      refusal(() => readHandFault('payments latency 2s')),
      /^"payments latency 2s": for how long\? .*\(at character 20\); the form is LINK TYPE .* for DURATION, e\.g\. "payments latency 2s for 20s"$/,
    );
    const noType = refusal(() => readHandFault('latency 2s for 5s'));
    assert.match(noType, /no fault of type "2s".*; the form is LINK TYPE .* for DURATION, e\.g\./);
    assert.match(
      refusal(() => readHandFault('payments latnecy 2s for 5s')),
      /no fault of type "latnecy".*\(at character 10\).*did you mean latency\?/,
    );
    assert.match(
      refusal(() => readHandFault('payments latency 2s for 5s at 3s')),
      /by hand a fault begins at once/,
    );
  });

  it('is on a link put there, with all that a link says', () => {
    assert.deepEqual(readHandLink('shop=127.0.0.1:1,127.0.0.1:2,protocol=http'), {
      name: 'shop',
      listen: '127.0.0.1:1',
      upstream: '127.0.0.1:2',
      proxy: null,
      connect: null,
      protocol: 'http',
      toxiproxy: null,
    });
    assert.equal(readHandLink('shop=proxy=theirs').proxy, 'theirs');
    for (const wrong of ['shop', 'shop=127.0.0.1:1', 'shop=127.0.0.1:1,127.0.0.1:2,toxiproxy=http://h:1', 'shop=connect=h:1'])
      assert.match(
        refusal(() => readHandLink(wrong)),
        /--link/,
        wrong,
      );
  });

  it('or on a proxy that is there: of its name, or of a playground', () => {
    assert.equal(proxyNamed('payments', [proxy('x-payments'), proxy('payments')], 'u').proxy, 'payments');
    assert.equal(proxyNamed('payments', [proxy('x-payments'), proxy('stampede-r1-payments')], 'u').proxy, 'stampede-r1-payments');
    const two = [proxy('stampede-r1-payments'), proxy('stampede-r2-payments')];
    assert.match(
      refusal(() => proxyNamed('payments', two, 'http://h')),
      /no proxy payments at http:\/\/h; its proxies: stampede-r1-payments, stampede-r2/,
    );
  });
});
