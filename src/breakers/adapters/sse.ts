/** A stream of server-sent events, each of whose frames holds a JSON document; keep-alives hold none. */
import type { Adapter } from '../adapter.ts';
import type { JsonSource } from '../source.ts';
import { parseJson } from './json.ts';

export const sse: Adapter<JsonSource> = {
  transport: 'frames',
  /** A frame as it came, with its field names, or what stands after `data:` alone. */
  parse(frame) {
    const lines = frame.split(/\r\n|\n|\r/);
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).replace(/^ /, ''));
    const bare = data.length === 0 && /^\s*[[{<]/.test(frame);
    return parseJson(bare ? frame : data.length === 0 ? 'null' : data.join('\n'));
  },
};
