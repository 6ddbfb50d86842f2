import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import { redactPlan } from '../../src/plan/redact.ts';
import { mistakesOf, planOf } from '../support/plans.ts';

const scenario = (reconcile: string): string => `version: 1
target: http://127.0.0.1:8080
load: {base: 10/s, stages: [{name: hold, for: 10s, rate: 1x}]}
reconcile: ${reconcile}
`;
const env = { PGPASSWORD: 'very-secret', SHOP: '127.0.0.1:9' };
const reconcileOf = async (text: string) => (await planOf({ files: { 'my.yaml': scenario(text) }, env })).plan.reconcile;

describe('what is reconciled', () => {
  const plans: [title: string, text: string, expected: object][] = [
    ['a path', '{url: /ledger, ids: "$.ids[*]"}', { url: 'http://127.0.0.1:8080/ledger', ids: '$.ids[*]', settleMs: 30_000 }],
    [
      'the orders of the run alone',
      `{url: "/ledger?run=\${run}", ids: "$.orders[?@.run == '\${run}'].id", settle: 5s}`,
      { url: 'http://127.0.0.1:8080/ledger?run=${run}', ids: "$.orders[?@.run == '${run}'].id", settleMs: 5_000 },
    ],
    [
      'pages by Link',
      '{url: /l, ids: "$[*]", next: link}',
      { url: 'http://127.0.0.1:8080/l', ids: '$[*]', next: { how: 'link' }, settleMs: 30_000 },
    ],
    [
      'pages by a URL',
      '{url: /l, ids: "$[*]", next: $.next}',
      { url: 'http://127.0.0.1:8080/l', ids: '$[*]', next: { how: 'url', path: '$.next' }, settleMs: 30_000 },
    ],
    [
      'pages by a cursor',
      '{url: /l, ids: "$[*]", next: $.c, cursor: after}',
      { url: 'http://127.0.0.1:8080/l', ids: '$[*]', next: { how: 'cursor', path: '$.c', parameter: 'after' }, settleMs: 30_000 },
    ],
    [
      'a command',
      '{command: [psql, -c, "select 1 where run = \'${run}\'"]}',
      { command: ['psql', '-c', "select 1 where run = '${run}'"], settleMs: 30_000 },
    ],
  ];
  for (const [title, text, expected] of plans) it(title, async () => assert.deepEqual(await reconcileOf(text), expected));

  const mistakes: [title: string, text: string, expected: string[]][] = [
    ['nothing', '{settle: 5s}', ['my.yaml:4:12: reconcile needs url and ids, or command: something that lists what was persisted']],
    ['no ids', '{url: /l}', ['my.yaml:4:12: reconcile needs ids, a JSONPath to the ids in what url answers, such as $.orders[*].id']],
    [
      'ids that are no path',
      '{url: /l, ids: "orders"}',
      ['my.yaml:4:27: expected a JSONPath such as $.orderId, got "orders"; it begins with $'],
    ],
    [
      'both',
      '{command: [psql], url: /l, ids: "$.a"}',
      [
        'my.yaml:4:30: url has no meaning beside command, which prints one id a line',
        'my.yaml:4:39: ids has no meaning beside command, which prints one id a line',
      ],
    ],
    ['an empty command', '{command: []}', ['my.yaml:4:22: expected a list with at least one entry, got an empty list']],
    ['a program without a name', '{command: ["", -c]}', ['my.yaml:4:23: expected the name of a program']],
    ['a variable that is not set', '{command: [psql, "${env.NO_SUCH}"]}', ['my.yaml:4:29: the environment variable NO_SUCH is not set']],
    ['a template that means nothing here', '{command: [psql, "${uuid}"]}', ['my.yaml:4:29: only ${env.NAME} may stand here']],
    [
      'a cursor without next',
      '{url: /l, ids: "$[*]", cursor: c}',
      ['my.yaml:4:35: cursor needs next, a JSONPath to the cursor in the answer'],
    ],
    [
      'a cursor beside links',
      '{url: /l, ids: "$[*]", next: link, cursor: c}',
      ['my.yaml:4:47: a Link header has the whole URL: cursor has no meaning beside it'],
    ],
    [
      'a next that is no path',
      '{url: /l, ids: "$[*]", next: page}',
      ['my.yaml:4:41: expected a JSONPath such as $.orderId, got "page"; it begins with $, or link for the Link header'],
    ],
    [
      'a host nobody allowed',
      '{url: "http://10.1.2.3/${run}", ids: "$[*]"}',
      ['my.yaml:4:18: 10.1.2.3 is not this machine, and nobody allowed it'],
    ],
  ];
  for (const [title, text, expected] of mistakes)
    it(`mistake: ${title}`, async () => assert.deepEqual(await mistakesOf({ files: { 'my.yaml': scenario(text) }, env }), expected));

  it('a plan shows it, and no secret of the environment', async () => {
    const { plan } = await planOf({
      files: { 'my.yaml': scenario('{command: [psql, "postgres://me:${env.PGPASSWORD}@127.0.0.1/shop", -c, "select id from orders"]}') },
      env,
    });
    const text = printPlan(redactPlan(plan));
    assert.match(text, /psql .* -c 'select id from orders'/);
    assert.doesNotMatch(text, /very-secret/);
  });
});
