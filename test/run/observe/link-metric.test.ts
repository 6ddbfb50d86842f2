import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readLinkMetric } from '../../../src/run/observe/link-metric.ts';

describe("the system's own count of a link", () => {
  let server: Server;
  let url: string;
  let answer: [status: number, text: string];
  let asked: string | undefined;

  before(async () => {
    server = createServer((request, response) => {
      asked = request.headers.authorization;
      [response.statusCode] = answer;
      response.end(answer[1]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const read = (more: Partial<Parameters<typeof readLinkMetric>[0]> = {}) =>
    readLinkMetric(
      { url, requests: 'calls_total', failures: 'errors_total', seconds: 'calls_seconds_sum', ...more },
      { url, headers: { authorization: 'Bearer x' }, tls: null },
      new AbortController().signal,
    );

  it('is read with the headers of the target, on its own origin', async () => {
    answer = [200, 'calls_total{a="1"} 10\ncalls_total{a="2"} 5\nerrors_total 2\ncalls_seconds_sum 1.5\n'];
    assert.deepEqual(await read(), { requests: 15, failures: 2, seconds: 1.5, detail: '' });
    assert.equal(asked, 'Bearer x');
  });

  it('takes a counter of failures that has no series yet for 0, and one that nobody named for unknown', async () => {
    answer = [200, 'calls_total 10\n'];
    assert.deepEqual(await read({ seconds: null }), { requests: 10, failures: 0, seconds: null, detail: '' });
    assert.equal((await read({ failures: null })).failures, null);
  });

  it('says why there is none, and never throws', async () => {
    answer = [200, 'other_total 1\n'];
    assert.deepEqual([(await read()).requests, (await read()).detail], [null, 'no series calls_total']);
    answer = [404, ''];
    assert.equal((await read()).detail, 'answers with status 404');
    assert.equal((await read({ url: 'http://127.0.0.1:1/metrics' })).detail, 'ECONNREFUSED');
  });
});
