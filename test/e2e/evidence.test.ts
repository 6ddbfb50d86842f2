/** How faults prove themselves in real runs, with both servers: a link that is used, one that is gone around, one that is idle. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Wire } from '../../src/analysis/wire.ts';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { startDependentTarget, type DependentTarget } from '../support/dependent-target.ts';
import { skipUnlessInstalled } from '../support/installed.ts';
import { freePort, startPlainTarget, type PlainTarget } from '../support/plain-target.ts';

interface Setting {
  readonly desk: Desk;
  readonly target: DependentTarget;
  readonly file: string;
}

const faults = `faults:
  - {id: slow, link: used, type: latency, latency: 500ms, at: 2s, for: 1500ms}
  - {id: gone, link: used, type: down, at: 4500ms, for: 1200ms}
  - {id: around, link: bypassed, type: latency, latency: 120ms, at: 6300ms, for: 600ms}
  - {id: nobody, link: idle, type: latency, latency: 120ms, at: 7200ms, for: 600ms}
`;

describe('the evidence of a fault, in real runs', function () {
  this.timeout(90_000);
  // A machine that stalls can hide a step of a second.
  this.retries(1);
  let dependency: PlainTarget;
  let settings: Setting[];

  /** Listening ports of its own, a target that reaches `used` through its proxy and `bypassed` without. */
  async function settle(env: NodeJS.ProcessEnv, links: readonly string[], rest: string): Promise<Setting> {
    const desk = openDesk(env);
    const listens = new Map<string, string>();
    for (const name of links) listens.set(name, `127.0.0.1:${await freePort()}`);
    const target = await startDependentTarget({ used: listens.get('used') as string, bypassed: dependency.address });
    const lines = [...listens].map(([name, listen]) => `  ${name}: {listen: "${listen}", upstream: "${dependency.address}"}\n`).join('');
    const file = join(desk.dir, 'own.yaml');
    const journeys = `  journeys:
    - {name: one, steps: [{get: /used, name: used}]}
    - {name: two, steps: [{get: /bypassed, name: bypassed}]}\n`;
    writeFileSync(
      file,
      `version: 1\ntarget: ${JSON.stringify(target.url)}\nlinks:\n${lines}load:\n  base: 120/s\n  stages: [{name: hold, for: 8200ms, rate: 1x}]\n${journeys}${rest}`,
    );
    return { desk, target, file };
  }

  beforeEach(async () => {
    dependency = await startPlainTarget(2);
    settings = [];
  });
  afterEach(async () => {
    for (const { desk, target } of settings) {
      await target.close();
      desk.remove();
    }
    await dependency.close();
  });

  // Side by side, for each of them is mostly waiting.
  it('is the strongest there is with either server, and none where nothing crossed; and a wiring check says so before', async function () {
    skipUnlessInstalled(this, 'toxiproxy-server');
    const links = ['used', 'bypassed', 'idle'];
    settings = [
      await settle({ STAMPEDE_TOXIPROXY: 'embedded' }, links, faults),
      await settle({ STAMPEDE_TOXIPROXY: 'binary' }, links, faults),
      await settle({ STAMPEDE_TOXIPROXY: 'embedded' }, ['used', 'bypassed'], ''),
    ];
    const [embedded, binary, checked] = await Promise.all(
      settings.map(async ({ desk, file }, at) =>
        runCli(at < 2 ? ['run', file, '--json', '-q'] : ['check', file, '--wire', '--json'], desk),
      ),
    );
    assert.ok(embedded && binary && checked);
    for (const { code, stderr } of [embedded, binary, checked]) assert.equal(code, 6, stderr);
    ofCounters(JSON.parse(embedded.stdout) as Analysis);
    ofToxiproxy(JSON.parse(binary.stdout) as Analysis);
    ofWiring((JSON.parse(checked.stdout) as { files: { wire: Wire }[] }).files[0]!.wire);
    assert.match(checked.stderr, /event=rolled-back complete=true/);
    assert.equal(dependency.preflights(), 0);
  });
});

const kinds = (analysis: Analysis) => analysis.faults.map(({ id, verified, evidenceKind }) => `${id} ${verified} ${evidenceKind}`);

function ofCounters(analysis: Analysis): void {
  assert.deepEqual(
    kinds(analysis),
    ['slow true counters', 'gone true counters', 'around false none', 'nobody false none'],
    evidence(analysis),
  );
  const [slow, gone, around, nobody] = analysis.faults;
  assert.ok(slow?.touched && slow.touched.connections > 0 && slow.touched.delayedMs / slow.touched.chunks > 300, evidence(analysis));
  assert.match(gone?.evidence ?? '', /of \d+ probe connections? (?:was|were) refused while it was in, and none of 1 before/);
  assert.match(
    around?.evidence ?? '',
    /nothing ever did: the system goes around its proxy\. Point the system at 127\.0\.0\.1:\d+ where it now uses/,
  );
  assert.match(nobody?.evidence ?? '', /nothing crossed link idle/);
}

function ofToxiproxy(analysis: Analysis): void {
  assert.deepEqual(kinds(analysis), ['slow true step', 'gone true probe', 'around false none', 'nobody false none'], evidence(analysis));
  const [slow, gone, around] = analysis.faults;
  assert.equal(slow?.touched, null);
  assert.match(slow?.touchedReason ?? '', /does not count/);
  assert.match(gone?.evidence ?? '', /connections that carried .* ended on link used as it came/);
  assert.match(around?.evidence ?? '', /^nothing (?:was seen of it|shows that it bit).*Point the system at/);
}

function ofWiring(wire: Wire): void {
  const [used, bypassed] = wire.links;
  assert.deepEqual(
    wire.links.map(({ link, felt }) => `${link} ${felt}`),
    ['used true', 'bypassed false'],
  );
  assert.deepEqual(
    used?.routes.map(({ route, felt }) => `${route} ${felt}`),
    ['used true', 'bypassed false'],
  );
  assert.ok(Math.abs((used?.routes[0]?.addedMs ?? 0) - 300) < 100, JSON.stringify(used));
  assert.match(bypassed?.advice ?? '', /Point the system at/);
  assert.match(wire.reason, /No route was seen to feel bypassed\./);
}

function evidence(analysis: Analysis): string {
  return analysis.faults.map(({ id, evidence: said }) => `${id}: ${said}`).join('\n');
}
