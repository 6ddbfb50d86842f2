import assert from 'node:assert/strict';
import { readWrk } from '../../../bench/proxy/wrk.ts';

const printed = `Running 2s test @ http://127.0.0.1:1/
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.39ms    1.28ms  32.95ms   97.58%
    Req/Sec    38.20k     7.11k   51.33k    80.00%
  Latency Distribution
     50%  834.00us
     75%    1.50ms
     90%    2.09ms
     99%    1.02s
  76402 requests in 2.01s, 5.97MB read
Requests/sec:  38021.55
Transfer/sec:      2.97MB
`;

describe('wrk', () => {
  it('is read in milliseconds, whatever it writes them in', () =>
    assert.deepEqual(readWrk(printed), { requestsPerSecond: 38_021.55, requests: 76_402, p50Ms: 0.834, p99Ms: 1_020 }));

  it('is not believed when it tells of errors', () => {
    assert.throws(
      () => readWrk(`${printed}\n  Socket errors: connect 0, read 3, write 0, timeout 0\n`),
      /Socket errors: connect 0, read 3/,
    );
    assert.throws(() => readWrk(`${printed}\n  Non-2xx or 3xx responses: 5\n`), /Non-2xx/);
  });

  it('is not believed when something is missing', () =>
    assert.throws(() => readWrk('unable to connect'), /printed no .*unable to connect/));
});
