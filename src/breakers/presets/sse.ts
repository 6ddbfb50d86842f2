import type { Preset } from '../preset.ts';

export const sse: Preset = {
  key: 'sse',
  adapter: 'sse',
  describe: 'any stream of server-sent events with a JSON document in each: keys as for json',
  source: null,
  defaultMatch: (name) => ({ name }),
};
