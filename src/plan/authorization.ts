import { Buffer } from 'node:buffer';
import type { PlannedAuth } from './plan.ts';

/** The value of the header that `auth` stands for (RFC 6750, RFC 7617), its texts filled in by `fill`. */
export function authorizationOf(auth: PlannedAuth, fill: (text: string) => string): string {
  if ('bearer' in auth) return `Bearer ${fill(auth.bearer)}`;
  return `Basic ${base64Of(`${fill(auth.basic.user)}:${fill(auth.basic.password)}`)}`;
}

export function base64Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
