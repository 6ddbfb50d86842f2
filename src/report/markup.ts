/** HTML by template: what is put in is escaped unless it is markup already, so that forgetting to escape is not possible. */
import { escapeMarkup } from './escape.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | null | readonly Markup[];

/** Strings and numbers are escaped, null is nothing, lists are joined. Attributes must be in double quotes. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(strings.map((part, index) => part + (index < values.length ? textOf(values[index] ?? null) : '')).join(''));
}

/** Text that is markup already: our own scripts and styles, nothing from outside. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeMarkup(String(value));
  return value.map((one) => one.text).join('\n');
}
