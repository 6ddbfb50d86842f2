import type { Passage, ToxicKind } from './toxic-kind.ts';

/**
 * Cuts data into pieces of `average_size` +- `size_variation` bytes and waits `delay` microseconds after each.
 * Waits below a millisecond are added up and slept together: timers are no finer. Let go, it sends the rest in one piece.
 */
export const slicer: ToxicKind = {
  type: 'slicer',
  wireName: 'SlicerToxic',
  attributes: ['average_size', 'size_variation', 'delay'],
  integer: 'int',
  inboxChunks: 0,
  closesOnRemoval: false,
  refuse(attributes) {
    const average = attributes['average_size'] ?? 0n;
    const variation = attributes['size_variation'] ?? 0n;
    if (average < 1n) return 'slicer average_size must be at least 1';
    if (variation < 0n || variation > average) return 'slicer size_variation must be between 0 and average_size';
    return undefined;
  },
  async pipe(passage) {
    let owedMs = 0;
    for (;;) {
      const received = await passage.receive();
      if (received === 'end') return passage.close();
      if (typeof received === 'string') return;
      const { data, atMs } = received;
      const ends = cuts(passage, 0, data.length);
      let from = 0;
      let sleptMs = 0;
      for (const to of ends) {
        await passage.send({ data: data.subarray(from, to), atMs });
        from = to;
        owedMs += passage.attribute('delay') / 1_000;
        if (owedMs < 1) continue;
        const asleepMs = passage.now();
        const whole = await passage.sleep(owedMs);
        sleptMs += passage.now() - asleepMs;
        if (!whole) break;
        owedMs -= passage.now() - asleepMs;
      }
      if (ends.length > 1 || sleptMs > 0) passage.count({ chunks: 1, bytes: data.length, delayedMs: sleptMs });
      if (from < data.length) await passage.send({ data: data.subarray(from), atMs });
    }
  },
};

/** Where the pieces of [from, to) end: halved, a little off the middle, until each is small enough. */
function cuts(passage: Passage, from: number, to: number): number[] {
  const variation = passage.attribute('size_variation');
  const size = to - from;
  if (size - passage.attribute('average_size') <= variation || size < 2) return [to];
  const offset = variation > 0 ? Math.floor(passage.random() * variation * 2) - variation : 0;
  const middle = Math.min(Math.max(from + Math.floor(size / 2) + offset, from + 1), to - 1);
  return [...cuts(passage, from, middle), ...cuts(passage, middle, to)];
}
