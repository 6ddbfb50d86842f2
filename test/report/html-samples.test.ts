import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { foldedSamples, samplesOnPage, slowestServed } from '../../src/report/html-samples.ts';
import { renderHtml } from '../../src/report/html.ts';
import { errorTable } from '../../src/report/html-tables.ts';
import { loadAssets } from '../../src/report-assets.ts';
import { empty, held, hostile } from '../support/sample-analysis.ts';
import { keptRequests, numbered } from '../support/sample-requests.ts';

/** As many samples as a log can hold, of many causes. */
function full(): Analysis {
  const causes = Array.from({ length: 60 }, (_, i) => `status ${500 + i}`);
  const text = `{"error":"<overloaded & \\"tired\\">"}`.repeat(60).slice(0, 2_048);
  const samples = numbered(
    causes.flatMap((cause) =>
      Array.from({ length: 6 }, (_, n) => ({
        cause,
        intendedMs: n,
        body: { bytes: 90_000, type: 'application/json', text, whole: false },
      })),
    ),
  );
  const errors = causes.map((cause, i) => ({
    cause,
    route: 'checkout',
    outcome: 'httpError',
    count: 100 - i,
    firstMs: 1,
    lastMs: 2,
    stages: ['peak'],
    samples: samples.filter((sample) => sample.cause === cause).map(({ number }) => number),
  }));
  return { ...held, samples, errors };
}

describe('requests on the page', () => {
  it('are folded under the cause they are examples of, without a script', () => {
    const table = errorTable(held)?.text ?? '';
    const [first = '', second = ''] = table.split('<tr class="below">').slice(1);
    assert.match(first, /^<td colspan="7"><details class="requests"><summary>2 requests kept<\/summary><article>/);
    assert.match(first, /no answer within 5 s/);
    assert.match(first, /<code>4bf92f3577b34da6a3ce929d0e0e4712<\/code>/);
    assert.match(second, /retry-after: 2/);
    assert.match(second, /payments unavailable/);
    assert.doesNotMatch(table, /<details[^>]* open/);
  });

  it('slow successes are listed by route, the slowest first', () => {
    const section = slowestServed(held, samplesOnPage(held))?.text ?? '';
    assert.match(section, /<b>product<\/b>.*\/products\/17.*\/products\/3/s);
    assert.match(section, /18,204 bytes of image\/png/);
    assert.equal(slowestServed(empty, new Set()), null);
  });

  it('nothing that was not kept is announced', () => {
    assert.equal(foldedSamples([], new Set()), null);
    const none = { ...held, samples: [], errors: held.errors.map((error) => ({ ...error, samples: [] })) };
    assert.doesNotMatch(errorTable(none)?.text ?? '', /below|details/);
  });

  it('a page stays small when a log is full of them: each cause first, then how many more there are', () => {
    const analysis = full();
    const html = renderHtml(analysis, loadAssets());
    assert.ok(Buffer.byteLength(html) < 350_000, `${Buffer.byteLength(html)} bytes`);
    const onPage = samplesOnPage(analysis);
    const shownCauses = new Set(analysis.samples.filter(({ number }) => onPage.has(number)).map(({ cause }) => cause));
    assert.ok(onPage.size >= 30 && shownCauses.size >= Math.min(60, onPage.size) - 1, `${onPage.size} of ${shownCauses.size} causes`);
    assert.match(html, /5 more are in report\.json\./);
  });

  it('says how many found no room in the log', () => {
    const analysis = { ...held, samplesLeftOut: 12 };
    assert.match(slowestServed(analysis, samplesOnPage(analysis))?.text ?? '', /12 more found no room in the log\./);
  });

  it('a body that wants to be a page is text', () => {
    const html = errorTable(hostile)?.text ?? '';
    assert.match(html, /&lt;\/script&gt;&lt;script&gt;alert\(1\)/);
    assert.doesNotMatch(html, /<script|<svg|<img/);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(html, /[\u0000-\u0008\u000B-\u001F\u202E]/);
  });

  it('every kept request of the samples is on the page', () => {
    assert.equal(samplesOnPage(held).size, keptRequests.length);
  });
});
