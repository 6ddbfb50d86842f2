/** A run with a watchdog that has injected what its argument says and hangs; when its stdin ends it undoes everything and ends. */
import { systemClock as clock } from '../../src/run/clock.ts';
import { findToxiproxy } from '../../src/run/inject/find-toxiproxy.ts';
import { GuardedBook } from '../../src/run/inject/guarded-book.ts';
import { createInjector } from '../../src/run/inject/injector.ts';
import { openBooks } from '../../src/run/open-books.ts';
import { UndoStack } from '../../src/run/undo-stack.ts';
import type { PlannedFault, PlannedLink } from '../../src/plan/plan.ts';

const {
  runId,
  toxiproxy: url,
  links,
  faults,
} = JSON.parse(process.argv[2]!) as {
  runId: string;
  toxiproxy: string | null;
  links: PlannedLink[];
  faults: PlannedFault[];
};
const undo = new UndoStack();
const emit = (): void => {};
const { journal, watched } = await openBooks(
  { runId, name: 'watched', runDir: process.cwd(), injects: true },
  { clock, env: process.env, undo, emit },
);
const toxiproxy = await findToxiproxy({ url, env: process.env, clock });
const book = new GuardedBook({ runId, journal, clock, emit, watched });
undo.push('leases', () => book.close());
const injector = createInjector({ runId, seed: 1, toxiproxy, clock, journal: book, emit, toRunMs: (ms) => ms });
undo.push('faults', async (withinMs) => void (await injector.undoAll(withinMs)));
await injector.prepare(links);
for (const fault of faults) await injector.inject(fault);
process.stdout.write('injected\n');
process.stdin.resume().once('end', () => void undo.run(emit).then(() => process.exit(0)));
