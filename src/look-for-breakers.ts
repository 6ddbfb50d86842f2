/** A URL that somebody typed, looked at for breakers: only where that is allowed, and with a sentence where there is none. */
import { ChaosError, messageOf, systemCodeOf } from './errors.ts';
import { readUrl } from './plan/addresses.ts';
import { hostAllowed } from './plan/hosts.ts';
import { redactUrls } from './plan/redact.ts';
import { lookOnce, type Place } from './run/observe/breakers/look-once.ts';

/** Throws USAGE, HOST_NOT_ALLOWED, OBSERVER_UNREACHABLE, and NO_BREAKER where none is known by its form. */
export async function lookForBreakers(text: string, allowHosts: readonly string[]): Promise<readonly Place[]> {
  const url = readUrl(text);
  if (typeof url === 'string') throw new ChaosError('USAGE', url, 'for example http://127.0.0.1:8080/metrics');
  const { hostname } = url;
  if (!hostAllowed(hostname, { allowHosts, denyHosts: [] }))
    throw new ChaosError(
      'HOST_NOT_ALLOWED',
      `${hostname} is not this machine, and nobody allowed it; nothing was asked`,
      `if it is meant: --allow-host ${hostname}`,
    );
  const shown = redactUrls(url.href);
  const { places, saw } = await lookOnce(url.href).catch((error: unknown) => {
    throw new ChaosError(
      'OBSERVER_UNREACHABLE',
      `${shown} does not answer: ${systemCodeOf(error) ?? messageOf(error)}`,
      'check host and port, and whether it is reachable from this machine',
      { cause: error },
    );
  });
  if (places.length > 0) return places;
  throw new ChaosError(
    'NO_BREAKER',
    `no circuit breaker can be read at ${shown}: ${saw.map(({ url: at, what }) => (at === url.href ? what : `${redactUrls(at)}: ${what}`)).join('; ')}`,
    'give the URL of its metrics or actuator endpoint; a gauge of your own is told with preset prometheus or json and a map of its values (docs/breakers.md)',
    { problems: [] },
  );
}
