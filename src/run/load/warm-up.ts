/**
 * Half a second of the plan's own requests, as fast as they go, to a sink in this process. It makes the code warm before
 * t = 0, because the first second of a cold process is late, and it tells what this machine can reach.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { PlannedLoad, PlannedStage } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';
import { Random } from '../random.ts';
import type { ArrivalSource } from './pace/arrivals.ts';
import { createDial } from './wire/dial.ts';
import { compileJourneys, type Journeys } from './visit/journey.ts';
import { originOf, type Origin } from './wire/origin.ts';
import { authorityOf, type Target } from './visit/request.ts';
import { Run } from './run.ts';
import { openSink } from './sink.ts';

const lastsMs = 550;
/** Left out of the measurement: what runs here is still cold. */
const coldMs = 250;
const concurrency = 16;
/** In the beginning many at once: opening connections is the dearest thing the tool does, and does in bursts. */
const burst = { concurrency: 300, lastsMs: 120 };
const stage: PlannedStage = {
  name: 'warm-up',
  startMs: 0,
  forMs: lastsMs,
  shape: { shape: 'constant', perSecond: 0 },
  users: null,
  arrivals: 0,
};

/** Requests per second, with a sink that takes its share of the same thread. */
export async function measureReach(options: { load: PlannedLoad; target: Target; clock: Clock }): Promise<{ perSecond: number }> {
  const { load, clock } = options;
  const sink = await openSink();
  try {
    const origin = originOf(sink.url) as Origin;
    const startedMs = clock.now();
    const now = (): number => clock.now() - startedMs;
    const run: Run = new Run({
      load: {
        stages: [stage],
        timeoutMs: lastsMs,
        deadlineMs: Number.MAX_VALUE,
        maxInFlight: burst.concurrency,
        connections: 'shared',
        trace: load.trace,
      },
      origin,
      dial: createDial({ target: null }),
      journeys: eachStepAlone(compileForSink(load, { ...options.target, origin })),
      arrivals: saturation(now, () => run.inFlight()),
      now,
      emit: () => {},
      onFlush: () => {},
      acknowledge: () => {},
    });
    await wait(coldMs);
    const [before, fromMs] = [run.counts().outcomes, now()];
    await run.ended;
    const [after, toMs] = [run.counts().outcomes, now()];
    return { perSecond: ((after.ok + after.httpError - before.ok - before.httpError) * 1_000) / (toMs - fromMs) };
  } finally {
    sink.close();
  }
}

/** Always due, as long as no more than so many are in flight. */
function saturation(now: () => number, inFlight: () => number): ArrivalSource {
  let number = 0;
  return {
    get number() {
      return number;
    },
    next: () => {
      const limit = now() < burst.lastsMs ? burst.concurrency : concurrency;
      return inFlight() < limit && now() < lastsMs ? 0 : Number.POSITIVE_INFINITY;
    },
    advance: () => {
      number += 1;
    },
    endMs: lastsMs,
    hold: () => {},
    release: () => 0,
  };
}

function compileForSink(load: PlannedLoad, target: Target): Journeys {
  const journeys = load.journeys.map((journey) => ({
    ...journey,
    // Whatever host a step names, here it is the sink.
    steps: journey.steps.map((step) => ({ ...step, path: step.path.slice(authorityOf(step.path)?.length ?? 0) })),
  }));
  return compileJourneys({ ...load, journeys }, target, {
    random: new Random(0),
    runId: 'warm-up',
    env: process.env,
    allowHost: () => false,
  });
}

/** The sink answers nothing that could be captured, so that no step may wait for another. */
function eachStepAlone(journeys: Journeys): Journeys {
  const alone = journeys.all.flatMap((steps) => steps.map((step) => [step]));
  return { ...journeys, choose: (k) => alone[k % alone.length] ?? [] };
}
