/** `--duration`: the whole timeline, faults included, stretched or shrunk; a baseline keeps the 10 s it needs. */
import { stretchShape } from '../shapes/shelf.ts';
import { writeDuration } from '../units.ts';
import type { FlagReport } from './overrides.ts';
import { readMoment } from './moment.ts';
import { isMap, type Origins, type Raw } from './origins.ts';
import { readDuration } from './quantities.ts';

/** A baseline shorter than this gates nothing. */
const leastBaselineMs = 10_000;
/** What is left for the rest beside a baseline of 10 s. */
const leastRestMs = 2_000;

interface Stretched {
  readonly name: string;
  readonly index: number;
  readonly forMs: number;
  newMs: number;
}

export function scaleTo(raw: Raw, origins: Origins, duration: string, say: FlagReport): void {
  const wanted = readDuration(duration);
  if (!('value' in wanted))
    return say.report({
      path: [],
      message: `flag --duration: ${wanted.message}`,
      ...(wanted.hint === undefined ? {} : { hint: wanted.hint }),
    });
  const stages = stagesOf(raw);
  const total = stages.reduce((sum, stage) => sum + stage.forMs, 0);
  // Stages that can't be read are reported with the rest of the scenario.
  if (stages.length === 0 || total === 0) return;
  if (!fit(stages, total, wanted.value)) {
    return say.report({
      path: [],
      message: `flag --duration: ${duration} is too short: the baseline alone takes 10s`,
      hint: `write at least ${writeDuration(leastBaselineMs + leastRestMs)}`,
    });
  }
  const written = (raw['load'] as Raw)['stages'] as Raw[];
  for (const stage of stages) {
    const own = written[stage.index] as Raw;
    own['for'] = writeDuration(stage.newMs);
    // A wave or a spike keeps its place within its stage.
    if (own['rate'] !== undefined) own['rate'] = stretchShape(own['rate'], stage.newMs / stage.forMs);
    origins.set(['load', 'stages', stage.index, 'for'], { words: 'flag --duration' });
  }
  moveFaults(raw, origins, stages, wanted.value / total);
}

/** Whole milliseconds that add up exactly; false where there is no room. */
function fit(stages: Stretched[], total: number, wantedMs: number): boolean {
  const factor = wantedMs / total;
  const baseline = stages.find(({ name }) => name === 'baseline');
  const held = baseline && baseline.forMs >= leastBaselineMs && baseline.forMs * factor < leastBaselineMs ? baseline : undefined;
  const rest = stages.filter((stage) => stage !== held);
  const restMs = wantedMs - (held ? leastBaselineMs : 0);
  if (wantedMs <= 0 || (held && restMs < leastRestMs)) return false;
  const restTotal = rest.reduce((sum, stage) => sum + stage.forMs, 0);
  for (const stage of stages) stage.newMs = stage === held ? leastBaselineMs : Math.max(1, Math.round((stage.forMs * restMs) / restTotal));
  const longest = rest.toSorted((a, b) => b.newMs - a.newMs)[0];
  if (longest) longest.newMs += wantedMs - stages.reduce((sum, stage) => sum + stage.newMs, 0);
  return stages.every(({ newMs }) => newMs > 0);
}

function stagesOf(raw: Raw): Stretched[] {
  const stages = isMap(raw['load']) ? raw['load']['stages'] : undefined;
  if (!Array.isArray(stages)) return [];
  const read = stages.map((stage, index) => {
    const length = isMap(stage) ? readDuration(stage['for']) : undefined;
    return length && 'value' in length ? { name: String((stage as Raw)['name']), index, forMs: length.value, newMs: 0 } : undefined;
  });
  return read.every((stage) => stage !== undefined) ? read : [];
}

/** A fault keeps its place within its stage and its share of the timeline. Runs before faults given by flag are added. */
function moveFaults(raw: Raw, origins: Origins, stages: readonly Stretched[], factor: number): void {
  const names = stages.map(({ name }) => name);
  const ids = (Array.isArray(raw['faults']) ? raw['faults'] : []).map((fault) => (isMap(fault) ? String(fault['id']) : ''));
  for (const [index, fault] of (Array.isArray(raw['faults']) ? raw['faults'] : []).entries()) {
    if (!isMap(fault)) continue;
    const moment = readMoment(fault['at'], names, ids);
    const length = readDuration(fault['for']);
    if ('value' in moment && moment.value.offsetMs !== 0) {
      const { stage, fault: before, offsetMs } = moment.value;
      const own = stages.find(({ name }) => name === stage);
      const moved = writeDuration(Math.round(Math.abs(offsetMs) * (own ? own.newMs / own.forMs : factor)));
      fault['at'] =
        before !== undefined ? `after ${before} + ${moved}` : stage === null ? moved : `${stage} ${offsetMs < 0 ? '-' : '+'} ${moved}`;
      origins.set(['faults', index, 'at'], { words: 'flag --duration' });
    }
    if ('value' in length && length.value > 0) {
      fault['for'] = writeDuration(Math.max(1, Math.round(length.value * factor)));
      origins.set(['faults', index, 'for'], { words: 'flag --duration' });
    }
  }
}
