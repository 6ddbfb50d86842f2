/** A run that has injected what its argument says and then hangs, to be killed: `inject-and-hang '{"runId", "toxiproxy", "links", "faults"}'`. */
import { systemClock } from '../../src/run/clock.ts';
import { findToxiproxy } from '../../src/run/inject/find-toxiproxy.ts';
import { GuardedBook } from '../../src/run/inject/guarded-book.ts';
import { createInjector } from '../../src/run/inject/injector.ts';
import { openJournal } from '../../src/run/inject/journal.ts';
import { registerRun } from '../../src/run/state.ts';
import type { PlannedFault, PlannedLink } from '../../src/plan/plan.ts';

const {
  runId,
  toxiproxy: url,
  links,
  faults,
  guarded = false,
} = JSON.parse(process.argv[2]!) as {
  runId: string;
  toxiproxy: string | null;
  links: PlannedLink[];
  faults: PlannedFault[];
  guarded?: boolean;
};
const journal = await openJournal(runId, systemClock);
registerRun({ runId, name: 'doomed', runDir: process.cwd(), journal: journal.file, clock: systemClock });
const toxiproxy = await findToxiproxy({ url, env: process.env, clock: systemClock });
const watched = Promise.resolve(null);
const book = guarded ? new GuardedBook({ runId, journal, clock: systemClock, emit: () => {}, watched }) : journal;
const injector = createInjector({ runId, toxiproxy, clock: systemClock, journal: book, emit: () => {}, toRunMs: (ms) => ms });
await injector.prepare(links);
for (const fault of faults) await injector.inject(fault);
process.stdout.write(`${JSON.stringify({ url: toxiproxy.url, pid: toxiproxy.pid })}\n`);
setInterval(() => {}, 1_000);
