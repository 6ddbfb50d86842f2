/** What the log shows of a breaker besides what its own source says: grades B, C and D. Only raw observations are in the log, so that all of it can be inferred again. */
import type { InferredGrade } from '../breakers/infer/grade.ts';
import { declined, type Inference } from '../breakers/infer/inference.ts';
import type { Look } from '../breakers/infer/looks.ts';
import { Requests, type RequestBin } from '../breakers/infer/requests.ts';
import { inferSigned } from '../breakers/infer/signed.ts';
import { inferSilence } from '../breakers/infer/silence.ts';
import { looksOf } from '../events/link-looks.ts';
import type { PlannedBreaker } from '../plan/plan.ts';
import { formatMs } from '../units.ts';
import { callersOf } from './breakers-callers.ts';
import { collapse } from './breakers-collapse.ts';
import { due, type SummedRouteBin } from './load-table.ts';
import { faultsOn, isRefused } from './breakers-faults.ts';
import type { RunRecord } from './run-record.ts';

export type Inferences = Readonly<Record<InferredGrade, Inference>>;

const [binMs, routeBinMs] = [50, 200];
const made = new WeakMap<RunRecord, Map<string, Inferences>>();

/** Made once a log and breaker. */
export function inferencesOf(record: RunRecord, breaker: PlannedBreaker): Inferences {
  const own = made.get(record) ?? new Map<string, Inferences>();
  made.set(record, own);
  const found = own.get(breaker.name) ?? {
    B: silence(record, breaker),
    C: signed(record, breaker),
    D: collapse(record, breaker, faultsOn(record, breaker.link)),
  };
  own.set(breaker.name, found);
  return found;
}

function silence(record: RunRecord, { link, routes, waitMs }: PlannedBreaker): Inference {
  if (link === null) return declined('it is not said which link it guards');
  const unknown = record.of('link-activity-unknown').find((event) => event.link === link);
  if (unknown) return declined(`calls on link ${link} can't be counted: ${unknown.why}`);
  const activity = record.of('link-activity').filter((event) => event.link === link);
  if (activity.length === 0) return declined(`link ${link} was not looked at while the load ran`);
  const faults = faultsOn(record, link);
  const [first] = faults;
  if (first === undefined) return declined(`no fault was injected on link ${link}`);
  const logged = activity.flatMap(looksOf);
  const looks = withoutProbes(logged, record, link);
  const referenceEndMs = Math.min(...record.faults.map(({ injectedAtMs }) => injectedAtMs[0]));
  const callers = routes ?? callersOf(record, faults, referenceEndMs);
  if (callers.length === 0) return declined(`no route was seen to be touched by ${faults.map(({ id }) => id).join(', ')}: name its routes`);
  const bins = record.table.routes.filter(({ route }) => callers.includes(route)).map(requestBinOf);
  const blind = faults.filter((fault) => isRefused(record, fault));
  const found = inferSilence({
    looks,
    requests: new Requests(callers, bins, routeBinMs),
    reference: [Math.max(0, looks[0]?.fromMs ?? 0), referenceEndMs],
    watch: [first.injectedAtMs[0], record.loadEndMs],
    blind: blind.map(({ injectedAtMs, removedAtMs }) => [injectedAtMs[0], removedAtMs?.[1] ?? record.loadEndMs]),
    waitMs,
  });
  // Nothing can be said of a time in which nothing could come, unless it stays silent.
  if (found.declined === null && found.moves.length === 0 && blind.length === faults.length)
    return declined(`link ${link} was down while ${faults.map(({ id }) => id).join(', ')} was in, and calls came soon after`);
  return { ...found, detail: `${found.detail}; ${costOf(logged)}` };
}

/** `142 looks at its link, 1.3 ms each`. */
function costOf(looks: readonly { readonly tookMs: number }[]): string {
  const meanMs = looks.reduce((sum, { tookMs }) => sum + tookMs, 0) / Math.max(1, looks.length);
  return `${looks.length} looks at its link, ${formatMs(meanMs)} each`;
}

function signed(record: RunRecord, { name, signatures = [] }: PlannedBreaker): Inference {
  if (signatures.length === 0) return declined('no signature of its answers is given');
  const bins = [...Map.groupBy(record.table.bins, ({ atMs }) => Math.floor(atMs / binMs))].map(([slot, same]) => ({
    atMs: slot * binMs,
    due: same.reduce((sum, bin) => sum + due(bin), 0),
    signed: same.reduce((sum, bin) => sum + (bin.signed[name] ?? 0), 0),
  }));
  return inferSigned({ bins, widthMs: binMs, endMs: record.loadEndMs });
}

/** The tool's own connections through the link are not the system's. */
function withoutProbes(looks: readonly Look[], record: RunRecord, link: string): Look[] {
  const own = looks.map((look) => ({ ...look }));
  for (const { tMs, ms, outcome } of record.of('link-probed').filter((event) => event.link === link)) {
    if (outcome === 'refused' || outcome === 'failed' || ms === null) continue;
    const begunMs = tMs - ms;
    const look = own.find(({ fromMs, toMs, calls }) => calls > 0 && fromMs <= begunMs + 1 && toMs >= begunMs);
    if (look) look.calls -= 1;
  }
  return own;
}

function requestBinOf(bin: SummedRouteBin): RequestBin {
  const { outcomes } = bin;
  return {
    atMs: bin.atMs,
    due: due(bin),
    answered: outcomes.ok + outcomes.httpError,
    timedOut: outcomes.timeout,
    lost: outcomes.connectError + outcomes.reset + outcomes.protocolError + outcomes.dropped,
    times: [...bin.okTimes, ...bin.failedTimes],
  };
}
