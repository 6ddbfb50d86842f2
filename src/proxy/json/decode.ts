/**
 * JSON -> typed fields, by the rules of Toxiproxy's wire: keys are case-insensitive, unknown ones are ignored, `null`
 * leaves a field alone, the last of several wins, and the first value of a wrong type is the error that is reported.
 */
import { JsonError, type Json } from './parse.ts';

/** `object` keeps the value as it was read; `goType` names it in error texts. */
export type FieldType = 'string' | 'bool' | 'float32' | 'int64' | 'int' | { readonly object: string };
export type Fields = Readonly<Record<string, FieldType>>;

type ValueOf<T extends FieldType> = T extends 'string'
  ? string
  : T extends 'bool'
    ? boolean
    : T extends 'float32'
      ? number
      : T extends 'int64' | 'int'
        ? bigint
        : Json;
export type Decoded<F extends Fields> = { readonly [K in keyof F]?: ValueOf<F[K]> };

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** What a value is called in error texts: as a whole, and before its fields (`Proxy` -> `Proxy.name`). */
export interface WireNames {
  readonly type: string;
  readonly path: string;
  /** Fields that are no part of what the path names. */
  readonly apart?: readonly string[];
}

/** The fields of an object. Throws JsonError. */
export function decodeFields<F extends Fields>(node: Json, names: WireNames, fields: F): Decoded<F> {
  if (node.kind === 'null') return {};
  if (node.kind !== 'object') throw new JsonError(`json: cannot unmarshal ${node.kind} into Go value of type ${names.type}`);
  const decoded: Record<string, unknown> = {};
  let wrong: JsonError | undefined;
  for (const [key, value] of node.entries) {
    const field = fieldNamed(key, fields);
    if (field === undefined || value.kind === 'null') continue;
    const [name, type] = field;
    const read = readAs(type, value);
    if (read === undefined)
      wrong ??= new JsonError(
        `json: cannot unmarshal ${described(value, type)} into Go struct field ${names.apart?.includes(name) ? '' : names.path}.${name} of type ${typeName(type)}`,
      );
    else decoded[name] = read;
  }
  if (wrong !== undefined) throw wrong;
  return decoded as Decoded<F>;
}

/** The field that a key stands for, in any case of letters. */
export function fieldNamed(key: string, fields: Fields): [string, FieldType] | undefined {
  const exact = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (exact !== undefined) return [key, exact];
  const folded = fold(key);
  return Object.entries(fields).find(([name]) => fold(name) === folded);
}

/** The long s is an s in another case; the Kelvin sign, a k, is one to toLowerCase already. */
function fold(key: string): string {
  return key.toLowerCase().replaceAll('\u017f', 's');
}

/** The value as that type, or undefined when it is of another. */
export function readAs(type: FieldType, value: Json): string | boolean | number | bigint | Json | undefined {
  if (typeof type === 'object') return value.kind === 'object' ? value : undefined;
  if (type === 'string') return value.kind === 'string' ? value.value : undefined;
  if (type === 'bool') return value.kind === 'bool' ? value.value : undefined;
  if (value.kind !== 'number') return undefined;
  if (type === 'float32') {
    const single = Math.fround(Number(value.text));
    return Number.isFinite(single) ? single : undefined;
  }
  if (!/^-?\d+$/.test(value.text)) return undefined;
  const whole = BigInt(value.text);
  return whole >= int64.min && whole <= int64.max ? whole : undefined;
}

/** A number that does not fit is shown as it was written; one where no number belongs is not. */
function described(value: Json, type: FieldType): string {
  const numeric = type === 'float32' || type === 'int64' || type === 'int';
  return value.kind === 'number' && numeric ? `number ${value.text}` : value.kind;
}

function typeName(type: FieldType): string {
  return typeof type === 'object' ? type.object : type;
}
