/** The log of a run against a guarded system: nine in ten of its requests call the dependency. A load of 14 s, a fault from 4 s to 11 s. */
import { knownSignatures } from '../../src/breakers/infer/signature.ts';
import type { Event } from '../../src/events/event.ts';
import type { FaultSpec } from '../../src/faults/fault.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { GuardedSystem, type SystemOptions, type Trouble } from './guarded-system.ts';
import { journey, randomOf, stage, syntheticLog } from './synthetic-log.ts';

export const faultMs = [4_000, 11_000] as const;
const loadSeconds = 14;

const latency: FaultSpec = { type: 'latency', attributes: { latency: 2_000, jitter: 0 }, stream: 'downstream', toxicity: 1 };
const specs: Readonly<Partial<Record<Trouble, FaultSpec>>> = {
  hang: { type: 'timeout', attributes: { timeout: 0 }, stream: 'downstream', toxicity: 1 },
  down: { type: 'down', attributes: {}, stream: 'downstream', toxicity: 1 },
};

export interface GuardedRun {
  readonly system: GuardedSystem;
  readonly events: readonly Event[];
}

export interface RunOptions {
  readonly seed?: number;
  readonly counts?: 'requests' | 'bytes';
  /** Only one in ten requests calls, at random: gaps as a Poisson stream has them. */
  readonly thin?: boolean;
  /** Seconds after which the load all but ends. */
  readonly endsAfter?: number;
  readonly objectives?: readonly string[];
  readonly plan?: Partial<Plan>;
  /** Without what the link shows. */
  readonly blind?: boolean;
}

/** `callsPerSecond`: requests that need the dependency. */
export function guardedRun(callsPerSecond: number, options: Partial<SystemOptions>, run: RunOptions = {}): GuardedRun {
  const { seed = 1, counts = 'requests', thin = false, endsAfter = loadSeconds, objectives = [], plan = {}, blind = false } = run;
  const system = new GuardedSystem({ trouble: 'hang', faultMs, ...options });
  const rate = callsPerSecond * (thin ? 10 : 10 / 9);
  const rest = loadSeconds - endsAfter;
  const events = syntheticLog({
    seed,
    stages: [stage('load', endsAfter, rate), ...(rest > 0 ? [stage('nothing', rest, 0.5)] : [])],
    journeys: [journey('buy', thin ? 1 : 9, [{ route: 'checkout' }]), journey('look', thin ? 9 : 1, [{ route: 'home' }])],
    meets: ({ route, tMs }, random) => (route === 'home' ? { ms: 3 + random() } : system.meet(tMs, random)),
    faults: [
      {
        id: 'f',
        link: 'payments',
        spec: specs[options.trouble ?? 'hang'] ?? latency,
        atMs: faultMs[0],
        forMs: faultMs[1] - faultMs[0],
        at: '4s',
        stages: [],
      },
    ],
    errorTimes: true,
    objectives,
    plan: {
      breakers: [
        {
          name: 'payments',
          preset: 'inferred',
          source: { adapter: 'inferred' },
          urls: [],
          match: {},
          link: 'payments',
          waitMs: null,
          signatures: knownSignatures,
        },
      ],
      ...plan,
    },
  });
  return { system, events: blind ? events : [...events, ...system.activity(loadSeconds * 1_000 + 2_000, randomOf(seed + 77), counts)] };
}
