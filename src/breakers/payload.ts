/** What stands at an address where something else was expected, in words. */
export function whatItIs(text: string): string {
  if (text.trim() === '') return 'nothing';
  if (/^\s*<(!doctype|html|\?xml|[a-z])/i.test(text)) return 'an HTML page';
  if (/^\s*[[{]/.test(text)) return 'a JSON document';
  return `text that begins "${text.trim().slice(0, 40).replaceAll(/\s+/g, ' ')}"`;
}
