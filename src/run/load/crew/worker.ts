/** A thread that sends one lane of a load. It begins to listen when it is loaded, and ends by itself after its last word. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { machineMs, systemClock } from '../../clock.ts';
import { assemble } from '../assemble.ts';
import type { Run } from '../run.ts';
import { measureReach } from '../warm-up.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-messages.ts';

const port = parentPort as MessagePort;
const data = workerData as WorkerData;
const say = (message: FromWorker): void => port.postMessage(message);

const assembled = assemble(data, data.lane);
let run: Run | undefined;

port.on('message', (order: ToWorker) => {
  switch (order.do) {
    case 'warm-up':
      // A failure ends the thread with its reason, as any other here.
      void measureReach({ load: data.load, target: assembled.target, clock: systemClock }).then(({ perSecond }) =>
        say({ say: 'warm', perSecond }),
      );
      break;
    case 'start':
      run = start(order.t0MachineMs);
      break;
    case 'hold':
      run?.hold(order.atMs);
      break;
    case 'release':
      run?.release(order.atMs);
      break;
    case 'stop':
      if (run === undefined) leave();
      else void run.stop();
  }
});

function start(t0MachineMs: number): Run {
  const shift = machineMs() - systemClock.now() - t0MachineMs;
  const now = (): number => systemClock.now() + shift;
  let acknowledged: [id: string, tMs: number][] = [];
  const started = assembled.start({
    now,
    emit: (body, tMs) => say({ say: 'event', body, tMs: tMs ?? now() }),
    onFlush: (increments, nowMs) => {
      say({ say: 'flush', increments, nowMs, inFlight: run?.inFlight() ?? 0, acknowledged });
      acknowledged = [];
    },
    acknowledge: (id, tMs) => acknowledged.push([id, tMs]),
  });
  void started.ended.then(leave);
  return started;
}

function leave(): void {
  say({ say: 'ended' });
  port.close();
}
