import { configuration } from '../../../facts/configuration.ts';
import { engine } from '../../../facts/engine.ts';
import { defineCheck } from '../../../model/check.ts';
import type { About } from '../../../model/fact.ts';
import { fail, pass, unknown, type Judgement } from '../../../model/outcome.ts';
import { seen, type Seen } from '../../../model/seen.ts';
import { boundOf } from '../programs/log-size.ts';

export const engineLogsByDefault = defineCheck({
  id: 'MON-124',
  name: 'engine-logs-by-default',
  aspect: 'monitoring/logging',
  title: 'The engine keeps and rotates logs by default',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.14' }],
  remedy: 'Set `log-driver` and `log-opts` (`max-size`, `max-file`) in daemon.json and restart the engine.',
  toKnow: 'Ask `docker:` as root on the host, so that daemon.json and the arguments of dockerd can be read.',
  needs: { engines: engine, configurations: configuration },
  *evaluate({ engines, configurations }) {
    for (const one of engines) yield judgeDefault(one, one.value.loggingDriver, one.value.loggingOptions);
    for (const one of configurations) {
      // What a running engine was configured with is judged with the engine.
      if (one.value.program !== 'docker-daemon' || one.stage !== 'declared') continue;
      const { root } = one.value;
      const options = root.get('log-opts');
      const driver = root.get('log-driver');
      yield judgeDefault(
        one,
        driver.orDefault(driver.string(), 'json-file', 'absent: Docker takes json-file'),
        options.empty || options.isMap
          ? seen(options.record(), options.at)
          : seen<Record<string, string>>(undefined, options.at, 'log-opts is not a mapping'),
      );
    }
  },
});

function judgeDefault(about: About, driver: Seen<string>, options: Seen<Readonly<Record<string, string>>>): Judgement {
  if (driver.value === undefined) return unknown(about, driver, driver.why ?? 'its default log driver is not said');
  if (driver.value === 'none')
    return fail(about, driver, 'throws logs away by default (driver none)', { severity: 'high' });
  if (driver.value !== 'json-file' && driver.value !== 'local') return pass(about, driver, driver.value);
  if (options.value === undefined)
    return unknown(about, options, options.why ?? 'the options of its log driver are not said');
  const bound = boundOf({ driver: driver.value, options: options.value });
  if (bound === 'unbounded')
    return fail(about, [driver, options], `log files grow until the disk is full (${driver.value} without max-size)`);
  if (bound === 'unread') return unknown(about, options, `max-size "${options.value['max-size']}" is no size`);
  return pass(about, [driver, options]);
}
