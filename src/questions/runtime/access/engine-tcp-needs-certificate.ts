import { engine } from '../../../facts/engine.ts';
import { hostUnit, type HostUnit } from '../../../facts/host-unit.ts';
import { defineCheck } from '../../../model/check.ts';
import type { Fact } from '../../../model/fact.ts';
import { judge, pass } from '../../../model/outcome.ts';

export const engineTcpNeedsCertificate = defineCheck({
  id: 'RUN-181',
  name: 'engine-tcp-needs-certificate',
  aspect: 'runtime/access',
  title: 'The engine listens on TCP only for clients with a certificate',
  severity: 'critical',
  since: '0.1.0',
  references: [
    { standard: 'cis-docker', version: '1.8.0', item: '2.8' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.1' },
    { standard: 'nist-800-190', version: '2017', item: '4.3.2' },
  ],
  remedy:
    'Remove the `tcp://` address from `hosts`, or set `tlsverify` with certificates; use `ssh://` for remote work.',
  toKnow: 'Ask the engine itself: `plimsoll ask docker:` as root on the host.',
  needs: { engines: engine, units: hostUnit },
  *evaluate({ engines, units }) {
    for (const { value, ...about } of engines) {
      const { listens, tlsVerify, address } = value;
      const reached = address.startsWith('tcp://') ? [address] : [];
      // `fd://` are the sockets that systemd opens and hands over.
      const handed = listens.value?.some((one) => one.startsWith('fd:')) === true ? streamsOf(units) : [];
      const open = [...new Set([...(listens.value ?? []), ...reached, ...handed])].filter((one) =>
        /^(tcp|http):/.test(one),
      );
      if (listens.value === undefined && open.length === 0) yield judge(about, listens, () => null);
      else if (open.length === 0) yield pass(about, listens);
      else
        yield judge(about, tlsVerify, (demanded) =>
          demanded ? null : `listens on ${open.join(', ')} without client certificates`,
        );
    }
  },
});

/** TCP addresses of docker.socket (systemd.socket(5)): a port alone, or `address:port`; paths and `@` names are no TCP. */
function streamsOf(units: readonly Fact<HostUnit>[]): string[] {
  return units
    .filter(({ value }) => value.name === 'docker.socket')
    .flatMap(({ value }) => value.settings['Socket.ListenStream'] ?? [])
    .flatMap(({ value }) => (/^(\[?[\da-fA-F.:]+\]?:)?\d+$/.test(value) ? [`tcp://${value}`] : []));
}
