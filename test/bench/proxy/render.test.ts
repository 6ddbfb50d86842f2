import assert from 'node:assert/strict';
import { render } from '../../../bench/proxy/render.ts';
import { sample } from './sample.ts';

describe('render of the proxy bench', () => {
  const text = render({
    command: 'npm run bench:proxy',
    day: '2026-01-01',
    machine: '2 cores',
    rounds: 2,
    notes: ['The real one is toxiproxy-server 2.12.0.', 'wrk is missing (`apt install wrk`): throughput was not measured.'],
    samples: [
      ...[1, 2].flatMap((round) => [
        sample('paced', 'direct', round, { p50Ms: 0.05, p99Ms: 1 }),
        sample('paced', 'embedded', round, { p50Ms: 0.05 + 0.05 * round, p99Ms: 3, cpuMicros: 50 }),
        sample('paced', 'real', round, { p50Ms: 0.25, p99Ms: 2, cpuMicros: 80 }),
      ]),
      sample('bandwidth', 'embedded', 1, { kbPerSecond: 999 }),
    ],
  });

  it('begins with command, day, machine, rounds, and what was missing', () =>
    assert.match(
      text,
      /^`npm run bench:proxy`, 2026-01-01\. 2 cores\. Medians of 2 rounds\. The real .* wrk is missing .* not measured\.\n/,
    ));

  it('has the ratio of each round, and their median', () => {
    assert.match(text, /^\| p50, ms \| 0\.050 \| 0\.125 \| 0\.250 \| 0\.40 0\.60 \| 0\.50 \|$/m);
    assert.match(text, /^\| added p50, ms \| - \| 0\.075 \| 0\.200 \| 0\.25 0\.50 \| 0\.38 \|$/m);
    assert.match(text, /^\| CPU per request, µs \| - \| 50\.0 \| 80\.0 \| 0\.63 0\.63 \| 0\.63 \|$/m);
  });

  it('has a table for each case that was measured, also of one alone', () => {
    assert.equal(text.match(/^### /gm)?.length, 2);
    assert.match(text, /^\| KB\/s \| - \| 999\.0 \| - \| - \| - \|$/m);
  });

  it('says of each bound whether it was held', () => {
    assert.match(text, /^\| CPU per request, paced, at most the real one's \| yes \| 50\.0 to 80\.0 µs, ratio 0\.63 \|$/m);
    assert.match(text, /^\| requests per second flat out, at least the real one's \| not measured \|  \|$/m);
  });
});
