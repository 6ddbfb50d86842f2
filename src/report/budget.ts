/** The error budget of an analysis, part by part: a name and a figure each. */

/** `full failure: 0.02 min; a month at 99.9 %: 0.04 % of 43.2 min` -> pairs; a part without a name has the empty one. */
export function budgetParts(budget: string): [name: string, value: string][] {
  return budget
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf(': ');
      return at < 0 ? ['', part] : [part.slice(0, at), part.slice(at + 2)];
    });
}
