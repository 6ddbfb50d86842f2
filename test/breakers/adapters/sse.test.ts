import assert from 'node:assert/strict';
import { problem, read } from '../../support/breaker-pages.ts';

const data = '{"name":"payments","isCircuitBreakerOpen":true}';

describe('sse adapter', () => {
  it('reads a frame as it came, or its data alone', () => {
    for (const frame of [
      data,
      `data: ${data}`,
      `id: 7\r\nevent: message\r\ndata:${data}\r\n`,
      `data: {"name":"payments",\ndata: "isCircuitBreakerOpen":true}`,
    ])
      assert.equal(read('hystrix', frame)?.state, 'open', frame);
  });

  it('a keep-alive says nothing', () => {
    for (const frame of ['ping: ', ': comment', '', 'retry: 500']) assert.equal(read('hystrix', frame), undefined);
  });

  it('says what stands there instead', () => {
    assert.match(problem('hystrix', 'data: oops'), /text that begins "oops"/);
    assert.match(problem('hystrix', '<html>'), /an HTML page/);
  });
});
