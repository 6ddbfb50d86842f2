/** Faults in a scenario: where they act, when they come, and what is wrong with them, at the place where it stands. */
import assert from 'node:assert/strict';
import type { Plan } from '../../src/plan/plan.ts';
import { printPlan } from '../../src/plan/print.ts';
import { mistakesOf, planOf, type Given } from '../support/plans.ts';

const links = `
  payments: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001, protocol: http}
  stock: {listen: 127.0.0.1:21002, upstream: 127.0.0.1:4002}`;

/** The faults begin in line 14, after `  - {`. */
function scenario(faults: readonly string[], more = ''): Given {
  const text = `version: 1
target: http://127.0.0.1:8080
links:${links}
load:
  base: 100/s
  stages:
    - {name: baseline, for: 20s, rate: 1x}
    - {name: peak, for: 60s, rate: 1x}
    - {name: recovery, for: 20s, rate: 1x}
# what is done
faults:
${faults.map((fault) => `  - {${fault}}`).join('\n')}
${more}`;
  return { files: { 'my.yaml': text } };
}

async function faultsOf(given: Given): Promise<Plan['faults']> {
  return (await planOf(given)).plan.faults;
}

describe('faults on the clock', () => {
  it('follow one another', async () => {
    const faults = await faultsOf(
      scenario([
        'id: slow, link: payments, type: latency, latency: 2s, at: peak, for: 10s',
        'id: dead, link: payments, type: down, at: after slow, for: 5s',
        'id: slower, link: payments, type: latency, latency: 4s, at: after dead + 5s, for: 10s',
      ]),
    );
    assert.deepEqual(
      faults.map(({ id, atMs, forMs }) => [id, atMs, forMs]),
      [
        ['slow', 20_000, 10_000],
        ['dead', 30_000, 5_000],
        ['slower', 40_000, 10_000],
      ],
    );
  });

  it('keep their order when the whole is stretched', async () => {
    const given = scenario([
      'id: slow, link: payments, type: latency, latency: 2s, at: peak, for: 10s',
      'id: dead, link: payments, type: down, at: after slow + 10s, for: 5s',
    ]);
    const faults = await faultsOf({ ...given, overrides: { duration: '200s' } });
    assert.deepEqual(
      faults.map(({ atMs, forMs }) => [atMs, forMs]),
      [
        [40_000, 20_000],
        [80_000, 10_000],
      ],
    );
  });

  it('are one on each of several links, called by both', async () => {
    for (const several of ['[payments, stock]', 'all']) {
      const { plan } = await planOf(scenario([`id: slow, links: ${several}, type: latency, latency: 2s, at: peak, for: 10s`]));
      assert.deepEqual(
        plan.faults.map(({ id, link, atMs }) => [id, link, atMs]),
        [
          ['slow-payments', 'payments', 20_000],
          ['slow-stock', 'stock', 20_000],
        ],
      );
      assert.equal(plan.warnings.filter((text) => text.includes('overlap')).length, 0);
      assert.match(printPlan(plan), /slow-stock .*my\.yaml:14/);
    }
  });

  it('can be waited for together, by the name in the file', async () => {
    const faults = await faultsOf(
      scenario([
        'id: slow, links: all, type: latency, latency: 2s, at: peak, for: 10s',
        'id: dead, link: stock, type: down, at: after slow, for: 5s',
      ]),
    );
    assert.equal(faults.at(-1)?.atMs, 30_000);
  });

  it('say in the plan how they go on', async () => {
    const { plan } = await planOf(
      scenario([
        'id: f, link: stock, type: flap, period: 2s, at: peak, for: 10s',
        'id: r, link: payments, type: latency, latency: {ramp: [0, 1s]}, at: after f, for: 10s',
        'id: c, type: command, inject: [kubectl, delete, pod, "a b"], undo: [kubectl, apply], at: after r, for: 10s',
      ]),
    );
    const text = printPlan(plan);
    assert.match(text, /20 s down, 21 s up, 22 s down, \.\.\. 6 more, 29 s up/);
    assert.match(text, /30 s latency 0 ms, 30\.2 s latency 20 ms/);
    assert.match(text, /inject: kubectl delete pod 'a b'/);
    assert.match(text, /undo: kubectl apply/);
  });

  it('of a process and of a command need no link', async () => {
    const faults = await faultsOf(
      scenario(
        [
          'id: gone, type: kill, process: shop, at: peak, for: 10s',
          'id: drained, type: command, link: stock, inject: [ls], at: after gone, for: 10s',
        ],
        'processes:\n  shop: {command: [node, shop.js]}\n',
      ),
    );
    assert.deepEqual(
      faults.map(({ link }) => link),
      [null, 'stock'],
    );
  });

  it('of HTTP need the server that the run starts, and the plan says so', async () => {
    const given = scenario(['id: e, link: payments, type: http_error, share: 20%, at: peak, for: 10s']);
    assert.match(printPlan((await planOf(given)).plan), /toxiproxy +the built-in one: http_error needs it/);
    const refusal = (server: string): string[] => [
      `my.yaml:14:35: http_error can be done only by the proxy server that a run starts itself, and link payments is on ${server}`,
    ];
    assert.deepEqual(await mistakesOf({ ...given, env: { TOXIPROXY_URL: 'http://127.0.0.1:8474' } }), refusal('http://127.0.0.1:8474'));
    assert.deepEqual(await mistakesOf({ ...given, overrides: { toxiproxy: 'http://127.0.0.1:8475' } }), refusal('http://127.0.0.1:8475'));
    assert.deepEqual(
      await mistakesOf({ ...given, env: { STAMPEDE_TOXIPROXY: 'binary' } }),
      refusal('toxiproxy-server (STAMPEDE_TOXIPROXY=binary)'),
    );
  });
});

