/** Which presets find breakers in a payload, for somebody who does not know yet what to write. */
import type { Adapter, FoundBreaker } from './adapter.ts';
import type { Preset } from './preset.ts';
import { adapterOf, presets } from './shelf.ts';

export interface Recognised {
  readonly preset: Preset;
  readonly breakers: readonly FoundBreaker[];
}

/**
 * In the order of the shelf; of presets that read the same settings the first. Nothing is guessed: a preset that is told what to read by the
 * scenario finds nothing. `transport` is how the payload came: an answer, or one frame of a stream.
 */
export function recognise(payload: string, transport: Adapter['transport']): Recognised[] {
  const found: Recognised[] = [];
  for (const preset of Object.values(presets)) {
    const { source } = preset;
    if (source === null || found.some((other) => other.preset.source === source)) continue;
    const adapter = adapterOf(source);
    const page = adapter.transport === transport ? adapter.parse(payload) : undefined;
    const breakers = page === undefined || 'problem' in page ? [] : page.list(source);
    if (breakers.length > 0) found.push({ preset, breakers });
  }
  return found;
}
