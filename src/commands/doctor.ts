import { Flags } from '@oclif/core';
import { ChaosCommand } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { systemClock } from '../run/clock.ts';
import { diagnose, type Check } from '../run/doctor.ts';

export default class Doctor extends ChaosCommand {
  static override summary = 'check that this machine is ready for a run, and say what to do where it is not';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --target http://127.0.0.1:8080'];
  static override flags = {
    target: Flags.string({ summary: 'also ask this URL (one marked request)' }),
    toxiproxy: Flags.string({ summary: 'a Toxiproxy server to check instead of the one that would be found' }),
  };

  async run(): Promise<{ ok: boolean; checks: Check[] }> {
    const { flags } = await this.parse(Doctor);
    const checks = await diagnose({ target: flags.target, toxiproxy: flags.toxiproxy, env: process.env, clock: systemClock });
    for (const check of checks) {
      this.log(`${check.ok ? 'ok  ' : 'FAIL'}  ${check.name.padEnd(17)} ${check.detail}`);
      if (check.remedy !== null) this.log(`      ${' '.repeat(17)} -> ${check.remedy}`);
    }
    const ok = checks.every((check) => check.ok);
    if (!ok) process.exitCode = exitCode.notReady;
    return { ok, checks };
  }
}
