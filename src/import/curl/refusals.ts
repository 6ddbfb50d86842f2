/** What can't be imported, gathered so that all of it is told at once. */
import { ChaosError, type Problem, type Where } from '../../errors.ts';

/** What `make` gives, or undefined where it refused; then `refused` has one more. */
export function gather<T>(refused: ChaosError[], make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    refused.push(error);
    return undefined;
  }
}

/** Throws what was refused, if anything: one alone as it is, several as one error with their places, in order. */
export function throwRefused(refused: readonly ChaosError[]): void {
  const [first] = refused;
  if (first === undefined) return;
  if (refused.length === 1) throw first;
  const problems = refused.flatMap(problemsOf).toSorted(byPlace);
  const file = problems.find(({ where }) => where !== undefined)?.where?.file ?? 'the file';
  throw new ChaosError(
    'IMPORT_INVALID',
    `${problems.length} mistakes in ${file}, nothing was imported`,
    'docs/importing.md says what is imported of curl',
    {
      problems,
    },
  );
}

function problemsOf({ message, hint, where, problems }: ChaosError): readonly Problem[] {
  return problems.length > 0 ? problems : [{ message, hint, ...(where === undefined ? {} : { where }) }];
}

function byPlace({ where: a }: Problem, { where: b }: Problem): number {
  const line = (where: Where | undefined): number => where?.line ?? 0;
  const column = (where: Where | undefined): number => where?.column ?? 0;
  return line(a) - line(b) || column(a) - column(b);
}
