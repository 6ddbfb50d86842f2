/** Starts a Toxiproxy as the environment says, tells where on stdout, and holds on to it through signals until it is killed. */
import { systemClock } from '../../src/run/clock.ts';
import { findToxiproxy } from '../../src/run/inject/find-toxiproxy.ts';

process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
const { url, pid } = await findToxiproxy({ url: null, env: process.env, clock: systemClock });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
setInterval(() => {}, 1_000);
