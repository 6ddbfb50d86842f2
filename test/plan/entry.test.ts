/** From what the user typed to a plan: which scenario, which target, and which layer won. */
import { faultKinds } from '../../src/faults/shelf.ts';
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { Plan } from '../../src/plan/plan.ts';
import { errorOf, mistakesOf, planOf, whole } from '../support/plans.ts';

const story = `version: 1
load:
  base: 10/s
  stages:
    - {name: baseline, for: 20s, rate: 1x}
    - {name: peak, for: 60s, rate: {ramp: [1x, 4x]}}
    - {name: recovery, for: 20s, rate: 1x}
  journeys:
    - {name: buy, weight: 3, steps: [{post: /orders, name: checkout}]}
`;

const system = `version: 1
roles: {provider: payments}
journeys:
  - {name: buy, steps: [{put: /v2/orders, name: checkout}]}
environments:
  local:
    target: http://127.0.0.1:8080
    links:
      payments: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}
  staging:
    target: {url: "http://staging.example.com", headers: {authorization: "Bearer \${env.TOKEN}"}}
    allowHosts: [staging.example.com]
`;

describe('what chaos runs', () => {
  it('nothing named: black-friday at the resilient storefront, with its links, breaker and ledger', async () => {
    const { plan } = await planOf({ scenario: undefined });
    assert.equal(plan.name, 'black-friday');
    assert.deepEqual(plan.target, { kind: 'storefront', variant: 'resilient', headers: {} });
    assert.ok(plan.links.some(({ name }) => name === 'payments'));
    assert.equal(plan.sources['links'], 'storefront resilient');
    assert.equal(plan.sources['target'], 'default');
    assert.match(plan.sources['load.base'] ?? '', /^scenarios\/black-friday\.yaml:\d+$/);
  });

  it('a URL: one GET of it, 20/s, five times that, 100 s, error rate < 1%', async () => {
    const { plan } = await planOf({ scenario: 'http://127.0.0.1:8080/health?deep=1' });
    assert.deepEqual(
      plan.load.stages.map(({ name, forMs, arrivals }) => [name, forMs, arrivals]),
      [
        ['baseline', 20_000, 400],
        ['ramp', 5_000, 300],
        ['peak', 65_000, 6_500],
        ['recovery', 10_000, 200],
      ],
    );
    assert.deepEqual(
      plan.load.journeys.map(({ steps }) => steps.map(({ method, path, route }) => [method, path, route])),
      [[['GET', 'http://127.0.0.1:8080/health?deep=1', 'GET /health']]],
    );
    assert.deepEqual(
      plan.objectives.map(({ objective }) => objective.text),
      ['error rate < 1%'],
    );
    assert.deepEqual([plan.links, plan.faults, plan.breakers, plan.reconcile], [[], [], [], null]);
  });

  it('--target without a scenario is the same; with one it replaces the target', async () => {
    assert.equal((await planOf({ scenario: undefined, overrides: { target: 'http://127.0.0.1:1/' } })).plan.name, 'spike');
    const { plan } = await planOf({ files: { 'my.yaml': whole }, overrides: { target: 'http://127.0.0.1:9999' } });
    assert.deepEqual(plan.target, { kind: 'url', url: 'http://127.0.0.1:9999', headers: {}, tls: null });
    assert.equal(plan.sources['target'], 'flag --target');
  });

  it('a library story needs the links of the system it is sent to', async () => {
    const mistakes = await mistakesOf({ scenario: 'black-friday', overrides: { target: 'http://127.0.0.1:9999' } });
    assert.ok(
      mistakes.some((line) => /no link "payments"; there are none/.test(line)),
      mistakes.join('\n'),
    );
    assert.ok(
      mistakes.some((line) => /no breaker "payments"/.test(line)),
      mistakes.join('\n'),
    );
  });

  it('a name nobody knows is answered with the library', async () => {
    const error = await errorOf({ scenario: 'black-fridy' });
    assert.equal(error.code, 'SCENARIO_NOT_FOUND');
    assert.match(error.message, /did you mean "black-friday"/);
  });

  it('links for nothing are not sent to the storefront', async () => {
    assert.equal((await errorOf({ files: { 'my.yaml': whole.replace('target: http://127.0.0.1:8080\n', '') } })).code, 'TARGET_MISSING');
    assert.match(
      (
        await mistakesOf({ files: { 'my.yaml': whole.replace('target: http://127.0.0.1:8080\n', 'target: {storefront: fragile}\n') } })
      ).join('\n'),
      /the storefront brings its own links/,
    );
  });

  it('--storefront sets what was written for another system aside, and says so', async () => {
    const text = whole
      .replace('- error rate < 1%\n  - checkout', '- checkout')
      .replace('reconcile:', 'business: {revenuePerHour: 1, currency: EUR}\nreconcile:');
    const { plan } = await planOf({ files: { 'my.yaml': text }, overrides: { storefront: 'fragile' } });
    assert.deepEqual(plan.target, { kind: 'storefront', variant: 'fragile', headers: {} });
    assert.deepEqual(plan.business, { revenuePerHour: 1, currency: 'EUR' });
    assert.match(plan.warnings.join('\n'), /links, breakers, reconcile of the file are left aside/);
  });
});

