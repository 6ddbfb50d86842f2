/** Flags that change what is run, shared by spike, run, plan and check; they lie over the scenario, which lies over the system file. */
import { Flags } from '@oclif/core';
import type { Overrides } from './scenario/overrides.ts';

const helpGroup = 'PLAN';
/** Repeated, one value each: a delimiter would cut `NAME=LISTEN,UPSTREAM` in two. */
const several = (summary: string, helpValue: string) =>
  Flags.string({ summary, helpValue, helpGroup, multiple: true, multipleNonGreedy: true });

export const planFlags = {
  target: Flags.string({ summary: 'URL that load is sent to', helpValue: 'URL', helpGroup, exclusive: ['storefront'] }),
  storefront: Flags.option({ options: ['resilient', 'fragile'] as const })({
    summary: 'the shop that comes with the tool, as the target',
    helpGroup,
  }),
  rate: Flags.string({ summary: 'what 1x means: journeys started per second', helpValue: '50/s', helpGroup }),
  peak: Flags.string({ summary: 'replaces the largest multiple of the scenario', helpValue: '5x', helpGroup }),
  duration: Flags.string({ summary: 'stretches or shrinks the whole timeline', helpValue: '90s', helpGroup }),
  link: several(
    'a dependency connection to put a proxy on; the system under test is pointed at LISTEN',
    'NAME=LISTEN,UPSTREAM[,KEY=VALUE]',
  ),
  fault: several('what to do to a link, such as "payments latency 2s for 20s at peak + 20s"', 'TEXT'),
  breaker: several('a circuit breaker to watch, such as "payments opossum http://127.0.0.1:8080/metrics"', 'TEXT'),
  objective: several('what must hold, such as "p99 < 300ms during peak"; replaces those of the scenario', 'TEXT'),
  abort: several('when to stop and roll back, such as "error rate > 50% for 10s"; replaces those of the scenario', 'TEXT'),
  header: several('sent with every request', '"NAME: VALUE"'),
  toxiproxy: Flags.string({ summary: 'URL of a running Toxiproxy', helpValue: 'URL', helpGroup }),
  'allow-host': several('a host besides this machine that may be sent to', 'HOST'),
  gate: Flags.option({ options: ['on', 'off'] as const })({
    summary: 'off: inject faults though the baseline or a probe failed, to explore',
    helpGroup,
  }),
  seed: Flags.integer({ summary: 'same seed, same schedule', helpGroup, min: 0 }),
  system: Flags.string({ summary: 'system file: addresses, links, breakers of your own system', helpValue: 'FILE', helpGroup }),
  env: Flags.string({ summary: 'environment of the system file', helpValue: 'NAME', helpGroup }),
};

/** What oclif parsed from planFlags. */
export interface ParsedPlanFlags {
  readonly target?: string | undefined;
  readonly storefront?: string | undefined;
  readonly rate?: string | undefined;
  readonly peak?: string | undefined;
  readonly duration?: string | undefined;
  readonly link?: string[] | undefined;
  readonly fault?: string[] | undefined;
  readonly breaker?: string[] | undefined;
  readonly objective?: string[] | undefined;
  readonly abort?: string[] | undefined;
  readonly header?: string[] | undefined;
  readonly toxiproxy?: string | undefined;
  readonly 'allow-host'?: string[] | undefined;
  readonly gate?: string | undefined;
  readonly seed?: number | undefined;
  readonly system?: string | undefined;
  readonly env?: string | undefined;
}

export function overridesOf(flags: ParsedPlanFlags): Overrides {
  const {
    link,
    fault,
    breaker,
    objective,
    abort,
    header,
    'allow-host': allowHost,
    target,
    storefront,
    rate,
    peak,
    duration,
    toxiproxy,
    gate,
    seed,
    system,
    env,
  } = flags;
  const lists = {
    links: link,
    faults: fault,
    breakers: breaker,
    objectives: objective,
    aborts: abort,
    headers: header,
    allowHosts: allowHost,
  };
  const given = { ...lists, target, storefront, rate, peak, duration, toxiproxy, gate, seed, system, env };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Overrides;
}
