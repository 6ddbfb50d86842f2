/** On what a run was done, as far as its figures depend on it. No host name, path or address: it is shown, stored and shared. */
export interface Fingerprint {
  /** As the processor names itself. */
  readonly cpu: string;
  /** That this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** `24.21.0` */
  readonly node: string;
  /** `linux x64` */
  readonly platform: string;
  /** The target's version label; null: it has none, or it is read later. */
  readonly targetVersion: string | null;
}
