import type { Preset } from '../preset.ts';

export const prometheus: Preset = {
  key: 'prometheus',
  adapter: 'prometheus',
  describe: 'any Prometheus exposition: state, trips and rejected say which series',
  source: null,
  defaultMatch: () => ({}),
};