describe('system files', () => {
  const files = { 'my.yaml': story, 'stampede.yaml': system };

  it('an environment gives target and links; its journey stands in, the weight stays', async () => {
    const { plan } = await planOf({ files, overrides: { env: 'local' } });
    assert.equal(plan.environment, 'local');
    assert.equal(plan.sources['target'], 'stampede.yaml:7');
    assert.equal(plan.sources['links.payments'], 'stampede.yaml:9');
    assert.deepEqual(
      plan.load.journeys.map(({ name, weight, steps }) => [name, weight, steps[0]?.method, steps[0]?.path]),
      [['buy', 3, 'PUT', '/v2/orders']],
    );
    assert.equal(plan.sources['load.journeys.buy.steps'], 'stampede.yaml:4');
  });

  it('a role means a link of the system', async () => {
    const fault = 'faults: [{id: slow, link: provider, type: latency, latency: 1s, at: peak, for: 10s}]\n';
    const { plan } = await planOf({ files: { ...files, 'my.yaml': story + fault }, overrides: { env: 'local' } });
    assert.equal(plan.faults[0]?.link, 'payments');
  });

  it('a key of the scenario replaces that of the system', async () => {
    const { plan } = await planOf({ files: { ...files, 'my.yaml': `${story}target: http://127.0.0.1:7\n` }, overrides: { env: 'local' } });
    assert.equal(plan.target.kind === 'url' && plan.target.url, 'http://127.0.0.1:7');
  });

  it('a stampede.yaml nobody asked for is no target', async () => {
    const { plan } = await planOf({ files });
    assert.equal(plan.target.kind, 'storefront');
    const asked = await planOf({ files: { ...files, 'stampede.yaml': `${system}defaultEnvironment: local\n` } });
    assert.equal(asked.plan.environment, 'local');
    const bare = await planOf({ scenario: undefined, files: { 'stampede.yaml': `${system}defaultEnvironment: local\n` } });
    assert.equal(bare.plan.target.kind, 'storefront');
    assert.match(bare.plan.warnings.join('\n'), /left aside/);
  });

  it('the one beside the scenario comes before the one in the working directory', async () => {
    const beside = system.replace('http://127.0.0.1:8080', 'http://127.0.0.1:5');
    const { plan } = await planOf({
      scenario: 'deep/my.yaml',
      files: { 'deep/my.yaml': story, 'deep/stampede.yaml': beside, 'stampede.yaml': system },
      overrides: { env: 'local' },
    });
    assert.equal(plan.target.kind === 'url' && plan.target.url, 'http://127.0.0.1:5');
  });

  it('the scenario names its system file relative to itself; --system wins', async () => {
    const named = {
      'deep/my.yaml': `${story}system: ../sys.yaml\n`,
      'sys.yaml': `${system}defaultEnvironment: local\n`,
      'other.yaml': 'version: 1\ntarget: http://127.0.0.1:6\n',
    };
    assert.equal((await planOf({ scenario: 'deep/my.yaml', files: named })).plan.environment, 'local');
    const { plan } = await planOf({ scenario: 'deep/my.yaml', files: named, overrides: { system: 'other.yaml' } });
    assert.equal(plan.target.kind === 'url' && plan.target.url, 'http://127.0.0.1:6');
  });

  it('an environment nobody knows, and a mistake in the system file', async () => {
    assert.deepEqual(await mistakesOf({ files, overrides: { env: 'loacl' } }), [
      'flag --env: no environment "loacl" in stampede.yaml; it has local, staging; did you mean "local"?',
    ]);
    assert.deepEqual(
      await mistakesOf({ files: { ...files, 'stampede.yaml': system.replace('upstream', 'upstraem') }, overrides: { env: 'local' } }),
      ['stampede.yaml:9:43: unknown key "upstraem"; did you mean "upstream"?'],
    );
  });

  it('an environment must be chosen where a system file is named, and no storefront steps in', async () => {
    const error = await errorOf({ files: { 'my.yaml': `${story}system: stampede.yaml\n`, 'stampede.yaml': system } });
    assert.deepEqual([error.code, error.message], ['ENVIRONMENT_UNKNOWN', 'no environment is chosen; stampede.yaml has local, staging']);
    assert.equal((await errorOf({ files: { 'my.yaml': story }, overrides: { env: 'local' } })).code, 'ENVIRONMENT_UNKNOWN');
    assert.equal(
      (await errorOf({ files: { ...files, 'bare.yaml': 'version: 1\n' }, overrides: { system: 'bare.yaml' } })).code,
      'TARGET_MISSING',
    );
  });

  it('a header may take a secret from the environment, which is missed before anything is sent', async () => {
    assert.deepEqual(await mistakesOf({ files, overrides: { env: 'staging' } }), [
      'stampede.yaml:11:74: the environment variable TOKEN is not set',
    ]);
    const { plan, secrets, scenarioText } = await planOf({ files, overrides: { env: 'staging' }, env: { TOKEN: 'sesame-open' } });
    assert.ok(secrets.includes('sesame-open'));
    assert.ok(!JSON.stringify(plan).includes('sesame') && !scenarioText.includes('sesame'));
  });
});

