/** HAProxy's statistics as CSV: `status` says what a server is, `chkdown` counts how often it went down. Without `match` the backend as a whole counts. */
import type { Preset } from '../preset.ts';

export const haproxy: Preset = {
  key: 'haproxy',
  adapter: 'haproxy',
  describe: 'the statistics page as CSV, /stats;csv: columns status, chkdown, lastchg',
  source: { adapter: 'haproxy' },
  defaultMatch: (name) => ({ proxy: name, server: 'BACKEND' }),
};
