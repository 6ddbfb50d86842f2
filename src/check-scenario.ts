/** What `chaos check` finds in one scenario: everything that would refuse it, and objectives that could never be judged. */
import { at, ChaosError, type Problem } from './errors.ts';
import { faultWarnings, whyNot } from './lacking.ts';
import { makePlan, type MadePlan, type PlanRequest } from './plan/entry.ts';

export interface Checked {
  readonly scenario: string;
  readonly error: ChaosError | null;
  readonly problems: readonly { readonly message: string; readonly where: string | null; readonly hint: string | null }[];
  readonly warnings: readonly string[];
  /** null where it can't be run as it is. */
  readonly made: MadePlan | null;
}

export async function checkScenario(request: PlanRequest & { readonly scenario: string }): Promise<Checked> {
  const { scenario } = request;
  try {
    const made = await makePlan(request);
    const { plan, placeOf } = made;
    const lacking = plan.objectives.flatMap((planned, index): Problem[] => {
      if (planned.provable) return [];
      const where = placeOf(['objectives', index]);
      const message = `"${planned.objective.text}" can't be judged by this plan: ${whyNot(planned)}`;
      return [{ message, hint: `it needs ${planned.needs}`, ...(where ? { where } : {}) }];
    });
    const error =
      lacking.length === 0
        ? null
        : new ChaosError(
            'NOT_PROVABLE',
            `${lacking.length} of ${plan.objectives.length} objectives can't be judged`,
            'change the load, the faults or the objectives',
            { problems: lacking },
          );
    return {
      scenario,
      error,
      problems: listed(error),
      warnings: [...plan.warnings, ...faultWarnings(plan)],
      made: error === null ? made : null,
    };
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    return { scenario, error, problems: listed(error), warnings: [], made: null };
  }
}

function listed(error: ChaosError | null): Checked['problems'] {
  if (error === null) return [];
  const problems =
    error.problems.length > 0
      ? error.problems
      : [{ message: error.message, hint: error.hint, ...(error.where ? { where: error.where } : {}) }];
  return problems.map(({ message, where, hint }) => ({ message, where: where ? at(where) : null, hint: hint ?? null }));
}
