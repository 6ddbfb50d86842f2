/**
 * Progress while a run is under way, on stderr only: a panel that is redrawn in place on a terminal, one heartbeat line
 * every five seconds and one line per event elsewhere, a terminal's background included. stderr's terminal decides, also under
 * --json, because stdout is the data.
 */
import { emitKeypressEvents } from 'node:readline';
import ora, { type Ora } from 'ora';
import type { Event } from './events/event.ts';
import type { Plan } from './plan/plan.ts';
import { eventLine, createHeartbeat } from './report/heartbeat.ts';
import { createPanel } from './report/panel.ts';
import type { Clock } from './run/clock.ts';
import { isForeground } from './run/state-process.ts';

export interface LiveView {
  tell(what: string): void;
  see(event: Event): void;
  /** A line that stays, above the panel. */
  say(text: string): void;
  close(): void;
}

export interface ViewOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly quiet: boolean;
  /** False under --ci: lines, even on a terminal. */
  readonly panel: boolean;
  readonly color: boolean;
  /** A key was pressed in the panel. */
  readonly onKey: (key: PanelKey) => void;
}

export type PanelKey = 'abort' | 'note' | 'hold' | 'release' | 'clear' | 'confirm' | 'interrupt';

const redrawMs = 200;
const heartbeatMs = 5_000;
const keys: Readonly<Record<string, PanelKey>> = {
  a: 'abort',
  n: 'note',
  h: 'hold',
  r: 'release',
  c: 'clear',
  y: 'confirm',
  return: 'confirm',
};
const keyHelp = 'a abort   h hold   r release   c clear faults   n note   Ctrl-C stop';
const confirmHelp = 'y done   ';

export function openView(options: ViewOptions): LiveView {
  if (options.quiet) return { tell() {}, see() {}, say: (text) => void process.stderr.write(`${text}\n`), close() {} };
  // A CI job's terminal is a log file in the end.
  return options.panel && process.stderr.isTTY && isForeground() && !process.env['CI'] ? panelView(options) : lineView(options);
}

function lineView({ plan, clock }: ViewOptions): LiveView {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const stamp = (): string => clock.wall().toISOString();
  const heartbeat = createHeartbeat(plan);
  let timer: NodeJS.Timeout | undefined;
  let origin: number | undefined;
  return {
    say,
    tell: (what) => say(`${stamp()} event=setup what=${JSON.stringify(what)}`),
    see(event) {
      heartbeat.see(event);
      if (event.type === 'started') {
        origin = clock.now() - event.tMs;
        timer = setInterval(() => say(heartbeat.line({ wall: stamp(), nowMs: clock.now() - (origin ?? 0) })), heartbeatMs);
      }
      if (event.type === 'ended') clearInterval(timer);
      const line = eventLine(event);
      if (line !== null) say(`${stamp()} ${line}`);
    },
    close: () => clearInterval(timer),
  };
}

function panelView(options: ViewOptions): LiveView {
  const { plan, clock, color } = options;
  const isAttended = plan.faults.some(({ spec }) => spec.type === 'manual');
  const panel = createPanel(plan, `${isAttended ? confirmHelp : ''}${keyHelp}`);
  // ora clears and redraws as many lines as it drew, hides the cursor and gives it back.
  const spinner: Ora = ora({ stream: process.stderr, discardStdin: false, text: 'starting' }).start();
  let origin: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    if (origin === undefined) return;
    const width = process.stderr.columns ?? 80;
    spinner.text = panel
      .lines({ nowMs: clock.now() - origin, width: width - 3, height: Math.max(8, (process.stderr.rows ?? 24) - 2), color })
      .join('\n');
  };
  const letGo = listenToKeys(options.onKey);
  return {
    tell(what) {
      if (origin === undefined) spinner.text = what;
    },
    say(text) {
      spinner.clear();
      process.stderr.write(`${text}\n`);
      spinner.render();
    },
    see(event) {
      panel.update(event);
      if (event.type === 'started') {
        origin = clock.now() - event.tMs;
        timer = setInterval(draw, redrawMs);
      }
    },
    close() {
      clearInterval(timer);
      letGo();
      spinner.stop();
    },
  };
}

/** In raw mode the terminal sends no signal for Ctrl-C, only the key: it is passed on as what it means. */
function listenToKeys(onKey: (key: PanelKey) => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  // A terminal that closes fails to be read, and to be set back: that is told by its signal.
  stdin.on('error', () => {});
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  const heard = (_: string | undefined, key: { name?: string; ctrl?: boolean }): void => {
    if (key.ctrl && key.name === 'c') return onKey('interrupt');
    const command = key.ctrl ? undefined : keys[key.name ?? ''];
    if (command) onKey(command);
  };
  stdin.on('keypress', heard);
  return () => {
    stdin.off('keypress', heard);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
