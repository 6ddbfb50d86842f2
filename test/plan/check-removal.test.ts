import assert from 'node:assert/strict';
import { mistakesOf, planOf, type Given } from '../support/plans.ts';

const withReset = (timeout: string, more = ''): Given => ({
  files: {
    'my.yaml': `version: 1
target: http://127.0.0.1:8080
${more}links: {db: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}}
load: {base: 20/s, stages: [{name: hold, for: 60s, rate: 1x}]}
faults:
  - {id: cut, link: db, type: reset_peer, timeout: ${timeout}, at: 20s, for: 10s}
`,
  },
});

describe('a fault whose removal waits until it has slept', () => {
  it("is refused on a server that is not the run's own, wherever that is named", async () => {
    const message = /reset_peer with a timeout of 3 s on a Toxiproxy server that is not the run's own: removing it would wait that long/;
    const [inFile] = await mistakesOf(withReset('3s', 'toxiproxy: http://127.0.0.1:8474\n'));
    assert.match(inFile ?? '', /^my\.yaml:7:\d+: /);
    assert.match(inFile ?? '', message);
    const [inEnvironment] = await mistakesOf({ ...withReset('3s'), env: { TOXIPROXY_URL: 'http://127.0.0.1:8474' } });
    assert.match(inEnvironment ?? '', message);
  });

  it('is fine where it is short, or the server ends with the run; the plan says when it may come late', async () => {
    await planOf(withReset('2s', 'toxiproxy: http://127.0.0.1:8474\n'));
    assert.deepEqual(
      (await planOf(withReset('3s'))).plan.warnings.filter((warning) => warning.includes('reset_peer')),
      [],
    );
    assert.equal(
      (await planOf(withReset('8s'))).plan.warnings.filter((warning) => warning.includes('removing it may come late')).length,
      1,
    );
  });
});
