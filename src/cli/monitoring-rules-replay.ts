import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Event } from '../facts/event.ts';
import { priorities, priorityOf } from '../formats/falco/priority.ts';
import { linesOf } from '../io/lines.ts';
import { Failure } from '../model/failure.ts';
import { eventLimits, openEvents, type EventsTold } from '../readers/events/read-events.ts';
import { alertLine } from '../watch/rules/alert.ts';
import { RuleEngine } from '../watch/rules/rule-engine.ts';
import type { Arguments } from './arguments.ts';
import { loadSoundRules } from './rule-files.ts';
import type { Terminal } from './terminal.ts';

export async function replayRules(files: readonly string[], given: Arguments, terminal: Terminal): Promise<number> {
  const rules = given.all('rules');
  if (rules.length === 0 || files.length === 0)
    throw new Failure('BAD_ARGUMENT', 'Name rules and events: `plimsoll monitoring rules replay --rules FILE EVENTS`.');
  const engine = new RuleEngine(loadSoundRules(rules).rules);
  const threshold = priorityOf(given.text('fail-on') ?? '');
  const output = given.text('output');
  const out = output === undefined || output === '-' ? terminal.out : createWriteStream(output);
  const unwritable = new Promise<never>((_resolve, reject) => {
    if (out !== terminal.out)
      out.on('error', (error) => reject(new Failure('OUTPUT_UNWRITABLE', `Cannot write ${output}: ${error.message}.`)));
  });
  unwritable.catch(() => undefined);
  let [alerts, events, urgent, unread] = [0, 0, false, false];

  const take = async (batch: readonly Event[]): Promise<void> => {
    for (const event of batch) {
      events++;
      for (const alert of engine.match(event)) {
        alerts++;
        if (threshold !== undefined && priorities.indexOf(alert.priority) <= priorities.indexOf(threshold))
          urgent = true;
        const line = alertLine(alert, given.on('explain') ? alert.reasons() : undefined);
        if (!out.write(`${line}\n`)) await Promise.race([once(out, 'drain'), unwritable]);
      }
    }
  };
  for (const file of files) {
    const stream = openEvents('auto');
    for await (const line of linesOf(file, eventLimits.line)) {
      await take(stream.take(line));
      if (terminal.signal.aborted) throw new Failure('INTERRUPTED', 'Interrupted before all events were replayed.');
    }
    await take(stream.end());
    if (tellUnread(file, stream.told(), terminal)) unread = true;
  }
  if (out !== terminal.out) {
    out.end();
    await Promise.race([finished(out), unwritable]);
  }
  if (!given.on('quiet')) terminal.err.write(`${events} events, ${alerts} alerts\n`);
  return urgent ? 1 : unread ? 2 : 0;
}

/** Says what of a file was no event; true when something was not understood. */
function tellUnread(file: string, { faults, events, left }: EventsTold, { err }: Terminal): boolean {
  for (const { line, because } of faults) err.write(`${file}:${line}: ${because}\n`);
  for (const [why, count] of left) err.write(`${file}: ${count} left out: ${why}\n`);
  if (events === 0 && faults.length === 0) err.write(`${file}: holds no events\n`);
  return faults.length > 0 || events === 0;
}
