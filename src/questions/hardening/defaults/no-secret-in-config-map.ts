import { kubernetesObject } from '../../../facts/kubernetes-object.ts';
import { defineCheck } from '../../../model/check.ts';
import { fail, pass, unknown } from '../../../model/outcome.ts';
import { credentialShape, isPlaceholder, namesCredential } from '../credentials/credentials.ts';

/** Of a key or of the first line of a file that shows it; never the value. */
function credentialsIn(key: string, text: string): string | null {
  const shape = credentialShape(text);
  if (shape !== null) return `${key} holds ${shape}`;
  const lines = text.split('\n', 10_000);
  if (lines.length === 1 && namesCredential(key) && !isPlaceholder(text)) return `${key} holds a credential`;
  const line = lines.findIndex((one) => {
    const [, name = '', value = ''] =
      /^\s{0,40}["']?([\w.-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?([^"'#\n]{1,400})/.exec(one) ?? [];
    return namesCredential(name) && !isPlaceholder(value);
  });
  return line === -1 ? null : `line ${line + 1} of ${key} holds a credential`;
}

export const noSecretInConfigMap = defineCheck({
  id: 'HRD-204',
  name: 'no-secret-in-config-map',
  aspect: 'hardening/defaults',
  title: 'No credential is kept in a ConfigMap',
  severity: 'high',
  since: '0.1.0',
  references: [
    { standard: 'cis-kubernetes', version: '2.0.1', item: '5.4.1' },
    { standard: 'nsa-cisa', version: '1.2', item: 'secrets' },
  ],
  remedy: 'Move it to a Secret or a secret store, and replace it: it must be taken as known.',
  toKnow: 'Ask the folder after correcting the ConfigMap that cannot be read.',
  needs: { objects: kubernetesObject },
  *evaluate({ objects }) {
    for (const { value, ...about } of objects) {
      if (value.kind !== 'ConfigMap' || value.apiVersion !== 'v1') continue;
      const data = value.root.get('data');
      if (!data.isMap && !data.empty) yield unknown(about, data.at, 'data is no mapping');
      else {
        const found = data.entries().flatMap(([key, entry]) => {
          const saw = credentialsIn(key, entry.text().value ?? '');
          return saw === null ? [] : [{ saw, at: entry.at }];
        });
        const unread = data.entries().find(([, entry]) => !entry.empty && entry.text().value === undefined)?.[1];
        if (unread !== undefined) yield unknown(about, unread.at, `a value ${unread.text().why}`);
        else if (found.length === 0) yield pass(about, value.root.at);
        for (const { saw, at } of found) yield fail(about, at, saw);
      }
    }
  },
});
