import type { Preset } from '../preset.ts';

export const json: Preset = {
  key: 'json',
  adapter: 'json',
  describe: 'any JSON document: path leads to the breakers, state, trips and rejected from there on',
  source: null,
  defaultMatch: (name) => ({ name }),
};
