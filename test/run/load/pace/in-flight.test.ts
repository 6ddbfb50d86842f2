import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { InFlight } from '../../../../src/run/load/pace/in-flight.ts';
import { Visit } from '../../../../src/run/load/visit/journey.ts';

describe('InFlight', () => {
  it('knows the oldest, whoever leaves', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 30 }), { nil: null }), { maxLength: 80 }), (moves) => {
        const flight = new InFlight();
        const model: Visit[] = [];
        for (const move of moves) {
          if (move === null || model.length === 0) {
            const visit = new Visit(model.length, []);
            model.push(visit);
            flight.add(visit);
          } else {
            const [gone] = model.splice(move % model.length, 1);
            flight.remove(gone as Visit);
          }
          assert.equal(flight.size, model.length);
          assert.equal(flight.oldest, model[0] ?? null);
        }
      }),
    );
  });
});
