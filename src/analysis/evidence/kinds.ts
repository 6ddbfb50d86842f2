/** What can show that a fault bit, from the strongest to the weakest; `none`: nothing did. */
export const evidenceKinds = ['counters', 'probe', 'metric', 'breaker', 'step', 'command', 'person', 'none'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
