/** Where each value of a resolved scenario came from: a place in a file, or a word such as `flag --rate` or `default`. */
import type { Problem } from '../errors.ts';
import type { SourceFile } from './document.ts';
import type { Mistake, Path } from './mistake.ts';

/** A map as YAML gives it. */
export type Raw = Record<string, unknown>;

export function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A part of a file, `base` being the path in it; or words, with the texts of a list that was typed at a terminal. */
export type Origin = { readonly file: SourceFile; readonly base: Path } | { readonly words: string; readonly texts?: readonly string[] };

export class Origins {
  private readonly entries: { readonly path: Path; readonly origin: Origin }[] = [];

  /** Everything at and under `path` comes from `origin`; what is set later wins over what is less precise or earlier. */
  set(path: Path, origin: Origin): void {
    for (let i = this.entries.length - 1; i >= 0; i -= 1) {
      const entry = this.entries[i];
      if (entry && startsWith(entry.path, path)) this.entries.splice(i, 1);
    }
    this.entries.push({ path, origin });
  }

  /** Of the nearest ancestor that has one; `rest` is the path within it. */
  at(path: Path): { origin: Origin; rest: Path } {
    let best: { path: Path; origin: Origin } = { path: [], origin: { words: 'default' } };
    for (const entry of this.entries) if (startsWith(path, entry.path) && entry.path.length >= best.path.length) best = entry;
    return { origin: best.origin, rest: path.slice(best.path.length) };
  }

  /** `black-friday.yaml:12`, `flag --rate`, `default`. */
  source(path: Path): string {
    const { origin, rest } = this.at(path);
    if ('words' in origin) return origin.words;
    const { file, line } = origin.file.place([...origin.base, ...rest], 'key');
    return `${file}:${line}`;
  }

  problem(mistake: Mistake): Problem {
    const { origin, rest } = this.at(mistake.path);
    const hint = mistake.hint === undefined ? {} : { hint: mistake.hint };
    if ('words' in origin)
      return { message: `${origin.words === 'default' ? '' : `${typed(origin, rest, mistake)}: `}${mistake.message}`, ...hint };
    const path = [...origin.base, ...rest];
    const where =
      mistake.column === undefined ? origin.file.place(path, mistake.on ?? 'value') : origin.file.placeInText(path, mistake.column);
    return { message: mistake.message, where, ...hint };
  }
}

/** `flag --rate`, and of a list of texts which one: `flag --objective "p99 < 300", column 7`. */
function typed({ words, texts }: Extract<Origin, { words: string }>, [index]: Path, { column }: Mistake): string {
  const text = typeof index === 'number' ? texts?.[index] : undefined;
  return text === undefined ? words : `${words} "${text}"${column === undefined ? '' : `, column ${column}`}`;
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === path[index]);
}
