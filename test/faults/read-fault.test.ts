import assert from 'node:assert/strict';
import { readFault } from '../../src/faults/read-fault.ts';

const share = (toxicity: unknown): number | undefined => readFault('timeout', {}, { toxicity }).spec?.toxicity;

describe('readFault', () => {
  it('names every mistake at once, each at its key', () => {
    const { problems } = readFault('latency', { latency: '2', jiter: '500ms' }, { stream: 'up', toxicity: 2 });
    assert.deepEqual(
      problems?.map(({ path }) => path),
      [['latency'], ['jiter'], ['stream'], ['toxicity']],
    );
    assert.match(problems?.[0]?.message ?? '', /expected a duration such as 500ms or 2s.*got "2"/);
    assert.equal(problems?.[1]?.hint, 'did you mean jitter?');
  });

  it('says what is missing', () => {
    assert.match(readFault('bandwidth', {}).problems?.[0]?.message ?? '', /^rate: missing; expected a rate/);
  });

  it('guesses a mistyped kind', () => {
    assert.equal(readFault('latancy', {}).problems?.[0]?.hint, 'did you mean latency?');
    assert.equal(readFault('reset-peer', {}).problems?.[0]?.hint, 'did you mean reset_peer?');
    assert.equal(readFault('earthquake', {}).problems?.[0]?.hint, undefined);
    assert.match(readFault(undefined, {}).problems?.[0]?.message ?? '', /type is missing: one of latency,/);
    assert.match(readFault(7, {}).problems?.[0]?.message ?? '', /no fault of type 7/);
  });

  it('refuses stream and toxicity for what acts on the whole link', () => {
    const { problems } = readFault('down', {}, { stream: 'upstream', toxicity: '50%' });
    assert.deepEqual(
      problems?.map(({ path }) => path[0]),
      ['stream', 'toxicity'],
    );
  });

  it('says why, and what to use instead', () => {
    const refused = (type: string, attributes: Record<string, unknown>) => readFault(type, attributes, { toxicity: '50%' }).problems?.[0];
    assert.match(refused('down', {})?.message ?? '', /^down acts on the whole link: toxicity/);
    const http = refused('http_delay', { delay: '1s' });
    assert.match(http?.message ?? '', /^http_delay acts on requests, not connections: toxicity/);
    assert.equal(http?.hint, 'use share');
    for (const preset of [refused('loss', { loss: '1%' }), refused('dns', {})])
      assert.match(preset?.message ?? '', /sets its own stream and toxicity: toxicity has no meaning here/);
  });

  it('takes a share as a percentage or a number, and not one that touches nobody', () => {
    assert.equal(share('50%'), 0.5);
    assert.equal(share(0.25), 0.25);
    assert.equal(share('0.25'), 0.25);
    assert.equal(share('100%'), 1);
    for (const wrong of [0, '0%', -1, 1.5, '150%', 'half', true, null]) assert.equal(share(wrong), undefined, String(wrong));
  });
});
