import assert from 'node:assert/strict';
import { judged, probed } from '../../support/fault-log.ts';

const down = { type: 'down', attributes: {}, toxicity: 1 } as const;
const refused = (tMs: number) => probed(tMs, { outcome: 'refused', ms: null });
const evidence = (...during: readonly ReturnType<typeof probed>[]): string =>
  judged({ spec: down, server: 'external', events: [probed(13_000), ...during] }).evidence;

describe('what the probes of a fault met', () => {
  it('is told in the number of those that met it', () => {
    assert.match(
      evidence(refused(16_000), refused(18_000)),
      /^2 of 2 probe connections were refused while it was in, and none of 1 before/,
    );
    assert.match(evidence(refused(16_000), probed(18_000)), /^1 of 2 probe connections was refused while it was in/);
    assert.match(evidence(refused(16_000)), /^1 of 1 probe connection was refused while it was in/);
    const answered = probed(16_000, { how: 'exchange', status: 503, ms: 2 });
    assert.match(evidence(answered), /^1 of 1 probe was answered 503 while it was in/);
    assert.match(evidence(answered, { ...answered, tMs: 18_000 }), /^2 of 2 probes were answered 503 while it was in/);
  });

  it('is told as what it was', () => {
    const of = (outcome: 'closed' | 'reset' | 'timeout' | 'failed') => evidence(probed(16_000, { outcome, ms: null }));
    assert.match(of('closed'), /^1 of 1 probe connection was closed while/);
    assert.match(of('reset'), /^1 of 1 probe connection was reset while/);
    assert.match(of('timeout'), /^1 of 1 probe connection had no answer in time while/);
    assert.match(of('failed'), /^1 of 1 probe connection failed while/);
  });
});
