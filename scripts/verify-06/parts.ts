/** The parts of verify:06, in the order of the page; a new one also needs its two markers in docs/verify-06.md. */
import type { Part } from './part.ts';

import { compare } from './compare.ts';
import { infer } from './infer.ts';
import { mutation } from './mutation.ts';
import { recovery } from './recovery.ts';

export const parts: readonly Part[] = [infer, recovery, compare, mutation];
