/** Instants finer than a slot: in the slot in which the state changed, the share of bad requests says where. */
import type { JudgedSlots } from './judged.ts';

/** Whether slot i is plainly bad, rather than a good one with an accident in it. */
export function plainlyBad(judged: JudgedSlots, i: number): boolean {
  return judged.badShare(i) > Math.max(0.1, 2 * (judged.references[i]?.theta ?? 0));
}

/** When it became bad, in slot i, the first bad one. */
export function becameBadAt(judged: JudgedSlots, i: number): number {
  const slot = judged.slots[i]!;
  const share = judged.badShare(i);
  const settled = i + 1 < judged.slots.length ? Math.max(share, judged.badShare(i + 1)) : share;
  return slot.toMs - (slot.toMs - slot.atMs) * (settled > 0 ? share / settled : 1);
}

/** When it became good, where slot i is the first good one: somewhere in the slot before, or at the start of i. */
export function becameGoodAt(judged: JudgedSlots, i: number): number {
  const mixed = plainlyBad(judged, i) ? i : i - 1;
  if (!judged.judgeable(mixed) || !plainlyBad(judged, mixed)) return judged.slots[i]!.atMs;
  const slot = judged.slots[mixed]!;
  const share = judged.badShare(mixed);
  const before = mixed > 0 ? Math.max(share, judged.badShare(mixed - 1)) : share;
  return slot.atMs + (slot.toMs - slot.atMs) * (share / before);
}
