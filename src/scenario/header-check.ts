/** What `expect.header` says of a header's value: `present`, `/a regular expression/`, or the value itself. */
export type HeaderCheck = 'present' | RegExp | { readonly equals: string };

/** Throws SyntaxError for what stands between slashes and is no regular expression. */
export function readHeaderCheck(text: string): HeaderCheck {
  if (text === 'present') return 'present';
  const pattern = /^\/(.+)\/(i?)$/s.exec(text);
  return pattern ? new RegExp(pattern[1] as string, pattern[2]) : { equals: text };
}
