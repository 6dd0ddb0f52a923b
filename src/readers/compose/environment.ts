import { readEnvFile, readRawEnvFile, type EnvFile } from '../../formats/compose/env-file.ts';
import type { Lookup } from '../../formats/compose/interpolate.ts';
import type { EnvironmentVariable } from '../../facts/workload.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen } from '../../model/seen.ts';
import { whyNot } from './files.ts';
import { hostEnvironment } from './node.ts';
import { noted, type Service } from './service.ts';
import type { Setting } from './setting.ts';

/**
 * `env_file` and on it `environment`. A value that holds a variable of the process environment, or
 * one that is set nowhere, is no literal of the project: it is `from` the host and not told.
 */
export function readEnvironment(service: Service): EnvironmentVariable[] {
  const found = new Map<string, EnvironmentVariable>();
  const environment = service.setting('environment');
  for (const item of service.setting('env_file').items()) {
    for (const variable of readFile(service, item, environment)) found.set(variable.name, variable);
  }
  for (const [name, entry] of environment.entries()) {
    const variable = readEntry(service, name, entry);
    if (variable !== undefined) found.set(name, variable);
  }
  return [...found.values()];
}

function readEntry(service: Service, name: string, entry: Setting): EnvironmentVariable | undefined {
  if (entry.unresolved !== undefined) {
    return { name, value: seen<string>(undefined, entry.at, entry.unresolved), from: 'host' };
  }
  if (entry.empty) return inherited(service, name, entry.at);
  if (entry.node.parts.fromHost === true) return fromHost(name, entry.at);
  const value = entry.text();
  return entry.node.text === undefined ? undefined : { name, value, from: null };
}

/** A name without value takes that of the environment or of `.env`. */
function inherited(service: Service, name: string, at: Evidence): EnvironmentVariable {
  const variable = service.context.lookup(name);
  if (variable === undefined || variable.from === hostEnvironment) return fromHost(name, at);
  return { name, value: seen(variable.value, noted(at, `${name} from ${variable.from}`)), from: null };
}

function fromHost(name: string, at: Evidence): EnvironmentVariable {
  return { name, value: seen<string>(undefined, at, 'comes from the environment of whoever starts it'), from: 'host' };
}

function readFile(service: Service, item: Setting, environment: Setting): EnvironmentVariable[] {
  const { files, lookup, findings, budget } = service.context;
  const asked = item.node.map === undefined ? item : item.get('path');
  const path = asked.empty ? asked.invalid<string>('names no env file').value : asked.text().value;
  if (path === undefined) return [];
  const resolved = files.resolve(item.node.parts.folder, path);
  const file = files.shown(resolved);
  const read = files.read(resolved);
  if (!('text' in read)) {
    const optional = item.node.map !== undefined && item.get('required').boolean().value === false;
    if (optional && 'missing' in read) return [];
    findings.gap('COMPOSE_UNRESOLVED', asked.at, `the env file ${file} ${whyNot(read)}`, item.touches);
    return [];
  }
  const format = item.node.map === undefined ? '' : (item.get('format').node.text ?? '');
  if (format !== '' && format !== 'raw') {
    item.invalid(`the format ${JSON.stringify(format)} of an env file is not known`);
    return [];
  }
  const find: Lookup = (name) => lookup(name) ?? ownVariable(environment, name);
  const parsed: EnvFile = format === 'raw' ? readRawEnvFile(read.text) : readEnvFile(read.text, find, file);
  budget.take(parsed.entries.length);
  const at = (line: number, name?: string): Evidence => {
    const where = { source: findings.source, file, line, column: 1 };
    return name === undefined ? where : { ...where, place: name };
  };
  for (const { because, line } of parsed.problems) findings.gap('COMPOSE_INVALID', at(line), because, item.touches);
  return parsed.entries.map(({ name, value, line }) => {
    if (value === null) return inherited(service, name, at(line, name));
    if (value.problems.length > 0) {
      const because = value.problems.join('; ');
      findings.gap('COMPOSE_UNRESOLVED', at(line, name), because, item.touches);
      return { name, value: seen<string>(undefined, at(line, name), because), from: 'host' };
    }
    if (value.origins.includes(hostEnvironment)) return fromHost(name, at(line, name));
    const place = value.notes.length === 0 ? at(line, name) : noted(at(line, name), value.notes.join('; '));
    return { name, value: seen(value.text, place), from: null };
  });
}

/** Variables in an env file may be those of the service's own `environment`. */
function ownVariable(environment: Setting, name: string): ReturnType<Lookup> {
  const { node } = environment.get(name);
  return node.text === undefined ? undefined : { value: node.text, from: `environment of the service (${name})` };
}
