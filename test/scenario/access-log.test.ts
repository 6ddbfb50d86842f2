import assert from 'node:assert/strict';
import { readAccessLog, timeInCombined, timeInJson } from '../../src/scenario/access-log.ts';

async function* lines(list: Iterable<string>): AsyncIterable<string> {
  yield* list;
}

const either = { format: undefined, timeKey: undefined };
const at = (time: string, request = 'GET /a HTTP/1.1'): string =>
  `10.0.0.1 - frank [27/Nov/2026:${time} +0100] "${request}" 200 2326 "http://shop/" "Mozilla/5.0 [x]"`;

describe('an access log', () => {
  it('in the combined format: requests by the second, in any order, silence between them', async () => {
    const log = [at('00:00:02'), at('00:00:00'), at('00:00:02', 'POST /b?q=\\"x\\" HTTP/2.0'), '', at('00:00:04')];
    assert.deepEqual(await readAccessLog(lines(log), either), {
      recording: { everyMs: 1_000, perSecond: [1, 0, 2, 0, 1] },
      warning: null,
    });
  });

  it('counts lines that are no requests, and says where the first is', async () => {
    const log = [at('00:00:00'), 'Log rotated', at('00:00:00', '-'), at('00:00:01', '\\x16\\x03\\x01'), at('99:00:01'), at('00:00:01')];
    assert.deepEqual(await readAccessLog(lines(log), either), {
      recording: { everyMs: 1_000, perSecond: [1, 1] },
      warning: '4 of 6 lines are no requests and were left out, the first in line 2',
    });
  });

  it('knows a request through a zone, the common format, and a host in front', () => {
    const [utc, east] = ['[27/Nov/2026:00:00:00 +0000]', '[27/Nov/2026:02:00:00 +0200]'];
    assert.equal(timeInCombined(`h - - ${utc} "GET / HTTP/1.1" 304 -`), timeInCombined(`shop:80 h - - ${east} "GET / HTTP/1.1" 304 -`));
    assert.equal(timeInCombined(`h - - ${utc} no request`), undefined);
  });

  it('as JSON lines: the usual keys, or the one that is named', async () => {
    for (const entry of [
      { time: '2026-11-27T00:00:01Z' },
      { ts: 1_795_737_601.25 },
      { timestamp: 1_795_737_601_000 },
      { '@timestamp': '2026-11-27T01:00:01+01:00' },
      { msec: '1795737601.000' },
      { time: 'at dawn', ts: 1_795_737_601 },
    ])
      assert.equal(Math.floor((timeInJson(undefined)(JSON.stringify(entry)) ?? 0) / 1_000), 1_795_737_601, JSON.stringify(entry));
    assert.equal(timeInJson('when')('{"when": 5, "time": 9}'), 5_000);
    assert.equal(timeInJson('when')('{"time": 9}'), undefined);
    const log = ['{"ts": 100}', '{"ts": 101.9}', 'not JSON', '{"level": "info"}', '[1]', '{"ts": 101}'];
    assert.deepEqual(await readAccessLog(lines(log), either), {
      recording: { everyMs: 1_000, perSecond: [1, 2] },
      warning: '3 of 6 lines are no requests and were left out, the first in line 3',
    });
  });

  it('of a day is read in steps that keep the plan small, and keeps its total', async () => {
    function* day(): Iterable<string> {
      for (let second = 0; second < 86_400; second += 1) if (second % 7 === 0) yield `{"ts": ${1e9 + second}}`;
    }
    const read = await readAccessLog(lines(day()), either);
    assert.ok('recording' in read);
    const { everyMs, perSecond } = read.recording;
    assert.equal(everyMs, 24_000);
    assert.equal(perSecond.length, 3_600);
    const total = perSecond.reduce((sum, rate) => sum + (rate * everyMs) / 1_000, 0);
    assert.ok(Math.abs(total - Math.ceil(86_400 / 7)) < 0.5, `${total}`);
  });

  it('without a single request says what was expected', async () => {
    const message = async (log: string[], format?: 'json', timeKey?: string): Promise<unknown> =>
      readAccessLog(lines(log), { format, timeKey });
    assert.deepEqual(await message([]), { mistakes: [{ line: 1, message: 'the log is empty' }] });
    assert.deepEqual(await message(['', 'hello']), {
      mistakes: [
        {
          line: 2,
          message:
            'no line is a request; expected the combined format, such as 10.0.0.1 - - [27/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 512',
        },
      ],
    });
    assert.deepEqual(await message(['{}'], 'json', 'when'), {
      mistakes: [{ line: 1, message: 'no line is a request; expected a JSON object with a time under when' }],
    });
  });
});
