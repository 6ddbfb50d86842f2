import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { ChaosError } from '../../../src/errors.ts';
import type { EventOf } from '../../../src/events/event.ts';
import type { LoadRun } from '../../../src/run/load/contract.ts';
import { closedPort, openSocketTarget, plainAnswer, type SocketTarget } from '../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, stepOf, sumsOf } from './loads.ts';

/** Where a test is tried again: a machine that others use may keep this process from running for a while. */
describe('createLoadEngine', () => {
  const targets: SocketTarget[] = [];
  const runs: LoadRun[] = [];
  async function target(...args: Parameters<typeof openSocketTarget>): Promise<SocketTarget> {
    const opened = await openSocketTarget(...args);
    targets.push(opened);
    return opened;
  }
  function keep(run: LoadRun): LoadRun {
    runs.push(run);
    return run;
  }
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.stop();
    for (const opened of targets.splice(0)) await opened.close();
  });

  it('sends the integral of a ramp, to the request', async () => {
    const shop = await target((socket) => socket.write(plainAnswer()));
    const load = loadOf([
      { forMs: 300, shape: constantly(101) },
      { forMs: 500, shape: { shape: 'ramp', fromPerSecond: 101, toPerSecond: 404 } },
      { forMs: 205, shape: constantly(404) },
    ]);
    const integral = 0.3 * 101 + (0.5 * (101 + 404)) / 2 + 0.205 * 404;
    const { events, start } = engineFor(shop.url, load);
    const run = keep(start());
    await run.ended;
    const sums = sumsOf(events);
    assert.ok(Math.abs(sums.intended - integral) <= 1, `${sums.intended} of ${integral}`);
    assert.equal(shop.requests, sums.intended);
    assert.equal(sums.outcomes.ok, sums.intended);
    assert.deepEqual(run.counts().outcomes, sums.outcomes);
    const stages = events.filter((event) => event.type === 'stage') as EventOf<'stage'>[];
    assert.deepEqual(
      stages.map(({ index, tMs }) => [index, tMs]),
      [
        [0, 0],
        [1, 300],
        [2, 800],
      ],
    );
    const sent = (events.filter((event) => event.type === 'generator') as EventOf<'generator'>[]).reduce(
      (sum, event) => sum + event.sent,
      0,
    );
    assert.equal(sent, sums.intended);
  });

  it('cuts bins at stage boundaries', async () => {
    const { url } = await target((socket) => socket.write(plainAnswer()));
    const { events, start } = engineFor(
      url,
      loadOf([
        { forMs: 120, shape: constantly(500) },
        { forMs: 130, shape: constantly(500) },
      ]),
    );
    await keep(start()).ended;
    sumsOf(events);
    const bins = events.flatMap((event) => (event.type === 'load' ? event.bins : []));
    const starts = [...new Set(bins.map((bin) => `${bin.stage}:${bin.atMs}`))].toSorted();
    assert.deepEqual(starts, ['0:0', '0:100', '0:50', '1:120', '1:150', '1:200']);
    const routes = new Set(events.flatMap((event) => (event.type === 'load' ? event.routes : [])).map((bin) => `${bin.stage}:${bin.atMs}`));
    assert.deepEqual([...routes].toSorted(), ['0:0', '1:120', '1:200']);
  });

  it('the same seed asks for the same things in the same order, another seed for others', async () => {
    const seen: string[][] = [];
    for (const seed of [7, 7, 8]) {
      const paths: string[] = [];
      const { url } = await target((socket, text) => {
        paths.push(text.slice(0, text.indexOf('\r\n')).replace(/[0-9a-f-]{36}/, 'uuid'));
        socket.write(plainAnswer());
      });
      const journeys = [
        { name: 'browse', weight: 3, steps: [stepOf({ path: '/${seq}/p/${zipf(1, 500)}' })] },
        { name: 'buy', weight: 1, steps: [stepOf({ path: '/${seq}/b/${uniform(1, 1000)}/${uuid}', method: 'POST' })] },
      ];
      const { start } = engineFor(url, loadOf([{ forMs: 300, shape: constantly(300) }], { journeys, arrival: 'poisson' }), { seed });
      const run = keep(start());
      await run.ended;
      assert.equal(paths.length, run.counts().intended);
      // Two that are sent in one go on two connections may be read in either order: the visit's number is the order of sending.
      seen.push(paths.toSorted((a, b) => Number(/\/(\d+)/.exec(a)?.[1]) - Number(/\/(\d+)/.exec(b)?.[1])));
    }
    assert.deepEqual(seen[0], seen[1]);
    assert.notDeepEqual(seen[0], seen[2]);
    const buys = seen[0]?.filter((path) => path.startsWith('POST')).length ?? 0;
    assert.ok(buys > 0 && buys < (seen[0]?.length ?? 0) / 2);
  });

  it('a journey captures, goes on and acknowledges; a step that fails ends it', async () => {
    let carts = 0;
    const orders: unknown[] = [];
    const { url } = await target((socket, text) => {
      const body = text.slice(text.indexOf('\r\n\r\n') + 4);
      if (text.startsWith('POST /cart')) {
        carts += 1;
        socket.write(plainAnswer(carts % 4 === 0 ? '{"cartId":null}' : JSON.stringify({ cartId: { nested: `größe ${carts}` } })));
      } else {
        orders.push(JSON.parse(body));
        socket.write(
          plainAnswer(
            JSON.stringify({ orderId: `o-${orders.length}` }),
            orders.length % 3 === 0 ? '503 No' : '201 Created',
            'Retry-After: 1\r\n',
          ),
        );
      }
    });
    const steps = [
      stepOf({
        route: 'cart',
        method: 'POST',
        path: '/cart',
        body: { kind: 'json', value: { sku: '${uniform(5, 5)}' } },
        capture: { cart: '$.cartId' },
      }),
      stepOf({
        route: 'order',
        method: 'POST',
        path: '/order',
        body: { kind: 'json', value: { cart: '${cart}', n: '${seq}' } },
        expect: { status: [201], degraded: null },
        acknowledge: '$.orderId',
      }),
    ];
    const { events, acknowledged, start } = engineFor(
      url,
      loadOf([{ forMs: 240, shape: constantly(100) }], { journeys: [{ name: 'buy', weight: 1, steps }] }),
    );
    await keep(start()).ended;
    const cart = sumsOf(events, { route: 'cart' });
    const order = sumsOf(events, { route: 'order' });
    assert.deepEqual([cart.intended, cart.outcomes.ok, cart.outcomes.httpError], [24, 18, 6]);
    assert.deepEqual([order.intended, order.outcomes.ok, order.outcomes.httpError, order.shed], [18, 12, 6, 6]);
    assert.deepEqual(cart.errors, { 'httpError: capture cart: nothing at $.cartId': 6, 'httpError: status 503': 6 });
    assert.equal(acknowledged.length, 12);
    assert.deepEqual(Object.keys(orders[0] as object), ['cart', 'n']);
    assert.match((orders[0] as { cart: { nested: string } }).cart.nested, /^größe \d+$/);
  });

  it('thinks between steps, and counts the next step from when it was intended', async () => {
    const { url } = await target((socket) => socket.write(plainAnswer()));
    const steps = [stepOf({ route: 'one', thinkMs: 150 }), stepOf({ route: 'two' })];
    const { events, start } = engineFor(
      url,
      loadOf([{ forMs: 100, shape: constantly(50) }], { journeys: [{ name: 'slow', weight: 1, steps }] }),
    );
    await keep(start()).ended;
    const two = events
      .flatMap((event) => (event.type === 'load' ? event.routes : []))
      .filter((bin) => bin.route === 'two' && bin.intended > 0);
    assert.equal(sumsOf(events, { route: 'two' }).outcomes.ok, 5);
    assert.ok(two.every((bin) => bin.atMs + 200 >= 160 && bin.stage === 0));
    assert.ok((sumsOf(events, { route: 'two' }).response.maxMs() ?? 0) < 120, 'the pause is not in the response time');
  });

  it('above maxInFlight a request is dropped at once, and counted', async () => {
    const { url } = await target((socket) => setTimeout(() => socket.write(plainAnswer()), 400));
    const { events, start } = engineFor(url, loadOf([{ forMs: 200, shape: constantly(200) }], { maxInFlight: 10 }));
    const run = keep(start());
    await run.ended;
    const sums = sumsOf(events);
    assert.deepEqual([sums.intended, sums.outcomes.ok, sums.outcomes.dropped], [40, 10, 30]);
    assert.deepEqual(sums.errors, { 'dropped: in-flight limit of 10': 30 });
    assert.equal(run.counts().sent, 10);
  });

  it('a stall of this process shows as lateness, and past the deadline as dropped requests', async () => {
    const { url } = await target((socket) => socket.write(plainAnswer()));
    const { events, start } = engineFor(url, loadOf([{ forMs: 600, shape: constantly(100) }], { deadlineMs: 200 }));
    const run = keep(start());
    await wait(120);
    const until = performance.now() + 350;
    while (performance.now() < until);
    await run.ended;
    const sums = sumsOf(events);
    assert.equal(sums.intended, 60);
    assert.equal(sums.outcomes.ok + sums.outcomes.dropped, 60);
    assert.ok(sums.outcomes.dropped >= 10 && sums.outcomes.dropped <= 20, `dropped ${sums.outcomes.dropped}`);
    assert.equal(sums.errors['dropped: not sent within 200 ms'], sums.outcomes.dropped);
    const generators = events.filter((event) => event.type === 'generator') as EventOf<'generator'>[];
    assert.ok(Math.max(...generators.map((event) => event.eventLoopMaxMs)) > 250);
    assert.ok((sums.response.maxMs() ?? 0) > 150, 'the late ones waited');
  });

  it('gives up after the timeout, each request on its own, connecting included', async () => {
    const { url } = await target((socket, _text, nth) => (nth % 2 === 0 ? socket.write(plainAnswer()) : undefined));
    const { events, start } = engineFor(url, loadOf([{ forMs: 400, shape: constantly(20) }], { timeoutMs: 150 }));
    await keep(start()).ended;
    const sums = sumsOf(events);
    assert.equal(sums.outcomes.ok + sums.outcomes.timeout, 8);
    assert.ok(sums.outcomes.timeout >= 2);
    assert.equal(sums.errors['timeout: no answer within 150 ms'], sums.outcomes.timeout);
    assert.ok((sums.service.maxMs() ?? 0) >= 148);
  });

  it('stop() cancels what is in flight, exactly, within 100 ms', async () => {
    const shop = await target((socket, _text, nth) => (nth === 0 ? undefined : socket.write(plainAnswer())));
    const { events, start } = engineFor(shop.url, loadOf([{ forMs: 10_000, shape: constantly(100) }]));
    const run = keep(start());
    await wait(320);
    const inFlight = run.inFlight();
    const before = performance.now();
    await run.stop();
    await run.ended;
    assert.ok(performance.now() - before < 100);
    const sums = sumsOf(events);
    assert.ok(inFlight >= 20);
    assert.ok(
      sums.outcomes.cancelled >= inFlight && sums.outcomes.cancelled <= inFlight + 5,
      'in flight, and what was due in that instant',
    );
    assert.equal(sums.intended, sums.outcomes.cancelled);
    assert.deepEqual(Object.keys(sums.errors), ['cancelled: the run was stopped']);
    const told = events.length;
    const { requests } = shop;
    await wait(100);
    assert.deepEqual([events.length, shop.requests, run.inFlight()], [told, requests, 0]);
    await run.stop();
  }).retries(2);

  it('a stop before t = 0 ends a run in which nothing was intended', async () => {
    const { events, start } = engineFor(`http://127.0.0.1:${await closedPort()}`, loadOf([{ forMs: 1_000, shape: constantly(100) }]));
    const run = keep(start());
    await run.stop();
    await run.ended;
    assert.equal(sumsOf(events).intended, 0);
  });

  it('a held stage goes on at its rate, and what follows comes later by as long', async () => {
    const { url } = await target((socket) => socket.write(plainAnswer()));
    const { events, start } = engineFor(
      url,
      loadOf([
        { forMs: 200, shape: constantly(100) },
        { forMs: 200, shape: constantly(300) },
      ]),
    );
    const run = keep(start());
    await wait(120);
    run.hold();
    await wait(300);
    run.release();
    const shift = run.shiftMs();
    assert.ok(shift > 280 && shift < 500, `shift ${shift}`);
    await run.ended;
    const sums = sumsOf(events);
    assert.ok(Math.abs(sums.intended - (20 + shift / 10 + 60)) <= 1, `${sums.intended} with a hold of ${shift} ms`);
    const stages = events.filter((event) => event.type === 'stage') as EventOf<'stage'>[];
    assert.deepEqual(
      stages.map(({ tMs }) => Math.round(tMs)),
      [0, Math.round(200 + shift)],
    );
  });

  it('says ok, degraded and http-error as the step expects', async () => {
    const { url } = await target((socket, text) => {
      if (text.startsWith('GET /teapot')) socket.write(plainAnswer('', '418 Teapot'));
      else if (text.startsWith('GET /old')) socket.write(plainAnswer('', '302 Found', 'location: /new\r\n'));
      else socket.write(plainAnswer('', '200 OK', 'X-Degraded: stale\r\n'));
    });
    const degraded = (equals: string | null) => ({ status: null, degraded: { header: 'x-degraded', equals } });
    const steps = [
      stepOf({ route: 'teapot', path: '/teapot', expect: { status: [418], degraded: null } }),
      stepOf({ route: 'old', path: '/old' }),
      stepOf({ route: 'any', expect: degraded(null) }),
      stepOf({ route: 'stale', expect: degraded('stale') }),
      stepOf({ route: 'other', expect: degraded('other') }),
      stepOf({ route: 'created', expect: { status: [201], degraded: null } }),
    ];
    const { events, start } = engineFor(
      url,
      loadOf([{ forMs: 100, shape: constantly(10) }], { journeys: [{ name: 'all', weight: 1, steps }] }),
    );
    await keep(start()).ended;
    const told = steps.map(({ route }) => {
      const sums = sumsOf(events, { route });
      return [sums.outcomes.ok, sums.degraded, sums.outcomes.httpError];
    });
    assert.deepEqual(told, [
      [1, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
  });

  it('connections: shared ones are kept, per-journey ones end with the visit, and limits retire them', async () => {
    const opened: Record<string, number> = {};
    const steps = [stepOf({ route: 'one' }), stepOf({ route: 'two' })];
    const ways = {
      shared: 'shared',
      journey: 'per-journey',
      limited: { maxRequests: 5, maxAgeMs: null },
      aged: { maxRequests: null, maxAgeMs: 100 },
    } as const;
    for (const [name, connections] of Object.entries(ways)) {
      const shop = await target((socket) => socket.write(plainAnswer()));
      const { start } = engineFor(
        shop.url,
        loadOf([{ forMs: 400, shape: constantly(50) }], { connections, journeys: [{ name: 'two', weight: 1, steps }] }),
      );
      const run = keep(start());
      await run.ended;
      assert.equal(shop.requests, 40);
      assert.equal(run.counts().connectionsOpened, shop.connections);
      opened[name] = shop.connections;
    }
    const { shared = 0, journey = 0, limited = 0, aged = 0 } = opened;
    // One visitor at a time needs one connection; on a machine that stalls several are due at once.
    assert.ok(shared < journey, `shared ${shared}`);
    assert.equal(journey, 20);
    assert.ok(limited >= 40 / 5, `limited ${limited}`);
    assert.ok(aged >= 3, `aged ${aged}`);
  });

  it("sends headers and paths as they should be, the target's own to nobody else", async () => {
    const heads: string[] = [];
    const shop = await target((socket, text) => {
      heads.push(text);
      socket.write(plainAnswer());
    });
    const other = await target((socket, text) => {
      heads.push(text);
      socket.write(plainAnswer());
    });
    const steps = [
      stepOf({ path: '/größe/a b?q=${uniform(3, 3)}', headers: { 'X-A': 'b', Authorization: 'mine' } }),
      stepOf({ path: `${other.url}/elsewhere` }),
      stepOf({ path: '', method: 'POST' }),
    ];
    const load = loadOf([{ forMs: 100, shape: constantly(10) }], { journeys: [{ name: 'all', weight: 1, steps }] });
    const { start } = engineFor(`${shop.url}/base?x=1`, load, {
      headers: { authorization: 'Bearer ${secret}', 'x-team': 'shop' },
      others: [],
    });
    await keep(start()).ended;
    assert.match(heads[0] ?? '', /^GET \/gr%C3%B6%C3%9Fe\/a%20b\?q=3 HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n/);
    assert.match(heads[0] ?? '', /x-team: shop\r\n/);
    assert.match(heads[0] ?? '', /Authorization: mine\r\n/);
    assert.doesNotMatch(heads[0] ?? '', /secret/);
    assert.match(heads[1] ?? '', /^GET \/elsewhere HTTP\/1\.1/);
    assert.doesNotMatch(heads[1] ?? '', /secret|x-team/);
    assert.match(heads[2] ?? '', /^POST \/base\?x=1 HTTP\/1\.1/);
    assert.match(heads[2] ?? '', /content-length: 0\r\n/);
  });

  it('refuses a step on a host that was not allowed before anything is sent', () => {
    const load = loadOf([{ forMs: 100, shape: constantly(10) }], {
      journeys: [{ name: 'x', weight: 1, steps: [stepOf({ path: 'http://shop.example/x' })] }],
    });
    assert.throws(
      () => engineFor('http://127.0.0.1:1', load),
      (error) => error instanceof ChaosError && error.code === 'HOST_NOT_ALLOWED',
    );
  });

  it('warms up against a sink of its own, quickly, and tells what the machine reaches', async () => {
    const shop = await target((socket) => socket.write(plainAnswer()));
    const steps = [stepOf(), stepOf({ path: `${shop.url}/elsewhere`, method: 'POST', body: { kind: 'json', value: { a: '${v}' } } })];
    const journeys = [{ name: 'x', weight: 1, steps: [stepOf({ capture: { v: '$.v' } }), ...steps] }];
    const { engine, events } = engineFor(shop.url, loadOf([{ forMs: 100, shape: constantly(10) }], { journeys }), {
      others: [],
    });
    const before = performance.now();
    const { perSecond } = await engine.warmUp();
    assert.ok(performance.now() - before < 1_500);
    assert.ok(perSecond > 500 && perSecond < 1e7, `${perSecond}/s`);
    assert.deepEqual([shop.connections, events.length], [0, 0]);
  }).retries(2);

  it('catches up after a stall of its own over the connections it has, as soon as it knows that they are free', async () => {
    const shop = await target((socket) => socket.write(plainAnswer()));
    const { events, engine, start } = engineFor(shop.url, loadOf([{ forMs: 700, shape: constantly(2_000) }]));
    await engine.warmUp();
    const run = keep(start());
    await wait(350);
    const before = run.counts().connectionsOpened;
    const until = performance.now() + 120;
    while (performance.now() < until);
    await run.ended;
    assert.equal(sumsOf(events).outcomes.ok, 1_400);
    const opened = run.counts().connectionsOpened - before;
    // 240 were due at once. Without reading in between each of them would have opened one.
    assert.ok(opened < 180, `${opened} connections were opened`);
  }).retries(2);

  it('answers as large as they like are answers, on one connection after the other request', async () => {
    const body = 'x'.repeat(131_072);
    const shop = await target((socket) => socket.write(plainAnswer(body)));
    const { events, start } = engineFor(shop.url, loadOf([{ forMs: 500, shape: constantly(100) }]));
    await keep(start()).ended;
    const { outcomes, errors } = sumsOf(events);
    assert.deepEqual([outcomes.ok, errors], [50, {}]);
  });

  it('nothing that a target says keeps a request from its outcome: half characters, and depths that can not be written', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    for (const [answer, second, wanted] of [
      ['{"v":"\\ud83d"}', stepOf({ route: 'second', path: '/${v}' }), 'ok'],
      [`{"v":${deep}}`, stepOf({ route: 'second', method: 'POST', body: { kind: 'json', value: '${v}' } }), 'dropped'],
    ] as const) {
      const shop = await target((socket) => socket.write(plainAnswer(answer)));
      const journeys = [{ name: 'j', weight: 1, steps: [stepOf({ capture: { v: '$.v' } }), second] }];
      const { events, start } = engineFor(shop.url, loadOf([{ forMs: 200, shape: constantly(50) }], { journeys }));
      await keep(start()).ended;
      assert.equal(sumsOf(events, { route: 'second' }).outcomes[wanted], 10);
    }
  });
});
