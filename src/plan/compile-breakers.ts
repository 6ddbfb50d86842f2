/** The circuit breakers to watch: each with what is read of it, and where. */
import { presetOf, presets } from '../breakers/shelf.ts';
import { breakerSchema } from '../scenario/breaker-schema.ts';
import { didYouMean } from '../scenario/did-you-mean.ts';
import { compileBreakerEvidence } from './compile-breaker-evidence.ts';
import { compileBreakerPlace } from './compile-breaker-place.ts';
import { compileBreakerSource } from './compile-breaker-source.ts';
import { part, type Draft } from './draft.ts';
import type { PlannedBreaker, PlannedLink } from './plan.ts';
import { unknownName } from './unknown-name.ts';

export function compileBreakers(draft: Draft, links: readonly PlannedLink[]): PlannedBreaker[] {
  const list = Array.isArray(draft.raw['breakers']) ? draft.raw['breakers'] : [];
  const breakers: PlannedBreaker[] = [];
  for (const [index, value] of list.entries()) {
    const path = ['breakers', index];
    const written = part(breakerSchema.partial({ name: true, preset: true }), value);
    if (written === undefined) continue;
    const { name = '', preset: key = '', link = null, wait = null } = written;
    const preset = presetOf(key);
    const known = Object.keys(presets);
    if (preset === undefined) {
      draft.report({
        path: [...path, 'preset'],
        message: `no breaker preset "${key}"; there are ${known.join(', ')}${didYouMean(key, known)}`,
      });
    }
    const source = preset && compileBreakerSource(draft, written, preset, path);
    // A log whose lines name no breaker speaks of one only.
    const nameless = source?.adapter === 'log' && !source.opened.includes('(?<breaker>');
    const match = written.match ?? (nameless ? {} : (preset?.defaultMatch(name) ?? {}));
    if (breakers.some((other) => other.name === name))
      draft.report({ path: [...path, 'name'], message: `a breaker named ${name} stands above already` });
    const linkNames = links.map((one) => one.name);
    if (link !== null && !linkNames.includes(link))
      draft.report({ path: [...path, 'link'], message: unknownName('link', link, linkNames) });
    breakers.push({
      name,
      preset: key,
      ...(source === undefined ? {} : { source }),
      ...compileBreakerPlace(draft, written, { path, match, preset, source }),
      match,
      link,
      waitMs: wait,
      ...compileBreakerEvidence(written, preset?.adapter === 'inferred'),
    });
  }
  return breakers;
}
