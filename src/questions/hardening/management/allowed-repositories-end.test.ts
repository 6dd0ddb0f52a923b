import { manifests } from '../../../../test/checks/manifests.ts';
import { checkTable } from '../../../../test/checks/table.ts';
import { allowedRepositoriesEnd } from './allowed-repositories-end.ts';

const repos = (list: string): ReturnType<typeof manifests> =>
  manifests(
    `{apiVersion: constraints.gatekeeper.sh/v1beta1, kind: K8sAllowedRepos, metadata: {name: a}, spec: {parameters: {repos: ${list}}}}`,
  );

checkTable(allowedRepositoriesEnd, [
  { name: 'ended', facts: repos('[registry.example/, ghcr.io/acme/]'), verdicts: ['pass'] },
  { name: 'open', facts: repos('[registry.example/, ghcr.io/acme]'), verdicts: ['fail'], saw: /acme also/ },
  { name: 'one image', facts: repos('[registry.example/a:1.2]'), verdicts: ['pass'] },
  { name: 'no list', facts: repos('registry.example'), verdicts: ['unknown'] },
  {
    name: 'none',
    facts: manifests('{apiVersion: constraints.gatekeeper.sh/v1beta1, kind: K8sAllowedRepos, metadata: {name: a}}'),
    verdicts: ['unknown'],
  },
  {
    name: 'of another group',
    facts: manifests('{apiVersion: x.io/v1, kind: K8sAllowedRepos, metadata: {name: a}}'),
    verdicts: [],
  },
]);
