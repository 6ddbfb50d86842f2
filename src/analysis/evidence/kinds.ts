/** What can show that a fault bit: on a link from the strongest to the weakest, then off links; `none`: nothing did. */
export const evidenceKinds = ['counters', 'probe', 'metric', 'breaker', 'step', 'process', 'command', 'person', 'none'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export interface Judged {
  readonly verified: boolean;
  readonly evidence: string;
  readonly evidenceKind: EvidenceKind;
}
