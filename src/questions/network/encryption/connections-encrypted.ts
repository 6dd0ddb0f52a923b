import { containersOf, workload } from '../../../facts/workload.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { connectionOf, isConnectionName } from '../connections/connection.ts';

export const connectionsEncrypted = defineCheck({
  id: 'NET-144',
  name: 'connections-encrypted',
  aspect: 'network/encryption',
  title: 'Connections that containers are told to make are encrypted',
  severity: 'medium',
  since: '0.1.0',
  references: [{ standard: 'nsa-cisa', version: '1.2', item: 'encryption' }],
  remedy: 'Use the TLS form of the address, such as https, rediss or `sslmode=verify-full`.',
  toKnow: 'Look at the value of the variable where it comes from, or state the TLS mode in it.',
  needs: { workloads: workload },
  *evaluate({ workloads }) {
    for (const about of containersOf(workloads)) {
      const { container } = about;
      for (const { name, value, from } of container.environment) {
        if (value.value === undefined) {
          if (isConnectionName(name))
            yield unknown(
              about,
              value,
              `${name} comes from ${from ?? 'elsewhere'}: whether it asks for TLS is not seen`,
            );
          continue;
        }
        const connection = connectionOf(name, value.value);
        if (connection === null) continue;
        const { tls, secret, says } = connection;
        if (tls === 'on') yield pass(about, value, `${name}: ${says}`);
        else if (tls === 'open') yield unknown(about, value, `${name}: ${says}`);
        else if (secret) yield fail(about, value, `${name}: ${says} sends a password in plain`, { severity: 'high' });
        else if (says.startsWith('TLS mode')) yield fail(about, value, `${name}: ${says}: TLS is off`);
        // In plain, but a mesh may encrypt it, or it may never leave the host.
        else yield unknown(about, value, `${name}: ${says} is plain, unless a mesh encrypts it`);
      }
    }
  },
});
