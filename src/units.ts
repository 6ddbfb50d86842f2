/**
 * Numbers with units, as people write them in scenario files and flags. Parsers return undefined for what they
 * do not understand, so that the caller can say where it stands and what was expected.
 */

const durationUnit: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `250ms`, `2s`, `1.5s`, `1m30s`, `1h` -> milliseconds. A bare number is refused: 30 of what? Only `0` needs no unit. */
export function parseDuration(text: string): number | undefined {
  const source = text.trim();
  if (source === '0') return 0;
  if (!/^(\d+(\.\d+)?(ms|min|s|m|h))+$/.test(source)) return undefined;
  let total = 0;
  for (const [, amount, unit] of source.matchAll(/(\d+(?:\.\d+)?)(ms|min|s|m|h)/g))
    total += Number(amount) * (durationUnit[unit ?? ''] ?? Number.NaN);
  return Number.isFinite(total) ? total : undefined;
}

const rateUnit: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3_600 };

/** `50/s`, `3000/min` -> per second. */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*\/\s*(s|sec|min|m|h)$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) / (rateUnit[match[2] ?? ''] ?? Number.NaN);
}

/** `5x`, `1.5x` -> 5, 1.5. */
export function parseMultiple(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*x$/.exec(text.trim());
  return match ? Number(match[1]) : undefined;
}

/** `1%`, `0.5 %` -> 0.01, 0.005. */
export function parsePercent(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  return match ? Number(match[1]) / 100 : undefined;
}

const sizeUnit: Readonly<Record<string, number>> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `512B`, `64KB`, `1MiB` -> bytes. KB is 1000 bytes, as on Toxiproxy's wire; KiB is 1024. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)$/.exec(text.trim());
  return match ? Number(match[1]) * (sizeUnit[match[2] ?? ''] ?? Number.NaN) : undefined;
}

/** Milliseconds as a person reads them: `0.4 ms`, `12 ms`, `812 ms`, `2.15 s`, `1 m 05 s`, `1 h 30 m`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  // Each bound is where what is rounded would say as many as make one of the next unit.
  if (size < 0.995) return `${trim(ms, 2)} ms`;
  if (size < 9.95) return `${trim(ms, 1)} ms`;
  if (size < 999.5) return `${trim(ms, 0)} ms`;
  if (size < 9_995) return `${trim(ms / 1_000, 2)} s`;
  if (size < 59_950) return `${trim(ms / 1_000, 1)} s`;
  const all = Math.round(size / 1_000);
  const [hours, minutes, seconds] = [Math.floor(all / 3_600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const sign = ms < 0 ? '-' : '';
  if (hours === 0) return `${sign}${minutes} m ${two(seconds)} s`;
  return `${sign}${hours} h${minutes + seconds === 0 ? '' : ` ${two(minutes)} m`}${seconds === 0 ? '' : ` ${two(seconds)} s`}`;
}

/** A time known to within `eitherWayMs`: `1.2 s ±100 ms`; `1.2 s` where that is under 1 ms; `up to 9.1 s` where it is more than the time itself. */
export function formatMsWithin(ms: number, eitherWayMs: number): string {
  if (eitherWayMs < 1) return formatMs(ms);
  return eitherWayMs > ms ? `up to ${formatMs(ms + eitherWayMs)}` : `${formatMs(ms)} ±${formatMs(eitherWayMs)}`;
}

/** A duration as it is written in a scenario file: `90s`, `1500ms`. The inverse of parseDuration. */
export function writeDuration(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** `0.3 %`, `12 %`, `100 %`; small shares keep their digits, because 0.04 % of orders are people. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent >= 99.95) return `${Math.round(percent)} %`;
  return percent < 0.1 ? `${trim(percent, 3)} %` : percent < 10 ? `${trim(percent, 2)} %` : `${trim(percent, 1)} %`;
}

/** `100/s`, `0.5/s`. */
export function formatRate(perSecond: number): string {
  return `${trim(perSecond, perSecond < 10 ? 2 : perSecond < 100 ? 1 : 0)}/s`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
