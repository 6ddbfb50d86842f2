/** A mistake before it has a place: where it stands is looked up when all are known. */
import type { ErrorCode } from '../errors.ts';

/** Keys and indices from the top of a scenario: `['load', 'stages', 0, 'for']`. */
export type Path = readonly (string | number)[];

export interface Mistake {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
  /** `key`: the mistake is the key itself, not its value. */
  readonly on?: 'key' | 'value';
  /** Character within the text at the path, from 1. */
  readonly column?: number;
  /** Default SCENARIO_INVALID. */
  readonly code?: ErrorCode;
}

/** Where checks put what they find: every mistake at once. */
export type Report = (mistake: Mistake) => void;

/** `load.stages[0].for` */
export function writePath(path: Path): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}

/** What a value is, in the words of someone who wrote YAML. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}
