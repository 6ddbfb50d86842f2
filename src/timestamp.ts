/** Moments as logs write them -> milliseconds since 1970. Only differences matter: without a zone they are taken as UTC. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const iso = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}:?\d{2}|)$/i;
/** `10/Oct/2026:13:55:36 +0200` */
const common = /^(\d{2})\/([a-z]{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?: ([+-]\d{4}))?$/i;

/**
 * A number or its text is seconds, milliseconds, microseconds or nanoseconds since 1970, whichever lies in this age (from
 * 1e11 on it can't be seconds any more), or seconds from wherever the file begins. undefined for what is no moment.
 */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const written = iso.exec(text);
  if (written) {
    const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = written;
    const ms = epochMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), zone ?? '');
    return ms === undefined ? undefined : ms + Number(`0.${fraction === '' ? '0' : fraction}`) * 1_000;
  }
  const [, day, name = '', year, hour, minute, second, zone = ''] = common.exec(text) ?? [];
  const month = months.indexOf(name.toLowerCase()) + 1;
  return month === 0 ? undefined : epochMs(Number(year), month, Number(day), Number(hour), Number(minute), Number(second), zone);
}

function fromNumber(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  if (value < 1e11) return value * 1_000;
  return value < 1e14 ? value : value < 1e17 ? value / 1e3 : value / 1e6;
}

/** undefined for a day or hour that does not exist. A leap second is the second after. */
function epochMs(year: number, month: number, day: number, hour: number, minute: number, second: number, zone: string): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const eastMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return (((daysBefore(year, month, day) * 24 + hour) * 60 + minute - eastMinutes) * 60 + second) * 1_000;
}

/** Days from 1970-01-01. Years are counted from March, so that the leap day is a year's last. */
function daysBefore(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
