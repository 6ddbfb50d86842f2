/** A parent to be killed in a test: starts the storefront, prints its pids and the shop's URL, and waits. */
import { systemClock } from '../../src/run/clock.ts';
import { startStorefront } from '../../src/run/storefront.ts';

const shop = await startStorefront({ variant: 'fragile', clock: systemClock });
process.stdout.write(`${JSON.stringify({ pid: shop.pid, url: shop.url })}\n`);
setInterval(() => undefined, 60_000);
