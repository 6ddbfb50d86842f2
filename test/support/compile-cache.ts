/**
 * Loaded by mocha before any test: what was compiled once, types stripped, is kept for all the processes and threads that
 * tests start, and for the next time. By content and by version of Node, so that it is never stale. A measurement of
 * coverage goes without, because what comes from the cache is counted less exactly.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

if (process.env['NODE_V8_COVERAGE'] === undefined) {
  const folder = fileURLToPath(new URL('../../node_modules/.cache/chaos', import.meta.url));
  // Threads and other processes take it from the environment.
  process.env['NODE_COMPILE_CACHE'] = folder;
  enableCompileCache(folder);
}
