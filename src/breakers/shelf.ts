/** The breakers a scenario can name, by preset. A new one is a file and a line here. */
import { opossum } from './opossum.ts';
import type { Preset } from './preset.ts';
import { resilience4j } from './resilience4j.ts';

export const presets: Readonly<Record<string, Preset>> = { opossum, resilience4j };
