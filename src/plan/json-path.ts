import { query } from 'jsonpath-rfc9535';

/** What is wrong with a JSONPath (RFC 9535), or null. */
export function checkJsonPath(path: string): string | null {
  try {
    query(null, path);
    return null;
  } catch {
    const hint = path.startsWith('$') ? '' : '; it begins with $';
    return `expected a JSONPath such as $.orderId, got "${path}"${hint}`;
  }
}
