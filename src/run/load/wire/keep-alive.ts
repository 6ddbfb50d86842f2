/** `timeout=5` in a Keep-Alive header, less a margin for what is under way: a second, or half of a short one. */
export function announcedIdleLimitMs(header: string | undefined): number {
  const seconds = header === undefined ? null : /timeout\s*=\s*(\d+)/i.exec(header);
  if (seconds === null) return Number.POSITIVE_INFINITY;
  const ms = Number(seconds[1]) * 1_000;
  return ms - Math.min(1_000, ms / 2);
}
