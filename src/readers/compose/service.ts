import type { Lookup } from '../../formats/compose/interpolate.ts';
import type { Evidence } from '../../model/evidence.ts';
import { seen, type Seen } from '../../model/seen.ts';
import type { Files } from './files.ts';
import type { Findings } from './findings.ts';
import type { Budget, Node } from './node.ts';
import { Setting } from './setting.ts';
import { touchesOfKey, touchesOfSection } from './touches.ts';

/** What services are read in. */
export interface Context {
  readonly findings: Findings;
  /** The merged model. */
  readonly model: Node;
  readonly lookup: Lookup;
  readonly files: Files;
  readonly budget: Budget;
  /** Its name; undefined where the folder that it would be called after is not named. */
  readonly project: Seen<string>;
}

/** One service of the merged model, read key by key. */
export class Service {
  readonly name: string;
  readonly node: Node;
  readonly context: Context;
  constructor(name: string, node: Node, context: Context) {
    this.name = name;
    this.node = node;
    this.context = context;
  }
  setting(key: string): Setting {
    return new Setting(this.node.get(key), this.context.findings, touchesOfKey(key));
  }
  /** An entry of a top-level section: the volume or network that the service names. */
  declared(section: string, name: string): Setting {
    return new Setting(this.context.model.get(section).get(name), this.context.findings, touchesOfSection(section));
  }
  isDeclared(section: string, name: string): boolean {
    return this.context.model.get(section).map?.has(name) === true;
  }

  /** `read`, or what the specification gives when the key is absent; not when a part of the service is missing. */
  orDefault<T>(setting: Setting, read: Seen<T>, value: T, note: string): Seen<T> {
    if (!setting.empty) return read;
    const { incomplete } = this.node.parts;
    if (incomplete !== undefined) return seen<T>(undefined, setting.at, incomplete);
    return seen(value, noted(setting.at, `absent: ${note}`));
  }
  /** A list that grows by what is extended: unknown while a part of the service is missing. */
  whole<T>(read: Seen<T>): Seen<T> {
    const { incomplete } = this.node.parts;
    return incomplete === undefined ? read : seen<T>(undefined, read.at, incomplete);
  }
  /** `read`, or unknown with a reason when the key is absent. */
  orUnknown<T>(setting: Setting, read: Seen<T>, why: string): Seen<T> {
    return setting.empty ? seen<T>(undefined, setting.at, this.node.parts.incomplete ?? why) : read;
  }
}

export function noted(at: Evidence, note: string): Evidence {
  return { ...at, note: at.note === undefined ? note : `${at.note}; ${note}` };
}