describe('flags', () => {
  it('lie over the file, and the plan says so', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': whole }, overrides: { rate: '10/s', peak: '3x', duration: '50s', seed: 7 } });
    assert.equal(plan.load.basePerSecond, 10);
    assert.deepEqual(
      plan.load.stages.map(({ forMs, arrivals }) => [forMs, arrivals]),
      [
        [10_000, 100],
        [30_000, 900],
        [10_000, 100],
      ],
    );
    assert.deepEqual([plan.faults[0]?.atMs, plan.faults[0]?.forMs, plan.seed], [15_000, 10_000, 7]);
    assert.deepEqual(
      ['load.base', 'load.stages.peak.rate', 'load.stages.peak.for', 'seed'].map((key) => plan.sources[key]),
      ['flag --rate', 'flag --peak', 'flag --duration', 'flag --seed'],
    );
    assert.equal(plan.sources['load.timeout'], 'my.yaml:10');
    assert.equal(plan.sources['load.deadline'], 'default');
  });

  it('what has a name replaces its namesake and joins the rest', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': whole },
      overrides: {
        links: ['payments=127.0.0.1:31001,127.0.0.1:4001', 'stock=127.0.0.1:31002,127.0.0.1:4002'],
        faults: ['stock down for 5s at peak', 'stock down for 5s at peak + 10s'],
        breakers: ['stock opossum http://127.0.0.1:8080/metrics name=stock2'],
        headers: ['X-Trace: a', 'x-trace: b'],
      },
    });
    assert.deepEqual(
      plan.links.map(({ name, listen }) => [name, listen]),
      [
        ['payments', '127.0.0.1:31001'],
        ['stock', '127.0.0.1:31002'],
      ],
    );
    assert.deepEqual(
      plan.faults.map(({ id }) => id),
      ['payments-slow', 'stock-down', 'stock-down-2'],
    );
    assert.deepEqual(
      plan.breakers.map(({ name, match, link }) => [name, match, link]),
      [
        ['payments', { name: 'payments' }, 'payments'],
        ['stock', { name: 'stock2' }, 'stock'],
      ],
    );
    assert.deepEqual(plan.target.headers, { 'x-trace': 'b' });
  });

  it('--rate without a multiple that follows it is said to change nothing', async () => {
    const warned = async (stages: string): Promise<boolean> => {
      const text = `version: 1\ntarget: http://127.0.0.1:1\nload:\n  base: 10/s\n  stages: [${stages}]\n`;
      const { plan } = await planOf({ files: { 'my.yaml': text }, overrides: { rate: '5/s' } });
      return plan.warnings.includes('--rate changes nothing: it is what 1x means, and no stage has a multiple such as 5x');
    };
    assert.equal(await warned('{name: a, for: 20s, rate: 50/s}, {name: b, for: 5s, rate: {ramp: [1/s, 50/s]}}'), true);
    assert.equal(await warned('{name: a, for: 20s, rate: 50/s}, {name: b, for: 5s, rate: {ramp: [1/s, 2x]}}'), false);
    assert.equal(await warned('{name: a, for: 20s, rate: {spike: {peak: 50/s, hold: 1s}}}'), false);
    assert.equal(await warned('{name: a, for: 20s, rate: {spike: {base: 5/s, peak: 50/s, hold: 1s}}}'), true);
  });

  it('objectives and abort rules replace those of the file, with a warning', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': whole },
      overrides: { objectives: ['p99 < 1s'], aborts: ['error rate > 50% for 5s'] },
    });
    assert.deepEqual(
      plan.objectives.map(({ objective }) => objective.text),
      ['p99 < 1s'],
    );
    assert.deepEqual(
      plan.abort.map(({ text }) => text),
      ['error rate > 50% for 5s'],
    );
    assert.deepEqual(plan.warnings, [
      "--objective replaces 2 entries of the scenario's objectives",
      "--abort replaces 1 entry of the scenario's abort",
    ]);
  });

  it('mistakes in flags are told by the flag, with those of the file', async () => {
    const overrides = {
      rate: '5',
      peak: '3',
      duration: '9',
      links: ['a=b'],
      faults: ['payments latancy 2s for 1s at 1s'],
      breakers: ['x'],
      headers: ['nonsense secret'],
      target: 'localhost:80',
      allowHosts: ['h'],
    };
    assert.deepEqual(await mistakesOf({ files: { 'my.yaml': whole.replace('timeout: 5s', 'timeout: 5') }, overrides }), [
      'flag --peak: 3 of what? write 3x',
      'flag --duration: 9 of what? write 9s',
      'flag --link "a=b": expected NAME=LISTEN,UPSTREAM',
      `flag --fault "payments latancy 2s for 1s at 1s": no fault of type "latancy"; there are ${[...faultKinds.keys()].join(', ')} (at character 10)`,
      'flag --breaker "x": expected NAME PRESET URL [LABEL=VALUE ...]',
      'flag --header: expected "NAME: VALUE"',
      'flag --rate: 5 of what? write 5/s',
      'flag --target: expected a URL such as http://127.0.0.1:8080, got "localhost:80"; write http://localhost:80',
      'my.yaml:10:12: 5 of what? write 5s',
    ]);
  });

  it('a text among several is named, with the column of what is wrong in it', async () => {
    const overrides = { objectives: ['error rate < 1%', 'p99 < 300'], aborts: ['error rate > 95% for 5s from peek'] };
    const told = await mistakesOf({ files: { 'my.yaml': whole }, overrides });
    assert.match(told[0] ?? '', /^flag --objective "p99 < 300", column 7: expected a time .*300/);
    assert.match(told[1] ?? '', /^flag --abort "error rate > 95% for 5s from peek", column 30: no stage "peek"/);
  });

  it('--duration keeps a baseline of 10 s, and refuses what leaves nothing beside it', async () => {
    const { plan } = await planOf({ scenario: 'http://127.0.0.1/', overrides: { duration: '30s' } });
    assert.deepEqual(
      plan.load.stages.map(({ forMs }) => forMs),
      [10_000, 1_250, 16_250, 2_500],
    );
    assert.equal(plan.load.totalMs, 30_000);
    assert.deepEqual(await mistakesOf({ scenario: 'http://127.0.0.1/', overrides: { duration: '11s' } }), [
      'flag --duration: 11s is too short: the baseline alone takes 10s',
    ]);
  });

  it('a host is allowed by name, and denied whatever allows it', async () => {
    const target = { target: 'http://10.0.0.7/' };
    assert.equal((await errorOf({ scenario: undefined, overrides: target })).code, 'HOST_NOT_ALLOWED');
    assert.equal((await planOf({ scenario: undefined, overrides: { ...target, allowHosts: ['10.0.0.7'] } })).plan.target.kind, 'url');
    const files = { 'my.yaml': `${story}denyHosts: [10.0.0.7]\n` };
    assert.match((await errorOf({ files, overrides: { ...target, allowHosts: ['10.0.0.7'] } })).message, /is in denyHosts/);
  });

  it('TOXIPROXY_URL is heard where nobody else says', async () => {
    const env = { TOXIPROXY_URL: 'http://127.0.0.1:8474' };
    const { plan } = await planOf({ files: { 'my.yaml': whole }, env });
    assert.deepEqual([plan.toxiproxy, plan.sources['toxiproxy']], ['http://127.0.0.1:8474', 'TOXIPROXY_URL']);
    assert.equal(
      (await planOf({ files: { 'my.yaml': whole }, env, overrides: { toxiproxy: 'http://127.0.0.1:1' } })).plan.toxiproxy,
      'http://127.0.0.1:1',
    );
    assert.equal((await errorOf({ files: { 'my.yaml': whole }, env: { TOXIPROXY_URL: 'http://10.0.0.1:8474' } })).code, 'HOST_NOT_ALLOWED');
  });
});

describe('the stored scenario', () => {
  it('stands for itself: it compiles to the same plan without flags and system file', async () => {
    const overrides = { env: 'local', rate: '7/s', objectives: ['error rate < 5%'], faults: ['payments latency 1s for 5s at peak + 5s'] };
    const first = await planOf({ files: { 'my.yaml': story, 'stampede.yaml': system }, overrides });
    const second = await planOf({ files: { 'my.yaml': first.scenarioText } });
    const bare = (plan: Plan): Plan => ({ ...plan, sources: {}, environment: null, warnings: [] });
    assert.deepEqual(bare(second.plan), bare(first.plan));
    assert.equal(parse(first.scenarioText).load.base, '7/s');
  });

  it('holds no secret', async () => {
    const { scenarioText, plan } = await planOf({
      scenario: 'http://user:hunter2@127.0.0.1/',
      overrides: { headers: ['authorization: Bearer abcdef'] },
    });
    assert.equal(plan.target.headers['authorization'], 'Bearer abcdef');
    assert.doesNotMatch(scenarioText, /hunter2|abcdef/);
  });
});
