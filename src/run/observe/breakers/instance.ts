/** What an instance is called: by where it is, and by no more than tells it from the others of a breaker. */
import type { PlannedBreaker } from '../../../plan/plan.ts';
import { redactUrls } from '../../../plan/redact.ts';

/** `10.0.0.7:8080`; where a breaker is read in several places there, `10.0.0.7:8080/a/metrics`. */
export function instanceIn(url: string, breakers: readonly PlannedBreaker[]): string {
  return `${new URL(url).host}${pathIn(url, breakers)}`;
}

/** What of a URL tells places on one host apart; empty: there is no other one. `dns` puts an address in the place of every host. */
export function pathIn(url: string, breakers: readonly PlannedBreaker[]): string {
  const own = new URL(url);
  const others = breakers
    .flatMap(({ urls, dns }) => urls.map((other) => ({ at: new URL(other), other, dns })))
    .filter(({ at, other, dns }) => other !== url && (dns === undefined ? at.host === own.host : at.port === own.port));
  if (others.length === 0) return '';
  const clean = new URL(redactUrls(url));
  return others.some(({ at }) => at.pathname === own.pathname) ? `${clean.pathname}${clean.search}` : clean.pathname;
}
