import { configuration } from '../../../facts/configuration.ts';
import { engine } from '../../../facts/engine.ts';
import { hostProcess } from '../../../facts/host-process.ts';
import { containersOf, workload, type Logging, type Workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { pass, unknown } from '../../../model/outcome.ts';
import { findPrograms, hostPathsOf } from '../programs/daemon-set.ts';
import { hostOf } from '../programs/host.ts';
import { collectors } from './collectors.ts';

export const containerLogsLeaveHost = defineCheck({
  id: 'MON-123',
  name: 'container-logs-leave-host',
  aspect: 'monitoring/logging',
  title: 'The logs of containers are sent to one place',
  severity: 'high',
  since: '0.1.0',
  references: [{ standard: 'cis-docker', version: '1.8.0', item: '2.14' }],
  remedy:
    'Use a log driver that sends (fluentd, gelf, syslog over TLS, …), or run a collector that reads the log files.',
  toKnow: 'Ask `docker:` as root on the host, so that a collector among its processes is seen.',
  needs: { workloads: workload, processes: hostProcess, engines: engine, configurations: configuration },
  *evaluate({ workloads, processes, engines, configurations }) {
    for (const one of engines) {
      const { loggingDriver, loggingOptions } = one.value;
      const driver = loggingDriver.value;
      if (driver !== undefined && sends({ driver, options: loggingOptions.value ?? {} }))
        yield pass(one, loggingDriver, driver);
      else
        yield unknown(
          one,
          loggingDriver,
          `by default logs stay on the host (${driver ?? 'driver not said'}); whether a collector reads them there is not seen`,
        );
    }
    for (const one of configurations) {
      // What a running engine was configured with is judged with the engine.
      if (one.value.program !== 'docker-daemon' || one.stage !== 'declared') continue;
      const { root } = one.value;
      const driver = root.get('log-driver').string();
      if (driver.value !== undefined && sends({ driver: driver.value, options: root.get('log-opts').record() }))
        yield pass(one, driver, driver.value);
      else
        yield unknown(
          one,
          driver,
          'by default logs stay on the host; whether a collector reads them there is not seen',
        );
    }
    const host = hostOf(processes.filter(({ value }) => value.container === null));
    const process = host.running(collectors);
    const reading = new Map(
      findPrograms(workloads, collectors)
        .filter((found) => found.workload.value.orchestrator !== 'kubernetes' && readsDocker(hostPathsOf(found)))
        .map(({ program, workload: own }) => [placeOf(own), program.name]),
    );
    const places = new Map(workloads.map((one) => [one.value, placeOf(one)]));
    for (const about of containersOf(workloads)) {
      const { container, workload: of } = about;
      const { value: logging } = container.logging;
      if (
        of.orchestrator === 'kubernetes' ||
        logging === undefined ||
        logging.driver === 'none' ||
        logging.driver === ''
      )
        continue;
      const collector = reading.get(places.get(of) ?? '');
      const ofHost = about.stage === 'running' && (logging.driver === 'json-file' || logging.driver === 'local');
      if (sends(logging)) yield pass(about, container.logging, logging.driver);
      else if (collector !== undefined && logging.driver === 'json-file')
        yield pass(about, container.logging, `${collector} reads the log files`);
      else if (ofHost && process !== undefined) {
        const why = `its logs stay on the host (${logging.driver}), where ${process.program.name} runs; whether it reads them is not seen`;
        yield unknown(about, [container.logging, process.process.at], why, {
          toKnow: `Look into the configuration of ${process.program.name} on the host.`,
        });
      } else if (ofHost && host.whole)
        yield unknown(
          about,
          container.logging,
          `its logs stay on the host (${logging.driver}), where no collector that Plimsoll knows runs`,
          { toKnow: 'Look for what else takes logs from this host; without it, name a log driver that sends.' },
        );
      else
        yield unknown(
          about,
          container.logging,
          `its logs stay on the host (${logging.driver}); whether a collector reads them there is not seen`,
        );
    }
  },
});

/** Where each driver of Docker and the plugins of Loki and others sends to, by the option that says so. */
const addresses = new Map([
  ['syslog', 'syslog-address'],
  ['fluentd', 'fluentd-address'],
  ['gelf', 'gelf-address'],
  ['splunk', 'splunk-url'],
  ['loki', 'loki-url'],
]);

/**
 * Drivers that send logs away. `journald` stays, and so do syslog and fluentd without an address
 * (Docker takes the host's own: `unixgram:///dev/log`, `localhost:24224`).
 */
function sends({ driver, options }: Logging): boolean {
  const kind = /(^|\/)(loki|loki-docker-driver)(:|$)/.test(driver) ? 'loki' : driver;
  if (/^(awslogs|gcplogs|logentries|etwlogs)$/.test(kind)) return true;
  const option = addresses.get(kind);
  if (option === undefined) return false;
  const address = options[option];
  // Not said here, it may be said in daemon.json: without it these two do not start.
  if (address === undefined) return kind === 'splunk' || kind === 'loki' || kind === 'gelf';
  return !/^unix|^((tcp|udp|https?|tcp\+tls):\/\/)?(localhost|127\.|0\.0\.0\.0|\[::1?\]|[:/]|$)/i.test(address);
}

function readsDocker(paths: readonly string[]): boolean {
  return paths.some((path) =>
    [
      '/',
      '/var',
      '/var/lib',
      '/var/lib/docker',
      '/var/lib/docker/containers',
      '/var/run/docker.sock',
      '/run/docker.sock',
    ].includes(path),
  );
}

function placeOf({ stage, subject }: Fact<Workload>): string {
  return `${stage} ${subject.source}`;
}
