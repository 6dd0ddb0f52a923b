import { splitShellWords } from '../../formats/compose/shell-words.ts';
import type { Container, HealthCheck, Logging } from '../../facts/workload.ts';
import { mapSeen, seen, type Seen } from '../../model/seen.ts';
import type { Service } from './service.ts';
import { quoted, type Setting } from './setting.ts';

type Process = Pick<Container, 'image' | 'command' | 'arguments' | 'health' | 'restart' | 'logging' | 'pullPolicy'>;

/** What is run, and what watches over it. */
export function readProcess(service: Service): Process {
  return {
    image: readImage(service),
    command: words(service, 'entrypoint'),
    arguments: words(service, 'command'),
    health: readHealth(service),
    restart: readRestart(service),
    logging: readLogging(service),
    pullPolicy: readPullPolicy(service),
  };
}

function readImage(service: Service): Seen<string> {
  const image = service.setting('image');
  const build = service.setting('build');
  if (!image.empty || build.empty) return service.orUnknown(image, image.text(), 'no image is named');
  const context = build.get('context').node.text ?? '.';
  const dockerfile = build.get('dockerfile').node.text;
  const what = dockerfile === undefined ? context : `${dockerfile} in ${context}`;
  return seen<string>(undefined, build.at, `is built from ${what}`);
}

/** `entrypoint` or `command`: a list, or a string that is split at blanks as a shell would. */
function words(service: Service, key: string): Seen<readonly string[]> {
  const setting = service.setting(key);
  if (setting.node.list !== undefined || setting.empty) {
    return service.orUnknown(setting, setting.texts(), 'the image decides');
  }
  const { value, at, why } = setting.text();
  if (value === undefined) return seen<readonly string[]>(undefined, at, why);
  const split = splitShellWords(value);
  return split === undefined
    ? setting.invalid('has an open quote or a parenthesis')
    : seen<readonly string[]>(split, at);
}

function readHealth(service: Service): Seen<HealthCheck> {
  const health = service.setting('healthcheck');
  if (health.empty) return service.orUnknown(health, seen<HealthCheck>(undefined, health.at), 'the image decides');
  if (health.unresolved !== undefined) return seen<HealthCheck>(undefined, health.at, health.unresolved);
  if (health.node.map === undefined) return health.invalid('is no mapping');
  const off: HealthCheck = { disabled: true, test: 'NONE' };
  const disable = health.get('disable');
  const disabled = disable.boolean();
  if (disabled.value === true) return seen(off, disable.at);
  if (!disable.empty && disabled.value === undefined) return seen<HealthCheck>(undefined, disable.at, disabled.why);
  const test = health.get('test');
  if (test.empty) return seen<HealthCheck>(undefined, health.at, 'the image decides what is run');
  if (test.node.list === undefined) return mapSeen(test.text(), (text) => ({ disabled: false, test: text }));
  const { value, at, why } = test.texts();
  if (value === undefined) return seen<HealthCheck>(undefined, at, why);
  const [form, ...rest] = value;
  if (form === 'NONE') return seen(off, at);
  if (form !== 'CMD' && form !== 'CMD-SHELL') return test.invalid('begins with none of NONE, CMD and CMD-SHELL');
  return seen({ disabled: false, test: rest.join(' ') }, at);
}

const policies = new Map([
  ['none', 'no'],
  ['on-failure', 'on-failure'],
  ['any', 'always'],
]);

/** `deploy.restart_policy` counts before `restart`, as in Compose. */
function readRestart(service: Service): Seen<string> {
  const policy = service.setting('deploy').get('restart_policy');
  if (!policy.empty) {
    if (policy.unresolved === undefined && policy.node.map === undefined) return policy.invalid('is no mapping');
    const condition = policy.get('condition');
    const given = service.orDefault(condition, condition.text(), 'any', 'Compose takes any');
    if (given.value === undefined) return given;
    const name = policies.get(given.value);
    if (name === undefined) return condition.invalid('is none of none, on-failure and any');
    const attempts = policy.get('max_attempts');
    const count = attempts.integer();
    if (name !== 'on-failure' || attempts.empty) return { ...given, value: name };
    return count.value === undefined ? { ...count, value: undefined } : { ...given, value: `${name}:${count.value}` };
  }
  const restart = service.setting('restart');
  const given = service.orDefault(restart, restart.text(), 'no', 'Docker takes no');
  if (given.value === undefined) return given;
  // An unquoted `no` is false to readers of YAML 1.1.
  const value = given.value === 'false' ? 'no' : given.value;
  return /^(no|always|unless-stopped|on-failure(:\d+)?)$/.test(value)
    ? { ...given, value }
    : restart.invalid(`${quoted(restart.node)} is no restart policy`);
}

function readLogging(service: Service): Seen<Logging> {
  const logging = service.setting('logging');
  const none = seen<Logging>(undefined, logging.at);
  if (logging.empty) return service.orUnknown(logging, none, "the engine's default applies");
  if (logging.unresolved !== undefined) return { ...none, why: logging.unresolved };
  if (logging.node.map === undefined) return logging.invalid('is no mapping');
  const driver = logging.get('driver');
  const given = driver.text();
  const options: Record<string, string> = {};
  let unknown: Seen<string> | undefined;
  const asked = logging.get('options');
  if (!asked.empty && asked.node.map === undefined) {
    return seen<Logging>(undefined, asked.at, asked.unresolved ?? asked.invalid('is no mapping').why);
  }
  for (const [name, option] of asked.entries()) {
    const value = option.text();
    if (value.value !== undefined && name !== '__proto__') options[name] = value.value;
    else if (!option.empty) unknown ??= value;
  }
  if (unknown !== undefined) return seen<Logging>(undefined, unknown.at, unknown.why);
  if (driver.empty) return { ...none, why: "the engine's default driver applies" };
  return mapSeen(given, (name) => ({ driver: name, options }));
}

const pulls = new Map([
  ['always', 'Always'],
  ['missing', 'IfNotPresent'],
  ['if_not_present', 'IfNotPresent'],
  ['never', 'Never'],
]);

function readPullPolicy(service: Service): Seen<string> {
  const setting = service.setting('pull_policy');
  if (setting.empty) return absentPullPolicy(service, setting);
  const given = setting.text();
  if (given.value === undefined) return given;
  if (given.value === 'build') return seen<string>(undefined, setting.at, 'the image is built, not pulled');
  if (/^(daily|weekly|every_\w+)$/.test(given.value)) {
    return seen<string>(undefined, setting.at, `is pulled ${given.value.replace('_', ' ')}`);
  }
  const policy = pulls.get(given.value);
  return policy === undefined ? setting.invalid(`${quoted(setting.node)} is no pull policy`) : seen(policy, setting.at);
}

function absentPullPolicy(service: Service, setting: Setting): Seen<string> {
  const isBuilt = !service.setting('build').empty;
  if (isBuilt && service.setting('image').empty) {
    return service.orUnknown(setting, seen<string>(undefined, setting.at), 'the image is built, not pulled');
  }
  return service.orDefault(setting, seen<string>(undefined, setting.at), 'IfNotPresent', 'Compose takes missing');
}
