/** Looks at every probe of the plan, each in its own time, from before the load to its end; none of it is part of the load's numbers. */
import type { Emit, Event } from '../../../events/event.ts';
import type { PlannedSteadyProbe } from '../../../plan/plan.ts';
import type { AskedTarget } from '../../ask.ts';
import type { Clock } from '../../clock.ts';
import { lookAt, type Look } from './look.ts';
import { createTeller } from './tell.ts';

export interface ProbeWatch {
  /** The first look at each that is always looked at: those that do not hold. */
  readonly first: Promise<readonly { readonly probe: string; readonly detail: string }[]>;
  /** Every event of the run: stages and faults come and go. */
  see(event: Event): void;
  /** No more looks, after a last one at each or, where nobody waits for it, at once; may be called again. */
  stop(how: { readonly lastLook: boolean }): Promise<void>;
}

interface Around {
  readonly target: AskedTarget;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly toRunMs: (clockMs: number) => number;
}

export function watchProbes(probes: readonly PlannedSteadyProbe[], around: Around): ProbeWatch {
  const all = probes.map((probe) => ({ probe, watch: watchProbe(probe, around) }));
  let stopping: Promise<unknown> | undefined;
  const first = Promise.all(
    all.map(async ({ probe, watch }) => {
      const look = await watch.first;
      return look === null || look.ok ? [] : [{ probe: probe.name, detail: look.detail }];
    }),
  );
  return {
    first: first.then((found) => found.flat()),
    see(event) {
      for (const { watch } of all) watch.see(event);
    },
    async stop({ lastLook }) {
      stopping ??= Promise.all(all.map(({ watch }) => watch.stop(lastLook)));
      if (!lastLook) for (const { watch } of all) watch.abandon();
      await stopping;
    },
  };
}

function watchProbe(probe: PlannedSteadyProbe, { target, clock, emit, toRunMs }: Around) {
  const teller = createTeller(probe.name, emit, toRunMs);
  const abandoned = new AbortController();
  /** Of the looks that follow each other; another number ends them. */
  let round = 0;
  let active: 'always' | 'stage' | 'fault' | null = null;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<Look | null> = Promise.resolve(null);

  const look = async (): Promise<Look | null> => {
    const seen = await lookAt(probe, { target, clock, signal: abandoned.signal });
    // What was cut short by the run says nothing of the system.
    if (abandoned.signal.aborted) return null;
    teller.see(seen, clock.now());
    return seen;
  };
  const loop = (mine: number): void => {
    const begunMs = clock.now();
    current = look();
    void current.then(() => {
      if (mine === round) timer = setTimeout(() => loop(mine), Math.max(0, begunMs + probe.everyMs - clock.now()));
    });
  };
  const begin = (by: 'stage' | 'fault'): void => {
    active = by;
    const mine = (round += 1);
    // A look from the time before may still be under way.
    void current.then(() => {
      if (mine === round) loop(mine);
    });
  };
  const end = (): void => {
    active = null;
    round += 1;
    clearTimeout(timer);
  };

  if (probe.during === null) {
    active = 'always';
    loop(round);
  }
  return {
    first: current,
    see(event: Event): void {
      if (probe.during === null) return;
      if (event.type === 'stage' && event.name === probe.during) begin('stage');
      else if (event.type === 'stage' && active === 'stage') end();
      else if (event.type === 'fault-injected' && event.fault === probe.during) begin('fault');
      else if (event.type === 'fault-removed' && event.fault === probe.during) end();
    },
    abandon: () => abandoned.abort(),
    async stop(lastLook: boolean): Promise<void> {
      const wasActive = active !== null;
      end();
      if (!lastLook) abandoned.abort();
      await current;
      if (lastLook && wasActive) await look();
      teller.flush();
    },
  };
}
