/** What the checks say of badPods: each object fails what the name of its folder promises, and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { questions } from '../../src/main.ts';
import type { Fact } from '../../src/model/fact.ts';
import { evaluate } from '../checks/table.ts';
import { look } from './look.ts';

const manifests = join(import.meta.dirname, '../../../shared/data/manifests/badPods/manifests');
const [privileged, hostPid, hostIpc, hostNetwork, hostPath] = ['HRD-101', 'RUN-121', 'RUN-122', 'RUN-123', 'RUN-125'];
const checks = questions
  .flatMap((question) => question.checks)
  .filter(({ id }) => [privileged, hostPid, hostIpc, hostNetwork, hostPath].includes(id));

const promises: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'everything-allowed': [privileged, hostPid, hostIpc, hostNetwork, hostPath],
  'priv-and-hostpid': [privileged, hostPid],
  priv: [privileged],
  hostpath: [hostPath],
  hostpid: [hostPid],
  hostnetwork: [hostNetwork],
  hostipc: [hostIpc],
  'nothing-allowed': [],
};
/** This manifest says more than its folder: beside `hostIPC: true` stand `hostPID: true` and `hostNetwork: true`. */
const exception = 'hostipc/deamonset/hostipc-revshell-deamonset.yaml';
const kinds = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
];

/** Ids of the checks that fail for each object, by its file. */
function failures(facts: readonly Fact[]): Map<string, string[]> {
  const failed = new Map<string, string[]>();
  for (const check of checks) {
    for (const { verdict, evidence, subject } of evaluate(check, facts)) {
      const file = evidence[0]!.file!;
      assert.notEqual(verdict, 'unknown', `${check.id} ${subject.kind} ${file}`);
      const ids = failed.get(file) ?? [];
      failed.set(file, ids);
      if (verdict === 'fail' && !ids.includes(check.id)) ids.push(check.id);
    }
  }
  return failed;
}

describe('badPods', () => {
  it('is judged by five checks', () => assert.equal(checks.length, 5));
  it('has one manifest that shares more than its folder says', () => {
    const text = readFileSync(join(manifests, exception), 'utf8');
    for (const line of ['hostIPC: true', 'hostPID: true', 'hostNetwork: true']) assert.ok(text.includes(line), line);
  });
  for (const [folder, promised] of Object.entries(promises)) {
    it(`${folder} fails ${promised.join(', ') || 'nothing'}`, async () => {
      const { facts, gaps, workloads } = await look(join(manifests, folder), { shown: folder });
      assert.deepEqual(gaps, []);
      assert.deepEqual([...new Set(workloads.map(({ subject }) => subject.kind))].toSorted(), kinds);
      const failed = failures(facts);
      assert.deepEqual(new Set(failed.keys()), new Set(workloads.map(({ at }) => at.file)));
      for (const [file, ids] of failed) {
        const wanted = file === exception ? [hostPid, hostIpc, hostNetwork] : promised;
        assert.deepEqual(new Set(ids), new Set(wanted), file);
      }
    });
  }
});
