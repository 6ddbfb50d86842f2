import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { analyse } from '../../src/analysis/analyse.ts';
import { analysisSchema } from '../../src/analysis/analysis.ts';
import { blackFridayLog } from '../support/black-friday-log.ts';

const golden = new URL('../golden/analysis.json', import.meta.url);

describe('analyse', () => {
  const analysis = analyse(blackFridayLog());

  it('gives the golden analysis for the synthetic black friday', () => {
    const text = `${JSON.stringify(analysis, null, 1)}\n`;
    if (process.env['UPDATE_GOLDEN']) {
      mkdirSync(new URL('.', golden), { recursive: true });
      writeFileSync(golden, text);
    }
    assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(golden, 'utf8')));
  });

  it('keeps to its own schema, and loses nothing as JSON', () => {
    assert.deepEqual(analysisSchema.parse(JSON.parse(JSON.stringify(analysis))), analysis);
  });
});
