import assert from 'node:assert/strict';
import { addressOf, readListed, shownLabels } from '../../../../src/run/observe/alerts/listed.ts';

const ofManager = (alerts: unknown): string => JSON.stringify(alerts);
const one = (labels: Record<string, string>, state = 'active', startsAt = '2026-11-27T00:00:00.000Z') => ({
  labels,
  startsAt,
  status: { state, silencedBy: [], inhibitedBy: [] },
  annotations: {},
});
const manager = { source: 'alertmanager', match: {} } as const;
const server = { source: 'prometheus', match: {} } as const;

describe('list of alerts', () => {
  it('of an Alertmanager: what fires, and whether somebody is told', () => {
    const listed = readListed(
      ofManager([
        one({ alertname: 'A', service: 'shop' }),
        one({ alertname: 'B' }, 'suppressed'),
        // Nobody has looked yet whether it is silenced.
        one({ alertname: 'C' }, 'unprocessed'),
      ]),
      manager,
    );
    assert.deepEqual(
      listed.map(({ name, suppressed, since }) => [name, suppressed, since]),
      [
        ['A', false, '2026-11-27T00:00:00.000Z'],
        ['B', true, '2026-11-27T00:00:00.000Z'],
      ],
    );
  });

  it('of a Prometheus server: a pending one does not fire', () => {
    const alerts = [
      { labels: { alertname: 'A' }, state: 'firing', activeAt: '2026-11-27T00:00:00Z', value: '1' },
      { labels: { alertname: 'B' }, state: 'pending', activeAt: '2026-11-27T00:00:00Z', value: '1' },
      { labels: { alertname: 'C' }, state: 'inactive', value: '1' },
    ];
    const listed = readListed(JSON.stringify({ status: 'success', data: { alerts } }), server);
    assert.deepEqual(
      listed.map(({ name, since }) => [name, since]),
      [['A', '2026-11-27T00:00:00Z']],
    );
  });

  it('knows an alert by its labels, whatever their order, and takes two that say the same as one', () => {
    const [first, ...others] = readListed(
      ofManager([
        one({ alertname: 'A', x: '1' }, 'suppressed', '2026-11-27T00:00:05Z'),
        one({ x: '1', alertname: 'A' }, 'active', '2026-11-27T00:00:02Z'),
      ]),
      manager,
    );
    assert.deepEqual([first?.suppressed, first?.since, others.length], [false, '2026-11-27T00:00:02Z', 0]);
    const ids = readListed(ofManager([one({ alertname: 'A', x: '1' }), one({ alertname: 'A', x: '2' })]), manager).map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
  });

  it('leaves out what has not the labels that are asked for, whatever the source filters', () => {
    const text = ofManager([one({ alertname: 'A', service: 'shop' }), one({ alertname: 'B', service: 'other' }), one({ alertname: 'C' })]);
    assert.deepEqual(
      readListed(text, { source: 'alertmanager', match: { service: 'shop' } }).map(({ name }) => name),
      ['A'],
    );
  });

  it('is asked for under the root, with the filter that an Alertmanager understands', () => {
    const of = (url: string, match: Record<string, string>) => new URL(addressOf({ source: 'alertmanager', url, match }));
    const asked = of('http://127.0.0.1:9093/am/', { service: 'shop', team: 'a "b"' });
    assert.equal(asked.pathname, '/am/api/v2/alerts');
    assert.deepEqual(asked.searchParams.getAll('filter'), ['service="shop"', 'team="a \\"b\\""']);
    assert.equal(
      addressOf({ source: 'prometheus', url: 'http://127.0.0.1:9090', match: { service: 'shop' } }),
      'http://127.0.0.1:9090/api/v1/alerts',
    );
  });

  it('says what is there instead of a list', () => {
    assert.throws(() => readListed('<html>', manager), /the answer is not JSON/);
    assert.throws(() => readListed('{"status":"success","data":{"alerts":[]}}', manager), /no list of alerts as an Alertmanager gives it/);
    assert.throws(() => readListed('[]', server), /no list of alerts as a Prometheus server gives it/);
    const many = Array.from({ length: 1_001 }, (_, i) => one({ alertname: 'A', i: String(i) }));
    assert.throws(() => readListed(ofManager(many), manager), /1001 alerts fire, more than 1000/);
  });

  it('hides labels that sound like secrets', () => {
    assert.deepEqual(shownLabels({ alertname: 'A', api_key: 'x', token: 'y' }), {
      alertname: 'A',
      api_key: '[redacted]',
      token: '[redacted]',
    });
  });
});
