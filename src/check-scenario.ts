/** What `chaos check` finds in one scenario: everything that would refuse it, and objectives that could never be judged. */
import { at, ChaosError, type Problem } from './errors.ts';
import { faultWarnings, lackingText, unprovable, whyNot } from './lacking.ts';
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
    const { plan } = made;
    const lacking = unprovable(made);
    const problems = [...lacking.objectives, ...lacking.faults].map(({ what, needs, where }): Problem => ({
      message: `${what} can't be judged by this plan: ${whyNot(needs)}`,
      hint: `it needs ${needs.needs}`,
      ...(where ? { where } : {}),
    }));
    const error =
      problems.length === 0
        ? null
        : new ChaosError('NOT_PROVABLE', `${lackingText(lacking, plan)} can't be judged`, 'change the load, the faults or the objectives', {
            problems,
          });
    return {
      scenario,
      error,
      problems: listed(error),
      warnings: [...plan.warnings, ...faultWarnings(plan, 'known in part')],
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
