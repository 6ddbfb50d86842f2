import type { Preset } from '../preset.ts';

export const inferred: Preset = {
  key: 'inferred',
  adapter: 'inferred',
  describe: 'nothing: what the link, the answers and their times show',
  source: { adapter: 'inferred' },
  defaultMatch: () => ({}),
};
