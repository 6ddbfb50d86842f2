/** HOST:PORT written in different ways, compared by what it means. */

/** Two upstreams, or two listens, that are written differently and mean the same: `localhost:1` and `127.0.0.1:1`, in any case. */
export function isSameAddress(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

/** Would both want the same port? An address on all interfaces (`:80`, `0.0.0.0:80`, `[::]:80`) includes every other with its port. */
export function isSameListen(a: string, b: string): boolean {
  const [hostA, portA] = split(canonical(a));
  const [hostB, portB] = split(canonical(b));
  return portA === portB && portA !== '0' && (hostA === hostB || hostA === '*' || hostB === '*');
}

/** Is it an address to listen on, of all interfaces, and none to connect to? */
export function isEverywhere(address: string): boolean {
  return /^(0\.0\.0\.0|\[::\]|\*)?:\d+$/.test(address.trim());
}

/** `shop-proxy:21001` -> `shop-proxy`, `21001`. */
export function split(address: string): [host: string, port: string] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, Math.max(colon, 0)), address.slice(colon + 1)];
}

function canonical(address: string): string {
  const [host, port] = split(address.trim().toLowerCase());
  const plain = host === 'localhost' ? '127.0.0.1' : ['', '0.0.0.0', '[::]', '::', '*'].includes(host) ? '*' : host;
  return `${plain}:${port}`;
}
