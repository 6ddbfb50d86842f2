/** Whole journeys, from the words of a scenario to the report, against a server that keeps its own books. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Analysis } from '../../../../src/analysis/analysis.ts';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { logVersion, type Event } from '../../../../src/events/event.ts';
import { makePlan } from '../../../../src/plan/entry.ts';
import type { Plan } from '../../../../src/plan/plan.ts';
import type { LoadRun } from '../../../../src/run/load/contract.ts';
import { openSessionShop, type SessionShop } from '../../../support/session-shop.ts';
import { engineFor, sumsOf, type Told } from '../loads.ts';

const users = Array.from({ length: 30 }, (_, i) => ({ name: `user ${i} & co`, password: `p${i}"=ü` }));
const passwords = Object.fromEntries(users.map(({ name, password }) => [name, password]));
const csv = ['name,password', ...users.map(({ name, password }) => `${name},"${password.replaceAll('"', '""')}"`)].join('\r\n');

const scenario = (url: string, more: { stages?: string; journey?: string } = {}): string => `version: 1
target: ${url}
load:
  base: 80/s
  feeders: {users: users.csv}
  vars: {theme: dark}
  stages:
${more.stages ?? '    - {name: first, for: 700ms, rate: 1x}\n    - {name: second, for: 800ms, rate: 1x}'}
  journeys:
    - {name: look, weight: 1, steps: [{get: /, name: home}]}
    - name: buy
      weight: 3
${more.journey ?? ''}      steps:
        - get: /user/login
          name: form
          headers: {cookie: "theme=\${theme}"}
          capture: {csrf: {regex: 'name="csrf" value="([^"]+)"'}}
        - post: /user/login
          name: login
          headers: {cookie: "theme=\${theme}"}
          form: {user: "\${csv.users.name}", password: "\${csv.users.password}", csrf: "\${csrf}"}
          redirects: 2
          expect:
            status: 200
            header: {content-type: /^application.json/}
            body: "Hello \${csv.users.name}!"
            json: {"$.user": "\${csv.users.name}"}
            maxTime: 5s
          think: [1ms, 30ms]
        - post: /cart/items
          name: cart
          headers: {cookie: "theme=\${theme}"}
          json: {user: "\${csv.users.name}"}
          capture: {cart: "$.cart.id", token: {header: X-Cart-Token, regex: "^v1:(.+)$"}}
        - post: /orders
          name: order
          headers: {x-cart-token: "\${token}", cookie: "theme=\${theme}"}
          json: {cart: "\${cart}"}
          redirects: 1
          expect: {degraded: {header: x-degraded}}
          acknowledge: "$.orderId"
`;

interface Ran {
  readonly analysis: Analysis;
  readonly told: Told;
  readonly plan: Plan;
}

describe('journeys, against a server with sessions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'journeys-'));
  const runs: LoadRun[] = [];
  let shop: SessionShop;
  before(() => writeFileSync(join(folder, 'users.csv'), csv));
  beforeEach(async () => {
    shop = await openSessionShop({ passwords, shedEvery: 7, degradedEvery: 5 });
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.stop();
    await shop.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  async function planned(text: string): Promise<Plan> {
    writeFileSync(join(folder, 'my.yaml'), text);
    return (await makePlan({ scenario: 'my.yaml', overrides: {}, cwd: folder, env: {} })).plan;
  }

  async function run(text: string, meanwhile: (run: LoadRun) => Promise<void> = async () => {}): Promise<Ran> {
    const plan = await planned(text);
    const told = engineFor(shop.url, plan.load, { seed: 5 });
    const started = told.start();
    runs.push(started);
    await meanwhile(started);
    await started.ended;
    const opened: Event = {
      tMs: -1,
      type: 'opened',
      version: logVersion,
      runId: 'test',
      tool: { name: 'stampede', version: '0', node: '0', platform: '' },
      openedAt: '',
      plan,
    };
    const ended: Event = { tMs: plan.load.totalMs, type: 'ended', why: 'completed', detail: '' };
    return { analysis: analyse([opened, ...told.events, ended]), told, plan };
  }

  it('reports to the request what the server counted, and mixes up no two visitors', async () => {
    const { analysis, told, plan } = await run(scenario(shop.url));
    sumsOf(told.events);
    assert.deepEqual(shop.wrong, []);
    const { answers } = shop;
    const rows = Object.fromEntries(analysis.routes.map((row) => [row.name, row]));
    const counts = Object.fromEntries(
      Object.entries(rows).map(([name, { intended, outcomes, redirects }]) => [name, [intended, outcomes.ok, redirects]]),
    );
    const [logins, carts] = [answers['POST /user/login 303'] ?? 0, answers['POST /cart/items 201'] ?? 0];
    const [placed, shed] = [answers['POST /orders 302'] ?? 0, answers['POST /orders 503'] ?? 0];
    assert.ok(logins > 60 && shed > 5 && shop.degraded > 5, JSON.stringify(answers));
    assert.deepEqual(counts, {
      home: [answers['GET / 200'], answers['GET / 200'], 0],
      form: [answers['GET /user/login 200'], answers['GET /user/login 200'], 0],
      login: [logins, logins, logins],
      cart: [carts, carts, 0],
      order: [placed + shed, placed, placed],
    });
    assert.deepEqual([answers['GET /account?from=login 200'], answers['GET /orders/N 200']], [logins, placed]);
    assert.deepEqual([rows['order']?.shed, rows['order']?.degraded], [shed, shop.degraded]);
    assert.deepEqual(told.acknowledged.toSorted(), shop.orders.toSorted());
    assert.deepEqual(
      analysis.errors.map(({ cause, route, count }) => [cause, route, count]),
      [['status 503', 'order', shed]],
    );
    assert.deepEqual(
      analysis.journeys.map(({ durationMs, ...rest }) => ({ ...rest, n: durationMs.n })),
      [
        {
          name: 'look',
          started: counts['home']?.[0],
          completed: counts['home']?.[0],
          failed: 0,
          cancelled: 0,
          completionRate: 1,
          failedAt: [],
          n: counts['home']?.[0],
        },
        {
          name: 'buy',
          started: logins,
          completed: placed,
          failed: shed,
          cancelled: 0,
          completionRate: placed / logins,
          failedAt: [{ step: 4, route: 'order', count: shed }],
          n: placed,
        },
      ],
    );
    assert.equal(
      analysis.journeys.reduce((sum, { started }) => sum + started, 0),
      plan.load.arrivals,
    );
    // Visit number k has row k: with as many visits as rows come round, none is left out and none comes much more often.
    const often = Object.values(shop.logins);
    assert.ok(often.length === 30 && Math.max(...often) <= Math.ceil((plan.load.arrivals ?? 0) / 30), JSON.stringify(shop.logins));
  });

  it('tells in no event what stood in a row, though answers repeat it', async () => {
    const text = scenario(shop.url).replace('get: /, name: home', 'get: "/${csv.users.name}", name: home, expect: {status: 404}');
    const { told } = await run(text.replace('first, for: 700ms', 'first, for: 300ms').replace('second, for: 800ms', 'second, for: 300ms'));
    const samples = told.events.filter((event) => event.type === 'sample');
    assert.ok(
      samples.some(({ sample }) => sample.path === '/[redacted]') && samples.some(({ sample }) => sample.body?.text?.includes('Hello')),
    );
    assert.doesNotMatch(JSON.stringify(told.events), /user( |%20|\+)\d|p\d+[\\"%=]+ü/);
  });

  it('a visitor without cookies is a stranger at every step', async () => {
    const { analysis } = await run(scenario(shop.url, { journey: '      cookies: off\n' }));
    const buy = analysis.journeys.find(({ name }) => name === 'buy');
    assert.deepEqual(buy?.failedAt, [{ step: 2, route: 'login', count: buy?.started }]);
    assert.deepEqual(
      analysis.errors.map(({ cause }) => cause),
      ['the body does not hold "Hello ${csv.users.name}!"'],
    );
    assert.ok(shop.wrong.length > 0);
  });

  it('started = completed + failed + cancelled, when it is stopped in the middle as well', async () => {
    const stages = '    - {name: long, for: 60s, rate: 2x}';
    const text = scenario(shop.url, { stages }).replace('think: [1ms, 30ms]', 'think: {from: 100ms, to: 900ms}');
    const { analysis, told } = await run(text, async (started) => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      await started.stop();
    });
    sumsOf(told.events);
    for (const journey of analysis.journeys)
      assert.equal(journey.started, journey.completed + journey.failed + journey.cancelled, JSON.stringify(journey));
    const bins = told.events.flatMap((event) => (event.type === 'load' ? (event.journeys ?? []) : []));
    const cancelled = bins.reduce((sum, bin) => sum + bin.cancelled, 0);
    assert.ok(cancelled > 10, `${cancelled} were thinking`);
    const buy = analysis.journeys.find(({ name }) => name === 'buy');
    assert.ok((buy?.durationMs.p50 ?? 0) >= 100, 'pauses are in the duration');
  });

  it('refuses rows that are not those of the plan', async () => {
    const plan = await planned(scenario(shop.url));
    assert.doesNotMatch(JSON.stringify(plan), /user 7/);
    writeFileSync(join(folder, 'users.csv'), `${csv}\r\nmallory,x`);
    try {
      assert.throws(() => engineFor(shop.url, plan.load), { code: 'FILE_CHANGED' });
    } finally {
      writeFileSync(join(folder, 'users.csv'), csv);
    }
  });
});
