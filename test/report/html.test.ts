import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { analysisSchema, type Analysis } from '../../src/analysis/analysis.ts';
import { loadAssets } from '../../src/report-assets.ts';
import { chartData } from '../../src/report/chart-data.ts';
import { renderHtml } from '../../src/report/html.ts';
import { assertGolden } from '../support/golden.ts';
import { breached, empty, held, hostile, inconclusive, samples } from '../support/sample-analysis.ts';

const assets = loadAssets();
const page = (analysis: Analysis): string => renderHtml(analysis, assets);
/** Without what is the same on every page. */
const content = (html: string): string =>
  html.replace(/<style>.*?<\/style>/s, '<style></style>').replace(/<script>.*?<\/script>/s, '<script></script>');
const between = (html: string, from: string, to: string): string =>
  html.slice(html.indexOf(from) + from.length, html.indexOf(to, html.indexOf(from) + from.length));

describe('report.html', () => {
  for (const [name, analysis] of Object.entries(samples)) {
    it(`${name}: is one small file that names no other`, () => {
      const html = page(analysis);
      assert.ok(Buffer.byteLength(html) < 250_000, `${Buffer.byteLength(html)} bytes`);
      const resources = [...content(html).matchAll(/\b(?:src|href|action|data|poster|srcset)="([^"]*)"/g)].map((match) => match[1] ?? '');
      for (const resource of resources) assert.match(resource, /^(?:#t=-?[\d.]+|data:,)$/);
      const css = between(html, '<style>', '</style>');
      assert.doesNotMatch(css, /@import|url\(/);
      assert.doesNotMatch(html, /undefined<|NaN|\[object Object\]/);
    });

    it(`${name}: its policy allows its own script and style by their hashes and nothing else`, () => {
      const html = page(analysis);
      const policy = between(html, '<meta http-equiv="Content-Security-Policy" content="', '"');
      const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
      assert.ok(policy.startsWith("default-src 'none'; "));
      assert.ok(policy.includes(`script-src ${hash(between(html, '<script>', '</script>'))};`));
      assert.ok(policy.includes(`style-src ${hash(between(html, '<style>', '</style>'))};`));
      assert.doesNotMatch(policy, /unsafe|\*|https?:/);
      assert.doesNotMatch(content(html), / style="| on[a-z]+="/);
    });

    it(`${name}: the data of its charts reads back`, () => {
      const json = between(page(analysis), '<script type="application/json" id="data">', '</script>');
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(chartData(analysis))));
    });
  }

  it('escapes every string that came from outside, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('</script><script>x()</script>', '"><img src=x onerror=x()>', "' onload='x()", '<!--', '</style><b>', '</title>'),
        (evil) => {
          const html = page(everyString(held, evil));
          assert.equal(html.match(/<script/g)?.length, 2, 'the data and our own script');
          assert.doesNotMatch(html, /<img|<b>"|<!--/);
          assert.equal(html.match(/<\/style>/g)?.length, 1);
          assert.equal(html.match(/<\/title>/g)?.length, html.match(/<title>/g)?.length);
          for (const [tag] of content(html).matchAll(/<[a-z][^>]*>/gi))
            assert.doesNotMatch(tag.replace(/"[^"]*"/g, '""'), /\son\w+=|'/, tag);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('the part that people read is as it was', () => {
    const main = (analysis: Analysis): string => `${between(content(page(analysis)), '<main>', '</main>').trim()}\n`;
    assertGolden('report/held.main.html', main(held));
    assertGolden('report/inconclusive.main.html', main(inconclusive));
  });

  it('says the verdict first: word, sign and reason, before any figure', () => {
    for (const [analysis, word, sign] of [
      [held, 'PASS', '✓'],
      [breached, 'FAIL', '✗'],
      [inconclusive, 'INCONCLUSIVE', '?'],
    ] as const) {
      const body = content(page(analysis));
      const verdict = between(body, '<section class="verdict', '</section>');
      assert.ok(verdict.includes(word) && verdict.includes(sign));
      assert.ok(body.indexOf('class="verdict') < body.indexOf('<h2>'));
      assert.ok(body.includes(`<title>${word}: black-friday`));
    }
  });

  it('sets one fault beside the objectives, several below them', () => {
    assert.match(page(held), /<div class="beside"><section class="asked">/);
    assert.match(page({ ...held, faults: [...held.faults, ...held.faults] }), /<div class="stacked"><section class="asked">/);
  });

  it('shades each fault in a strip of its own, an outline where it was never injected', () => {
    assert.match(page(held), /<b>Fault payments-slow<\/b> <span>latency 2 s ±500 ms on payments, 0:45\.0 to 1:05\.0<\/span>/);
    assert.match(page(held), /<rect class="fault" x="45\.009%" width="19\.993%"/);
    const never = { ...held, faults: held.faults.map((fault) => ({ ...fault, injectedAtMs: null, removedAtMs: null, verified: null })) };
    assert.match(page(never), /0:45\.0 to 1:05\.0, not injected<.*<rect class="fault planned"/);
  });

  it('the breaker strip holds every state it was in, told apart by height as well as by colour', () => {
    const strip = between(page(held), '<b>Breaker payments</b>', '</figure>');
    const rects = [...strip.matchAll(/<rect class="([a-z-]+)"[^>]* height="(\d+)"/g)].map(([, state, height]) => [state, height]);
    assert.deepEqual(
      rects.map(([state]) => state),
      ['closed', 'open', 'half-open', 'open', 'half-open', 'open', 'half-open', 'closed'],
    );
    assert.equal(new Set(rects.map(([, height]) => height)).size, 3);
    assert.match(
      page(inconclusive),
      /<b>Breaker payments<\/b> <span>its source did not answer, and it could not be inferred: link payments was not looked at[^<]*<\/span>/,
    );
    assert.match(page(breached), /<b>Breaker payments<\/b> <span>stayed closed \(A reported\)<\/span>/);
  });

  it('without a second of load has no charts, and says why', () => {
    const html = page(empty);
    assert.match(html, /Nothing was measured: the run ended before the load began\./);
    assert.doesNotMatch(content(html), /class="plot"/);
  });

  it('shows an analysis of real shape whole', () => {
    const golden = analysisSchema.parse(JSON.parse(readFileSync(new URL('../golden/analysis.json', import.meta.url), 'utf8')));
    const html = content(page(golden));
    for (const heading of [
      'Objectives',
      'Fault',
      'Over time',
      'Totals',
      'Stages',
      'Routes',
      'Breakers',
      'Recovery',
      'Errors',
      'Run it again',
      'Notes',
      'What happened',
    ])
      assert.ok(html.includes(`<h2>${heading}</h2>`), heading);
    for (const heading of ['Orders', 'Business impact', 'Load generator']) assert.ok(html.includes(`<h3>${heading}</h3>`), heading);
    assert.ok(html.includes('<dt>a month at 99.9 %</dt><dd>0.039 % of 43.2 min</dd>'));
  });

  it('stays small when a run is long', () => {
    const [second] = held.series;
    assert.ok(second);
    const series = Array.from({ length: 4 * 3_600 }, (_, index) => ({ ...second, tMs: index * 1_000 }));
    const timeline = Array.from({ length: 5_000 }, (_, index) => ({
      tMs: index,
      kind: 'breaker',
      text: 'breaker payments: closed to open',
    }));
    const html = page({ ...held, series, timeline, run: { ...held.run, durationMs: 4 * 3_600_000 } });
    assert.ok(Buffer.byteLength(html) < 500_000, `${Buffer.byteLength(html)} bytes`);
    assert.match(html, /4500 more are in report\.json\./);
  });

  it('a hostile page is still one', () => {
    const html = page(hostile);
    assert.equal(html.match(/<script/g)?.length, 2);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(html.replace(assets.uplotJs, ''), /[\u0000-\u0008\u000E-\u001F]/);
  });
});

/** Every free text of the analysis replaced; what the schema fixes (verdicts, statuses) stays. */
function everyString(analysis: Analysis, evil: string): Analysis {
  const fixed = new Set([
    'verdict',
    'model',
    'status',
    'evidence',
    'evidenceKind',
    'from',
    'to',
    'kind',
    'how',
    'startedAt',
    'connection',
    'mitigatedBy',
    'stateAtFirst',
    'counts',
    'grade',
    'by',
    'counts',
  ]);
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fixed.has(key) && value.length < 40 ? value : evil;
    if (Array.isArray(value)) return value.map((one) => walk(one, key));
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
    return value;
  };
  return analysisSchema.parse(walk(analysis, ''));
}
