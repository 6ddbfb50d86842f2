/** A call behind a circuit breaker (opossum), which shows what it does in the service's metrics. */
import CircuitBreaker from 'opossum';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { DependencyFailed } from './call.ts';
import type { BreakerSettings, Link } from './settings.ts';

export type Guarded<Input, Output> = (input: Input) => Promise<Output>;

interface Guard<Input, Output> {
  readonly link: Link;
  readonly registry: Registry;
  /** null: no breaker, the call is made as it is. */
  readonly breaker: BreakerSettings | null;
  /** Answers in place of a failed or refused call; null lets the failure through. */
  readonly fallback: ((input: Input) => Output) | null;
}

/** The guarded call: rejects with DependencyFailed, 503 while the breaker is open. */
export function guarded<Input, Output>(action: Guarded<Input, Output>, guard: Guard<Input, Output>): Guarded<Input, Output> {
  const { link, breaker: settings, fallback } = guard;
  if (settings === null) {
    if (fallback === null) return action;
    return (input) => action(input).catch((error: unknown) => (isFailure(error) ? fallback(input) : Promise.reject(error)));
  }
  const breaker = new CircuitBreaker<[Input], Output>(action, {
    name: link,
    timeout: settings.timeoutMs,
    rollingCountTimeout: settings.rollingCountMs,
    rollingCountBuckets: 10,
    rollingPercentilesEnabled: false,
    resetTimeout: settings.resetMs,
    volumeThreshold: settings.volumeThreshold,
    errorThresholdPercentage: settings.errorThresholdPercent,
    errorFilter: (error) => !isFailure(error),
  });
  if (fallback !== null) breaker.fallback(fallback);
  expose(breaker, guard.registry);
  return (input) => breaker.fire(input).catch((error: unknown) => Promise.reject(asFailure(link, error)));
}

const events = ['fire', 'success', 'failure', 'timeout', 'reject', 'open', 'close', 'halfOpen', 'fallback'] as const;

/**
 * The counter is opossum-prometheus's, `circuit{name,event}`, where a series begins with its first event. The gauge says
 * outright what that counter does not: the state.
 */
function expose<Input, Output>(breaker: CircuitBreaker<[Input], Output>, registry: Registry): void {
  const { name } = breaker;
  const circuit = new Counter({
    name: 'circuit',
    help: 'A count of all circuit events',
    labelNames: ['name', 'event'],
    registers: [registry],
  });
  // One listener each, whatever its arguments: the type of `on` differs from event to event.
  const emitter: NodeJS.EventEmitter = breaker;
  for (const event of events) emitter.on(event, () => circuit.inc({ name, event }));
  const state: Gauge = new Gauge({
    name: 'circuit_state',
    help: '1 for the state the circuit breaker is in, 0 for the others',
    labelNames: ['name', 'state'],
    registers: [registry],
    collect: () => {
      state.set({ name, state: 'closed' }, breaker.closed ? 1 : 0);
      state.set({ name, state: 'open' }, breaker.opened ? 1 : 0);
      state.set({ name, state: 'half_open' }, breaker.halfOpen ? 1 : 0);
    },
  });
}

/** A dependency that answered no, and meant it, has not failed: neither breaker nor fallback has a say. */
function isFailure(error: unknown): boolean {
  return error instanceof DependencyFailed || (error instanceof Error && CircuitBreaker.isOurError(error));
}

function asFailure(link: Link, error: unknown): unknown {
  if (!(error instanceof Error) || !CircuitBreaker.isOurError(error)) return error;
  const timedOut = (error as NodeJS.ErrnoException).code === 'ETIMEDOUT';
  return new DependencyFailed(link, timedOut ? 504 : 503, error.message);
}
