/** Polls the source of the system's own alerts, and tells what begins and ends to fire there. */
import { messageOf, systemCodeOf } from '../../../errors.ts';
import type { Emit } from '../../../events/event.ts';
import type { PlannedAlerts } from '../../../plan/plan.ts';
import { ask, headersFor, type AskedTarget } from '../../ask.ts';
import type { Clock } from '../../clock.ts';
import { tlsFor } from '../../target-tls.ts';
import { addressOf, readListed, shownLabels, type ListedAlert } from './listed.ts';
import { createAlertTracker, type AlertChange } from './track.ts';

const everyMs = 1_000;
const timeoutMs = 2_000;
/** Asking takes at most this share of the time. */
const shareOfTime = 0.1;
const mostBytes = 8_000_000;

export interface AlertWatch {
  /** The first look: null, or why there was none. */
  readonly first: Promise<string | null>;
  /** No more looks, after a last one or, where nobody waits for it, at once; may be called again. */
  stop(how: { readonly lastLook: boolean }): Promise<void>;
}

/** Watches until stopped. Times are those of the run, through `toRunMs`. */
export function watchAlerts(options: {
  alerts: PlannedAlerts;
  target: AskedTarget;
  clock: Clock;
  emit: Emit;
  toRunMs: (clockMs: number) => number;
}): AlertWatch {
  const { alerts, target, clock, emit, toRunMs } = options;
  const url = addressOf(alerts);
  const source = alertSource(alerts);
  const tracker = createAlertTracker();
  const abandon = new AbortController();
  let [answering, stopped]: [boolean | null, boolean] = [null, false];
  /** When the last look that was answered was asked for. */
  let knownToMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;

  const say = (now: boolean, detail: string): void => {
    const known = now || knownToMs === null ? {} : { knownToMs };
    if (answering !== now) emit({ type: 'alert-source', source, answering: now, detail, ...known });
    answering = now;
  };
  const tell = ({ alert, state, atMs }: AlertChange): void => {
    const [from, to] = atMs === null ? [0, 0] : [toRunMs(atMs[0]), toRunMs(atMs[1])];
    emit({
      type: 'alert',
      alert: alert.name,
      id: alert.id,
      state,
      atMs: [from, to],
      ...(atMs === null || to <= 0 ? { already: true } : {}),
      ...(alert.since === null ? {} : { startedAt: alert.since }),
      labels: shownLabels(alert.labels),
    });
  };
  const look = async (): Promise<string | null> => {
    const askedMs = clock.now();
    let listed: readonly ListedAlert[];
    try {
      const asked = { url, headers: headersFor(url, target), tls: tlsFor(url, target), timeoutMs, mostBytes };
      const { status, text } = await ask({ ...asked, signal: abandon.signal });
      if (status !== 200) throw new Error(`it answers with status ${status}`);
      listed = readListed(text, alerts);
    } catch (error) {
      if (abandon.signal.aborted) return null;
      const problem = systemCodeOf(error) ?? messageOf(error);
      say(false, problem);
      return problem;
    }
    say(true, 'answers');
    knownToMs = toRunMs(askedMs);
    for (const change of tracker.see(listed, askedMs, clock.now())) tell(change);
    return null;
  };

  let current: Promise<string | null>;
  const loop = (): void => {
    const begunMs = clock.now();
    current = look();
    void current.then(() => {
      if (stopped) return;
      const tookMs = clock.now() - begunMs;
      timer = setTimeout(loop, Math.max(everyMs - tookMs, tookMs / shareOfTime - tookMs));
    });
  };
  loop();
  let stopping: Promise<unknown> | undefined;
  const end = async (lastLook: boolean): Promise<void> => {
    stopped = true;
    clearTimeout(timer);
    if (!lastLook) abandon.abort();
    await current;
    if (lastLook) await look();
  };
  return {
    first: current!,
    async stop({ lastLook }) {
      stopping ??= end(lastLook);
      if (!lastLook) abandon.abort();
      await stopping;
    },
  };
}

/** `Alertmanager at 127.0.0.1:9093`: without what may be secret in its URL. */
export function alertSource({ source, url }: Pick<PlannedAlerts, 'source' | 'url'>): string {
  return `${source === 'alertmanager' ? 'Alertmanager' : 'Prometheus'} at ${new URL(url).host}`;
}
