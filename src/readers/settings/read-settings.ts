import { networkPluginNames, type NetworkPluginName } from '../../facts/policy.ts';
import { readYaml } from '../../formats/yaml/read-yaml.ts';
import type { Evidence } from '../../model/evidence.ts';
import { describeEvidence } from '../../model/evidence.ts';
import { Failure } from '../../model/failure.ts';
import type { Located } from '../../model/located.ts';
import { seen, type Seen } from '../../model/seen.ts';
import { isSeverity, severities, type Severity } from '../../model/severity.ts';
import { readWaivers } from './read-waivers.ts';
import type { AdvisorySettings, Settings } from './settings.ts';

const settingNames = ['failOn', 'trust', 'notApplicable', 'ignore', 'waivers', 'retention', 'advisories', 'network'];

/**
 * Reads plimsoll.yaml. The shape is strict: an unknown key or a wrong value is a `Failure` with its
 * position, because a misspelt trust list that is silently ignored would answer for nobody.
 *
 * @param aspects all `question/aspect` names, the only ones that may be declared not applicable
 */
export function readSettings(text: string, file: string, aspects: readonly string[]): Settings {
  const { documents, problems } = readYaml(text, file, 'plimsoll', 'core');
  const [problem] = problems;
  if (problem !== undefined)
    throw new Failure('CONFIG_INVALID', `${file}:${problem.line}:${problem.column}: ${problem.because}.`);
  if (documents.length > 1)
    throw new Failure('CONFIG_INVALID', `${file} holds ${documents.length} documents; one is read.`);
  const root = documents[0]?.root;
  if (root === undefined) return noSettings({ source: 'plimsoll', file });
  if (!root.isMap) throw wrong(root, 'must be a mapping');
  const top = keysOf(root, settingNames);
  const trust = keysOf(top.get('trust'), ['sources', 'engineUsers']);
  const engineUsers = trust.get('engineUsers');
  const retention = keysOf(top.get('retention'), ['leastDays', 'mostDays']);
  const waivers = top.get('waivers');
  const inline = waivers.isList ? readWaivers(waivers) : { waivers: [], gaps: [] };
  if (!waivers.empty && !waivers.isList && waivers.string().value === undefined) {
    throw wrong(waivers, 'must be the path of a file, or a list of waivers');
  }
  return {
    policy: {
      trustedSources: seen(
        trust.get('sources').empty ? undefined : stringsOf(trust.get('sources')),
        trust.get('sources').at,
      ),
      retentionDays: seen(retention.empty ? undefined : retentionOf(retention), retention.at),
      engineUsers: seen(engineUsers.empty ? undefined : stringsOf(engineUsers), engineUsers.at),
      networkPlugin: networkPluginOf(keysOf(top.get('network'), ['plugin']).get('plugin')),
      at: root.at,
    },
    failOn: failOnOf(top.get('failOn')),
    notApplicable: notApplicableOf(top.get('notApplicable'), aspects),
    ignore: top.get('ignore').empty ? [] : stringsOf(top.get('ignore')),
    advisories: advisoriesOf(top.get('advisories')),
    waiversFile: waivers.empty || waivers.isList ? null : waivers.string(),
    ...inline,
  };
}

/** What holds when there is no plimsoll.yaml: nothing is trusted, waived or left out. */
export function noSettings(at: Evidence): Settings {
  return {
    policy: {
      trustedSources: seen<readonly string[]>(undefined, at),
      retentionDays: seen<{ least?: number }>(undefined, at),
      engineUsers: seen<readonly string[]>(undefined, at),
      networkPlugin: seen<NetworkPluginName>(undefined, at),
      at,
    },
    failOn: undefined,
    notApplicable: new Map(),
    ignore: [],
    advisories: { mirrors: new Map(), feeds: null },
    waiversFile: null,
    waivers: [],
    gaps: [],
  };
}

function keysOf(mapping: Located, known: readonly string[]): Located {
  if (!mapping.empty && !mapping.isMap) throw wrong(mapping, 'must be a mapping');
  for (const [key, entry] of mapping.entries()) {
    if (!known.includes(key)) throw wrong(entry, `is not a setting; known are ${known.join(', ')}`);
  }
  return mapping;
}

function stringsOf(list: Located): readonly string[] {
  const { value } = list.strings();
  if (value === undefined) throw wrong(list, 'must be a list of strings');
  return value;
}

function networkPluginOf(setting: Located): Seen<NetworkPluginName> {
  if (setting.empty) return seen<NetworkPluginName>(undefined, setting.at);
  const known = networkPluginNames.find((name) => name === setting.value);
  if (known === undefined) throw wrong(setting, `must be one of ${networkPluginNames.join(', ')}`);
  return seen(known, setting.at);
}

function failOnOf(setting: Located): Severity | undefined {
  if (setting.empty) return undefined;
  const { value } = setting.string();
  if (value === undefined || !isSeverity(value) || value === 'info') {
    throw wrong(setting, `must be one of ${severities.slice(1).join(', ')}`);
  }
  return value;
}

function notApplicableOf(mapping: Located, aspects: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [aspect, entry] of keysOf(mapping, aspects).entries()) {
    const reason = entry.string().value?.trim();
    if (reason === undefined || reason === '') throw wrong(entry, 'must give the reason why the aspect does not apply');
    found.set(aspect, reason);
  }
  return found;
}

function retentionOf(mapping: Located): { least?: number; most?: number } {
  const days = (name: string): number | undefined => {
    const setting = mapping.get(name);
    const { value } = setting.number();
    if (!setting.empty && (value === undefined || !Number.isInteger(value) || value < 1))
      throw wrong(setting, 'must be a whole number of days');
    return value;
  };
  const [least, most] = [days('leastDays'), days('mostDays')];
  if (least !== undefined && most !== undefined && least > most) throw wrong(mapping, 'has leastDays above mostDays');
  return { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
}

function advisoriesOf(mapping: Located): AdvisorySettings {
  keysOf(mapping, ['mirrors', 'feeds']);
  const [list, feeds] = [mapping.get('mirrors'), mapping.get('feeds')];
  if (!list.empty && !list.isMap) throw wrong(list, 'must be a mapping');
  const mirrors = list.entries().map(([from, entry]): [string, string] => {
    const to = entry.string().value;
    if (!/^https?:\/\//.test(from)) throw wrong(entry, 'must be under a key that begins with https://');
    if (to === undefined || !/^(https?:\/\/[^/]|file:\/\/\/)/.test(to)) {
      throw wrong(entry, 'must be an http, https or file URL');
    }
    return [from, to];
  });
  return { mirrors: new Map(mirrors), feeds: feeds.empty ? null : stringsOf(feeds) };
}

function wrong(setting: Located, what: string): Failure {
  return new Failure(
    'CONFIG_INVALID',
    `${describeEvidence(setting.at)}: \`${setting.path === '' ? 'the file' : setting.path}\` ${what}.`,
  );
}