describe('a fault that can not be', () => {
  /** Faults with a ^ before each mistake. */
  const rows: readonly (readonly [what: string, marked: readonly string[], ...messages: string[]])[] = [
    [
      'with link and links',
      ['id: a, link: stock, ^links: all, type: down, at: peak, for: 1s'],
      'link and links exclude each other: expected one of the two',
    ],
    [
      'on a link of several that nobody knows',
      ['id: a, links: [stock, ^pay], type: latency, latency: 1s, at: peak, for: 1s'],
      'no link "pay"; there are payments, stock',
    ],
    ['on one link twice', ['id: a, links: [stock, ^stock], type: timeout, at: peak, for: 1s'], 'stock stands twice'],
    [
      'on no list of links',
      ['id: a, ^links: stock, type: down, at: peak, for: 1s'],
      'expected all, or a list of links such as [payments, inventory], got "stock"',
    ],
    [
      'of a process on links',
      ['id: a, ^links: all, process: ^x, type: kill, at: peak, for: 1s'],
      'links is for faults that act on links',
      'no process "x"; there are none',
    ],
    [
      'after one that stands below',
      ['id: a, link: stock, type: down, at: ^after b, for: 1s', 'id: b, link: stock, type: down, at: peak, for: 1s'],
      'no fault "b" stands above; there is none',
    ],
    [
      'after one that nobody knows, beside one that is wrong itself',
      [
        'id: slow, link: stock, type: latency, latency: ^2, at: peak, for: 1s',
        'id: b, link: stock, type: down, at: after slow + 2s, for: 1s',
        'id: c, link: stock, type: down, at: ^after zzz, for: 1s',
      ],
      'latency: expected a duration such as 500ms or 2s (0 needs no unit), got 2',
      'no fault "zzz" stands above; there are slow, b',
    ],
    [
      'that begins in another one that takes the same link down',
      ['id: a, link: stock, type: flap, at: peak, for: 10s', 'id: b, link: stock, type: dns, at: ^peak + 5s, for: 10s'],
      'link stock is down already then, by fault a',
    ],
    [
      'that speaks HTTP on a link that does not',
      ['id: a, link: stock, type: ^http_delay, delay: 1s, at: peak, for: 10s'],
      'http_delay understands HTTP, and link stock is of protocol tcp',
    ],
    [
      'with a point of a ramp that is none',
      ['id: a, link: stock, type: latency, latency: {ramp: [0, ^2]}, at: peak, for: 10s'],
      'latency: expected a duration such as 500ms or 2s (0 needs no unit), got 2',
    ],
    [
      'ramped in less time than a step takes',
      ['id: a, link: stock, type: latency, latency: ^{ramp: [0, 2s]}, at: peak, for: 300ms'],
      'latency: a ramp needs at least 400 ms, and the fault lasts 300 ms',
    ],
    [
      'flapping slower than it lasts',
      ['id: a, link: stock, type: flap, period: ^20s, at: peak, for: 10s'],
      'period: the fault lasts 10 s, and one period 20 s',
    ],
    [
      'of a variable that is not set',
      ['id: a, type: command, inject: [kubectl, ^"--context=${env.CTX}"], at: peak, for: 10s'],
      'the environment variable CTX is not set',
    ],
    [
      'of a shell',
      ['id: a, type: command, inject: ^kubectl get pods, at: peak, for: 10s'],
      'inject: expected a list of a program and its arguments, such as [kubectl, delete, pod, payments-0]; no shell reads it',
    ],
  ];
  for (const [what, marked, ...messages] of rows)
    it(what, async () => {
      const places = marked.flatMap((text, line) =>
        [...text.matchAll(/\^/g)].map(({ index }, before) => `my.yaml:${14 + line}:${6 + index - before}`),
      );
      assert.deepEqual(
        await mistakesOf(scenario(marked.map((text) => text.replaceAll('^', '')))),
        messages.map((message, index) => `${places[index]}: ${message}`),
      );
    });

  it('without a link', async () => {
    assert.deepEqual(await mistakesOf(scenario(['id: a, type: down, at: peak, for: 1s'])), [
      'my.yaml:14:5: link is missing; expected the name of a link',
    ]);
  });

  it('acting on one process twice at once', async () => {
    const given = scenario(
      ['id: a, type: pause, process: shop, at: peak, for: 10s', 'id: b, type: kill, process: shop, at: peak + 5s, for: 10s'],
      'processes:\n  shop: {command: [node, shop.js]}\n',
    );
    assert.deepEqual(await mistakesOf(given), ['my.yaml:15:44: fault a acts on process shop already then']);
  });
});

