import { Buffer } from 'node:buffer';

/** A header's value as text: its bytes come as Latin-1, and whoever sends more than ASCII mostly means UTF-8 today. */
export function headerText(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}
