import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ChaosError } from '../../src/errors.ts';
import { parseLog } from '../../src/events/parse-log.ts';

const opened = JSON.stringify({ tMs: -5, type: 'opened', version: 1, runId: 'r', tool: { name: 'chaos', version: '1.2.3' } });
const note = (text: string): string => JSON.stringify({ tMs: 1, type: 'note', text });
const refuses = (text: string, message: RegExp): void => {
  assert.throws(
    () => parseLog(text),
    (error: unknown) => error instanceof ChaosError && error.code === 'LOG_UNREADABLE' && message.test(`${error.message} ${error.hint}`),
  );
};

describe('parse-log', () => {
  it('reads whole lines', () => {
    const { events, torn } = parseLog(`${opened}\n${note('a')}\n`);
    assert.deepEqual(
      events.map((e) => e.type),
      ['opened', 'note'],
    );
    assert.equal(torn, false);
  });

  it('survives a log cut anywhere after its first line', () => {
    const text = `${opened}\n${note('one')}\n${note('two "quoted" \n')}\n`;
    fc.assert(
      fc.property(fc.integer({ min: opened.length + 1, max: text.length }), (cut) => {
        const { events, torn } = parseLog(text.slice(0, cut));
        const whole = text.slice(0, cut).split('\n').slice(0, -1).length;
        assert.ok(events.length === whole || (events.length === whole + 1 && !torn));
      }),
    );
  });

  it('names the line of garbage in the middle, and of a garbled last line that is whole', () => {
    refuses(`${opened}\n{"tMs":1,"ty\n${note('x')}\n`, /line 2 /);
    refuses(`${opened}\n${note('x')}\nnonsense\n`, /line 3 /);
    refuses(`${opened}\n{"no":"event"}\n${note('x')}\n`, /line 2 /);
  });

  it('refuses another version, a missing beginning and an empty file', () => {
    refuses(opened.replace('"version":1', '"version":3'), /version 3.*chaos 1\.2\.3/);
    refuses(opened.replace('"version":1', '"version":0'), /version 0.*versions 1 to 2/);
    refuses(`${note('x')}\n`, /`note`, expected `opened`/);
    refuses('', /empty/);
    refuses(opened.slice(0, 20), /no whole line/);
  });
});
