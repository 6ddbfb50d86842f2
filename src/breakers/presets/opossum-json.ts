/** opossum's own `toJSON()`, of one circuit or of several in a list or a map. Its counts are sums over a sliding window. */
import type { Preset } from '../preset.ts';

export const opossumJson: Preset = {
  key: 'opossum-json',
  adapter: 'json',
  describe: "a circuit's toJSON(), or several in a list or a map",
  source: {
    adapter: 'json',
    paths: ['$', '$..[?@.state.name]'],
    name: '$.state.name',
    state: [
      { path: '$.state.open', values: { true: 'open' } },
      { path: '$.state.halfOpen', values: { true: 'half-open' } },
      { path: '$.state.closed', values: { true: 'closed' } },
    ],
    opened: null,
    halfOpened: null,
    closed: null,
    rejected: '$.status.rejects',
    rejectedSlides: true,
    waitMs: null,
    events: null,
  },
  defaultMatch: (name) => ({ name }),
};
