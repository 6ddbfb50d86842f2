import assert from 'node:assert/strict';
import { fillEnvironment } from '../../src/plan/environment.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { printPlan } from '../../src/plan/print.ts';
import { redactPlan, secretsOf } from '../../src/plan/redact.ts';
import { mistakesOf, planOf } from '../support/plans.ts';

const text = (links: string, more = ''): string =>
  `version: 1\ntarget: http://127.0.0.1:8080\nload: {base: 5/s, stages: [{name: baseline, for: 20s, rate: 1x}]}\n${more}links:\n${links}`;

async function planned(links: string, more?: string, env: Record<string, string> = {}): Promise<Plan> {
  return (await planOf({ files: { 'my.yaml': text(links, more) }, env })).plan;
}

describe('links', () => {
  it('have their defaults', async () => {
    const { links } = await planned('  a: {listen: 127.0.0.1:1, upstream: 127.0.0.1:2}\n  b: {proxy: stock}\n');
    assert.deepEqual(links, [
      { name: 'a', listen: '127.0.0.1:1', upstream: '127.0.0.1:2', proxy: null, connect: null, protocol: 'tcp', toxiproxy: null },
      { name: 'b', listen: null, upstream: null, proxy: 'stock', connect: null, protocol: 'tcp', toxiproxy: null },
    ]);
  });

  it('say where clients reach a proxy that listens in a container, and what is spoken', async () => {
    const more = 'allowHosts: [shop-proxy, 10.0.3.7]\n';
    const links =
      '  a: {listen: "0.0.0.0:21001", upstream: 127.0.0.1:2, connect: "shop-proxy:21001", protocol: http}\n' +
      '  b: {proxy: stock, connect: 10.0.3.7:21002, toxiproxy: "http://me:hidden@10.0.3.7:8474"}\n' +
      '  c: {listen: "[::]:21003", upstream: 127.0.0.1:2}\n';
    const plan = await planned(links, more);
    const printed = printPlan(redactPlan(plan));
    assert.match(printed, /a +0\.0\.0\.0:21001 -> 127\.0\.0\.1:2, clients at shop-proxy:21001, http +\[my\.yaml:/);
    assert.match(printed, /b +existing proxy stock at http:\/\/\[redacted\]@10\.0\.3\.7:8474, clients at 10\.0\.3\.7:21002 /);
    assert.match(printed, /c +\[::\]:21003 -> 127\.0\.0\.1:2 /);
    assert.ok(!printed.includes('hidden'));
    assert.ok(secretsOf(plan, {}).includes('hidden'));
  });

  it('may listen on one port on servers that are two machines', async () => {
    const links =
      '  a: {listen: "0.0.0.0:1", upstream: 127.0.0.1:2, toxiproxy: "http://127.0.0.1:8474"}\n' +
      '  b: {listen: "0.0.0.0:1", upstream: 127.0.0.1:3, toxiproxy: "http://127.0.0.2:8474"}\n';
    assert.equal((await planned(links)).links.length, 2);
  });

  it('have the environment filled in, when the run starts and not before', async () => {
    const env = { AT: '127.0.0.1:21001', DB: '127.0.0.1:5432', P: 'stock', TOXI: 'http://127.0.0.1:8474' };
    const plan = await planned(
      '  a: {listen: "${env.AT}", upstream: "${env.DB}", connect: "${env.AT}", toxiproxy: "${env.TOXI}"}\n  b: {proxy: "${env.P}"}\n',
      '',
      env,
    );
    assert.equal(plan.links[0]?.connect, '${env.AT}');
    const [a, b] = fillEnvironment(plan, env).links;
    assert.deepEqual([a?.listen, a?.upstream, a?.connect, a?.toxiproxy, b?.proxy], [env.AT, env.DB, env.AT, env.TOXI, env.P]);
  });

  it('that differ only in how the environment writes them are the same', async () => {
    const links = '  a: {listen: "${env.A}", upstream: 127.0.0.1:2}\n  b: {listen: "127.0.0.1:1", upstream: "localhost:1"}\n';
    assert.deepEqual(await mistakesOf({ files: { 'my.yaml': text(links) }, env: { A: 'localhost:1' } }), [
      'my.yaml:6:15: 127.0.0.1:1 is where link a listens already',
      'my.yaml:6:40: link b would call itself: listen and upstream are the same',
    ]);
  });

  it('are named by a flag with all they have', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': text('  a: {proxy: x}\n') },
      overrides: { links: ['a=0.0.0.0:1,127.0.0.1:2,connect=127.0.0.2:1,protocol=http', 'b=proxy=stock'] },
    });
    assert.deepEqual(
      plan.links.map(({ listen, connect, protocol, proxy }) => [listen, connect, protocol, proxy]),
      [
        ['0.0.0.0:1', '127.0.0.2:1', 'http', null],
        [null, null, 'tcp', 'stock'],
      ],
    );
  });
});
