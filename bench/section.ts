/** The parts of a page that a bench writes: each between markers with the bench's name. */

/** Puts `text` between the markers of `bench`. Throws when they are not there. */
export function replaceSection(page: string, bench: string, text: string): string {
  const [begin, end] = [`<!-- ${bench} begins -->`, `<!-- ${bench} ends -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} ... ${end}`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}
