import type { Preset } from '../preset.ts';

export const log: Preset = {
  key: 'log',
  adapter: 'log',
  describe: 'lines of a file or of a program: regular expressions for opened, halfOpened and closed',
  source: null,
  defaultMatch: (name) => ({ breaker: name }),
};