describe('processes', () => {
  const processes = (text: string): Given => scenario(['id: a, link: stock, type: down, at: peak, for: 1s'], `processes:\n${text}\n`);

  it('run beside the scenario unless they say where, with what the environment holds', async () => {
    const text = `  shop: {command: [node, "\${env.ENTRY}", 8080], cwd: shop, env: {TOKEN: "\${env.TOKEN}"}, ready: {url: "http://127.0.0.1:8080/"}, timeout: 5s}
  db: {command: [postgres]}`;
    const { plan, scenarioText, secrets } = await planOf({ ...processes(text), env: { ENTRY: 'shop.js', TOKEN: 'open-sesame' } });
    assert.deepEqual(plan.processes, [
      {
        name: 'shop',
        command: ['node', '${env.ENTRY}', '8080'],
        cwd: '/work/shop',
        env: { TOKEN: '${env.TOKEN}' },
        ready: { url: 'http://127.0.0.1:8080/' },
        timeoutMs: 5_000,
      },
      { name: 'db', command: ['postgres'], cwd: '/work', env: {}, ready: null, timeoutMs: 30_000 },
    ]);
    assert.ok(secrets.includes('open-sesame') && !scenarioText.includes('open-sesame'));
    assert.match(scenarioText, /cwd: \/work\/shop/);
    assert.match(printPlan(plan), /shop +node \$\{env\.ENTRY\} 8080 +in \/work\/shop +ready when http:\/\/127\.0\.0\.1:8080\/ answers/);
  });

  const rows: readonly (readonly [what: string, text: string, mistakes: readonly string[]])[] = [
    ['without a command', '  shop: {cwd: x}', ['my.yaml:16:3: command is missing; expected a list']],
    ['of a shell', '  shop: {command: node shop.js}', ['my.yaml:16:19: expected a list, got "node shop.js"']],
    [
      'on a host nobody allowed',
      '  shop: {command: [a], ready: {tcp: "10.0.0.1:80"}}',
      ['my.yaml:16:37: 10.0.0.1 is not this machine, and nobody allowed it'],
    ],
    [
      'with a variable that is not set',
      '  shop: {command: [a, "${env.NOPE}"]}',
      ['my.yaml:16:23: the environment variable NOPE is not set'],
    ],
  ];
  for (const [what, text, mistakes] of rows)
    it(`can't be ${what}`, async () => assert.deepEqual(await mistakesOf(processes(text)), mistakes));
});
