/** Systems without a breaker, each with something that may look like one. */
import type { SystemOptions } from './guarded-system.ts';

export const unguardedSystems: Readonly<Record<string, Partial<SystemOptions>>> = {
  'nothing guards it': {},
  'three instances': { instances: 3 },
  retries: { retries: 2 },
  'a pool that lets wait': { pool: { size: 20, full: 'wait' } },
  'a pool that turns away': { pool: { size: 20, full: 'refuse' } },
  'a small pool': { pool: { size: 4, full: 'refuse' } },
  'load shedding': { pool: { size: 10, full: 'shed' } },
  'no patience of its own': { timeoutMs: null },
  'no patience of its own, and a pool': { timeoutMs: null, pool: { size: 20, full: 'wait' } },
  'no patience of its own, and a pool that turns away': { timeoutMs: null, pool: { size: 20, full: 'refuse' } },
  'a system that is gone': { dies: 'refuses' },
  'a system that hangs': { dies: 'hangs' },
  'a cache': { cacheMs: 1_000 },
};
