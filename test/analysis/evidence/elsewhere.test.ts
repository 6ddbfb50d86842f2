import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import type { Event } from '../../../src/events/event.ts';
import { readFault } from '../../../src/faults/read-fault.ts';
import { failing, untouched } from '../../support/fault-log.ts';
import { latencyFault, stage, syntheticLog, type SyntheticOptions } from '../../support/synthetic-log.ts';

const kill = { type: 'kill', process: 'stock' };
const command = { type: 'command', inject: ['kubectl', 'delete', 'pod', 'stock-0'] };
const manual = { type: 'manual', say: 'pull the cable' };

const lasting: SyntheticOptions['meets'] = (request, random) =>
  request.tMs >= 25_000 ? { outcome: 'reset', ms: 2 } : failing(request, random);

function judged(
  written: Record<string, unknown>,
  meets: SyntheticOptions['meets'],
  shown?: [ok: boolean, detail: string],
): Analysis['faults'][number] {
  const { type, ...attributes } = written;
  const { spec, problems } = readFault(type, attributes);
  assert.ok(spec, problems?.[0]?.message);
  const faults = [{ ...latencyFault('f', 15_000, 10_000), link: null, spec }];
  const events: Event[] = shown === undefined ? [] : [{ tMs: 15_100, type: 'fault-evidence', fault: 'f', ok: shown[0], detail: shown[1] }];
  return analyse(syntheticLog({ stages: [stage('load', 32, 20)], meets, faults, events })).faults[0]!;
}

describe('the evidence of a fault that acts on no link', () => {
  for (const [title, written, meets, shown, verified, kind, says] of [
    [
      'a process that was gone, and a step',
      kill,
      failing,
      [true, 'process stock was gone'],
      true,
      'process',
      /^process stock was gone; failures of home rose/,
    ],
    [
      'a process that was gone, and nothing changed',
      kill,
      untouched,
      [true, 'process stock was gone'],
      true,
      'process',
      /^process stock was gone; no route changed with it$/,
    ],
    [
      'a process that was not',
      kill,
      failing,
      [false, 'process stock still runs, as 12'],
      false,
      'none',
      /^process stock still runs, as 12$/,
    ],
    [
      'a command whose own check saw it',
      command,
      untouched,
      [true, 'its own check saw it'],
      true,
      'command',
      /^its own check saw it; no route changed with it$/,
    ],
    [
      'a command whose own check did not',
      command,
      failing,
      [false, 'its own check did not see it'],
      false,
      'none',
      /^its own check did not see it$/,
    ],
    ['a command without a check, and a step', command, failing, undefined, true, 'step', /^failures of home rose/],
    [
      'a command without a check, and nothing',
      command,
      untouched,
      undefined,
      false,
      'none',
      /^nothing was seen of it: it has no check of its own, and no route changed with it$/,
    ],
    [
      'a process that was gone, and failures that outlasted it',
      kill,
      lasting,
      [true, 'process stock was gone'],
      true,
      'process',
      /^process stock was gone; no route shows it \(failures of home rose from 0 % to 100 % with the injection and did not fall with the removal: .*\)$/,
    ],
    ['a person, and a step', manual, failing, undefined, true, 'person', /^a person confirmed it; failures of home rose/],
    [
      'a person alone',
      manual,
      untouched,
      undefined,
      false,
      'person',
      /^a person confirmed it, and no route changed with it: that it was done is said, that it did anything is not seen$/,
    ],
  ] as const)
    it(title, () => {
      const fault = judged(written, meets, shown as [boolean, string] | undefined);
      assert.match(fault.evidence, says);
      assert.deepEqual(
        [fault.verified, fault.evidenceKind, fault.touched, fault.touchedReason],
        [verified, kind, null, 'it acts on no link'],
      );
    });
});
