import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readFaultText } from '../../src/faults/fault-text.ts';

describe('a fault in one line', () => {
  const good: [text: string, fault: Record<string, unknown>][] = [
    [
      'payments latency 2s for 20s at 30s',
      { id: 'payments-latency', link: 'payments', type: 'latency', latency: '2s', at: '30s', for: '20s' },
    ],
    [
      'payments latency 2s jitter=500ms for 20s at peak + 20s',
      { id: 'payments-latency', link: 'payments', type: 'latency', latency: '2s', jitter: '500ms', at: 'peak + 20s', for: '20s' },
    ],
    ['payments down for 10s at 30s', { id: 'payments-down', link: 'payments', type: 'down', at: '30s', for: '10s' }],
    ['  db reset-peer at peak for 3s ', { id: 'db-reset-peer', link: 'db', type: 'reset_peer', at: 'peak', for: '3s' }],
    [
      'db timeout stream=upstream toxicity=50% id=half-dead at peak - 5s for 1m30s',
      { id: 'half-dead', link: 'db', type: 'timeout', stream: 'upstream', toxicity: '50%', at: 'peak - 5s', for: '1m30s' },
    ],
    [
      'db slicer average_size=64B delay=500us for 1s at 0',
      { id: 'db-slicer', link: 'db', type: 'slicer', average_size: '64B', delay: '500us', at: '0', for: '1s' },
    ],
    [
      'payments flap period=2s duty=50% for 20s at 30s',
      { id: 'payments-flap', link: 'payments', type: 'flap', period: '2s', duty: '50%', at: '30s', for: '20s' },
    ],
    ['db loss 2% for 10s at 0', { id: 'db-loss', link: 'db', type: 'loss', loss: '2%', at: '0', for: '10s' }],
    [
      'db latency 0..2s..500ms toxicity=0%..50% for 10s at after db-loss + 5s',
      {
        id: 'db-latency',
        link: 'db',
        type: 'latency',
        latency: { ramp: ['0', '2s', '500ms'] },
        toxicity: { ramp: ['0%', '50%'] },
        at: 'after db-loss + 5s',
        for: '10s',
      },
    ],
    [
      'db http-error 429 share=20% path=/api/* for 10s at 0',
      { id: 'db-http-error', link: 'db', type: 'http_error', status: '429', share: '20%', path: '/api/*', at: '0', for: '10s' },
    ],
    ['shop kill for 10s at 5s', { id: 'shop-kill', process: 'shop', type: 'kill', at: '5s', for: '10s' }],
  ];
  for (const [text, fault] of good) it(`reads "${text}"`, () => assert.deepEqual(readFaultText(text).fault, fault));

  /** The text, with a ^ where the mistake is. */
  const bad: [marked: string, message: RegExp, hint?: string][] = [
    ['^', /a fault is missing/],
    ['payments^', /what should happen to payments/],
    ['payments ^latncy 2s for 1s at 1s', /no fault of type "latncy"/, 'did you mean latency?'],
    [
      'latency ^2s for 1s at 1s',
      /no fault of type "2s"/,
      'the form is LINK TYPE [VALUE] [ATTRIBUTE=VALUE ...] for DURATION at WHEN, e.g. "payments latency 2s for 20s at 30s"',
    ],
    ['payments latency ^2 for 20s at 30s', /expected a duration/],
    ['payments ^latency for 20s at 30s', /latency: missing/],
    ['payments latency 2s ^3s for 20s at 30s', /one value too many/],
    ['payments down ^3s for 20s at 30s', /takes no value/],
    ['payments latency 2s ^jiter=1s for 20s at 30s', /no attribute "jiter"/, 'did you mean jitter?'],
    ['payments latency 2s jitter=^1 for 20s at 30s', /expected a duration/],
    ['payments latency 2s jitter=^ for 20s at 30s', /needs a value/],
    ['payments latency 2s ^latency=3s for 20s at 30s', /stands twice/],
    ['payments latency 2s toxicity=^0% for 20s at 30s', /share of connections/],
    ['payments down ^stream=upstream for 20s at 30s', /no attribute "stream"/],
    ['payments latency 2s at 30s^', /for how long/],
    ['payments latency 2s for 20s^', /when\?/],
    ['payments latency 2s for ^soon at 30s', /needs a duration/],
    ['payments latency 2s for ^0 at 30s', /above 0/],
    ['payments latency 2s at^ for 20s', /"at" needs a time/],
    ['payments latency 2s for 20s at 30s for^', /stands twice/],
    ['payments latency ^0..soon for 1s at 0', /expected a duration/],
    ['payments ^command ls for 1s at 0', /written in a scenario file/],
    ['payments ^manual x for 1s at 0', /written in a scenario file/],
    ['shop kill ^now for 1s at 0', /takes no value/],
    ['payments flap 1s ^duty for 1s at 0', /one value too many/],
    ['payments slicer 10B size_variation=^10B for 1s at 0', /less than average_size/],
  ];
  for (const [marked, message, hint] of bad) {
    it(`refuses "${marked}"`, () => {
      const { problem } = readFaultText(marked.replace('^', ''));
      assert.match(problem?.message ?? '', message);
      if (message.source !== 'stands twice') assert.equal(problem?.position, marked.indexOf('^'));
      if (hint !== undefined) assert.equal(problem?.hint, hint);
    });
  }

  it('needs no moment where it begins at once', () => {
    assert.equal(readFaultText('payments latency 2s for 20s', { atOnce: true }).fault?.at, '0s');
    assert.doesNotMatch(readFaultText('payments latency 2s', { atOnce: true }).problem?.hint ?? 'at WHEN', /at WHEN/);
  });

  it('answers any text with a fault or a place within it', () => {
    const word = fc.oneof(fc.constantFrom('for', 'at', 'latency', 'down', '2s', 'jitter=1s', 'peak', '+', '='), fc.string());
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ');
        const { fault, problem } = readFaultText(text);
        assert.ok(fault !== undefined || (problem !== undefined && problem.position >= 0 && problem.position <= text.length));
      }),
    );
  });
});
