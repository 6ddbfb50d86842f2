import { numberOf, textOf, type Corruption, type HttpAttributes, type HttpToxicKind } from './http-toxic-kind.ts';

/** Garbage repeats after so many bytes. */
const garbageBytes = 4_096;

/**
 * Spoils the body of the response, and nothing but the body: what its head says of its length stays as it was, and so does the
 * chunked framing. By `mode`: `truncate` passes `bytes` bytes and ends the connection, where there is more; `flip` flips one bit
 * in each of `bytes` bytes, spread evenly; `replace` changes every byte.
 */
export const httpCorrupt: HttpToxicKind = {
  type: 'http_corrupt',
  wireName: 'HttpCorruptToxic',
  fields: { mode: 'string', bytes: 'int64' },
  defaults: ({ mode }) => ({ mode: 'truncate', bytes: mode === 'flip' ? 1 : 0 }),
  refuse(attributes) {
    const mode = textOf(attributes, 'mode');
    const bytes = numberOf(attributes, 'bytes');
    if (!Object.hasOwn(modes, mode)) return 'http_corrupt mode must be truncate, flip or replace';
    if (bytes < 0) return 'http_corrupt bytes must not be negative';
    return mode === 'flip' && bytes === 0 ? 'http_corrupt flip needs bytes of at least 1' : undefined;
  },
  corrupt: (attributes, random) => (modes[textOf(attributes, 'mode')] ?? replace)(attributes, random),
};

const modes: Readonly<Record<string, (attributes: HttpAttributes, random: () => number) => Corruption>> = { truncate, flip, replace };

function truncate(attributes: HttpAttributes): Corruption {
  let left = numberOf(attributes, 'bytes');
  return {
    payload(_, from, to, stretch) {
      if (to - from <= left) {
        left -= to - from;
        return { bytes: 0 };
      }
      return { bytes: stretch.bytes - stretch.at - left, cutAt: from + left };
    },
  };
}

/** In a body of unknown length they are spread over the first chunk, and over the next ones when that is too short. */
function flip(attributes: HttpAttributes, random: () => number): Corruption {
  let left = numberOf(attributes, 'bytes');
  /** Of this stretch: how many in all, how many are done, and where the next is. */
  let wanted = 0;
  let done = 0;
  let next = 0;
  const draw = (length: number): void => {
    // One in each of `wanted` equal parts, none of which is empty: no byte is flipped twice.
    const from = Math.floor((done * length) / wanted);
    next = from + Math.floor(random() * (Math.floor(((done + 1) * length) / wanted) - from));
  };
  return {
    payload(data, from, to, stretch) {
      if (stretch.at === 0) {
        wanted = Math.min(left, stretch.bytes);
        done = 0;
        if (wanted > 0) draw(stretch.bytes);
      }
      const before = done;
      while (done < wanted && next < stretch.at + to - from) {
        const at = from + next - stretch.at;
        data[at] = (data[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        done += 1;
        left -= 1;
        if (done < wanted) draw(stretch.bytes);
      }
      return { bytes: done - before };
    },
  };
}

function replace(_: HttpAttributes, random: () => number): Corruption {
  const garbage = Uint8Array.from({ length: garbageBytes }, () => 1 + Math.floor(random() * 255));
  let at = 0;
  return {
    payload(data, from, to) {
      // Never xor 0: every byte is another one.
      for (let index = from; index < to; index++) data[index] = (data[index] ?? 0) ^ (garbage[at++ % garbageBytes] ?? 1);
      return { bytes: to - from };
    },
  };
}
