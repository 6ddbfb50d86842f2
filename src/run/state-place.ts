/** Where a process id means something: it is written down beside it, because books in a shared home, or in a folder that containers share, are read elsewhere too. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const placeSchema = z.object({
  host: z.string(),
  /** Another with each start of the system; null where it does not say. */
  boot: z.string().nullable(),
  /** The namespace of process ids, `pid:[4026531836]`; null where there are none. */
  pids: z.string().nullable(),
});

export type Place = Readonly<z.infer<typeof placeSchema>>;

/** That of this process. */
export function placeHere(): Place {
  return {
    host: hostname(),
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pids: orNull(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/**
 * `same`: its process ids are those of here. `before`: the same machine before it was started anew, where nothing lives any more.
 * `elsewhere`: another machine or container, whose processes can't be seen from here.
 */
export function comparePlace(there: Place, here: Place): 'same' | 'before' | 'elsewhere' {
  if (there.boot === null || here.boot === null) return there.host === here.host ? 'same' : 'elsewhere';
  if (there.boot === here.boot) return there.pids === here.pids ? 'same' : 'elsewhere';
  return there.host === here.host ? 'before' : 'elsewhere';
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
