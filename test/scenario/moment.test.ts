import assert from 'node:assert/strict';
import { readMoment } from '../../src/scenario/moment.ts';

const stages = ['baseline', 'peak', 'peak-2', 'my-peak'];

describe('a moment', () => {
  const rows: readonly (readonly [text: unknown, stage: string | null, offsetMs: number])[] = [
    ['30s', null, 30_000],
    ['0', null, 0],
    [0, null, 0],
    ['peak', 'peak', 0],
    ['peak + 20s', 'peak', 20_000],
    ['peak+1m30s', 'peak', 90_000],
    ['peak - 5s', 'peak', -5_000],
    ['peak-2', 'peak-2', 0],
    ['peak-2 + 1s', 'peak-2', 1_000],
    ['my-peak + 250ms', 'my-peak', 250],
  ];
  for (const [text, stage, offsetMs] of rows)
    it(String(text), () => assert.deepEqual(readMoment(text, stages), { value: { stage, offsetMs } }));

  it('is after a fault, with or without a pause', () => {
    const faults = ['slow', 'slow-2'];
    assert.deepEqual(readMoment('after slow', stages, faults), { value: { stage: null, fault: 'slow', offsetMs: 0 } });
    assert.deepEqual(readMoment('after slow-2 + 1m', stages, faults), { value: { stage: null, fault: 'slow-2', offsetMs: 60_000 } });
    const wrong = (text: string): unknown => (readMoment(text, stages, faults) as { message?: string }).message;
    assert.equal(wrong('after slwo'), 'no fault "slwo" stands above; there are slow, slow-2');
    assert.equal(wrong('after slow + 5'), '5 of what? write after slow + 5s');
    assert.equal((readMoment('after slow', stages) as { message?: string }).message, 'no fault "slow" stands above; there is none');
  });

  const mistakes: readonly (readonly [text: unknown, sentence: string])[] = [
    ['paek', 'no stage "paek"; stages: baseline, peak, peak-2, my-peak'],
    ['paek + 2s', 'no stage "paek"; stages: baseline, peak, peak-2, my-peak'],
    ['peak + 20', '20 of what? write peak + 20s'],
    ['peak + 20 sec', 'expected a time such as 20s after "peak +", got "20 sec"'],
    [20, '20 of what? write 20s'],
    [['peak'], 'expected a time such as 30s or peak + 20s, got a list'],
    ['+ 5s', 'expected a time such as 30s or peak + 20s, got "+ 5s"'],
  ];
  for (const [text, sentence] of mistakes)
    it(`${JSON.stringify(text)} is none`, () => assert.equal((readMoment(text, stages) as { message?: string }).message, sentence));
});
