/** An argument list as one would type it: what a shell would read is in quotes. */
export function quoted(list: readonly string[]): string {
  return list.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}
