import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objects } from '../../../../../test/checks/yaml.ts';
import { controlPlane } from './control-plane.ts';
import { effectiveMode, peerAuthentications } from './peer-authentication.ts';

/** `name namespace level-or-labels mode [port=mode] [@age]`, one policy each. */
function policies(text: string): string {
  return text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one, index) => {
      const [namespace = '', app = '', mode = '', ...more] = one.split(/\s+/);
      const age = more.find((part) => part.startsWith('@'))?.slice(1);
      const ports = more.filter((part) => part.includes('=')).map((part) => part.split('='));
      const spec = {
        ...(app === '*' ? {} : { selector: { matchLabels: { app } } }),
        ...(mode === '-' ? {} : { mtls: { mode } }),
        ...(ports.length === 0
          ? {}
          : { portLevelMtls: Object.fromEntries(ports.map(([port, own]) => [port, { mode: own }])) }),
      };
      const metadata = {
        name: `p${index}`,
        namespace,
        ...(age === undefined ? {} : { creationTimestamp: `2026-01-0${age}T00:00:00Z` }),
      };
      return JSON.stringify({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata, spec });
    })
    .join('\n---\n');
}

// policies (namespace, selector `app` or *, mode or -, ports, age) | port | sidecar | ambient
const precedence = `
                                                        | 80 | permissive? | permissive?
istio-system * STRICT                                   | 80 | strict      | strict
istio-system * PERMISSIVE                               | 80 | permissive  | permissive
istio-system * DISABLE                                  | 80 | off         | permissive
istio-system * -                                        | 80 | permissive? | permissive?
istio-system * UNSET                                    | 80 | permissive? | permissive?
istio-system * STRICT; shop * PERMISSIVE                | 80 | permissive  | permissive
istio-system * STRICT; shop * DISABLE                   | 80 | off         | unknown
istio-system * PERMISSIVE; shop * STRICT                | 80 | strict      | strict
istio-system * STRICT; shop * -                         | 80 | strict      | strict
istio-system * STRICT; other * DISABLE                  | 80 | strict      | strict
istio-system * STRICT; shop db PERMISSIVE               | 80 | permissive  | permissive
istio-system * STRICT; shop web PERMISSIVE              | 80 | strict      | strict
shop * STRICT; shop db -                                | 80 | strict      | strict
shop * PERMISSIVE; shop db STRICT                       | 80 | strict      | strict
istio-system db STRICT                                  | 80 | permissive? | permissive?
istio-system db STRICT; shop * PERMISSIVE               | 80 | permissive  | permissive
shop db STRICT 80=PERMISSIVE                            | 80 | permissive  | permissive
shop db STRICT 80=PERMISSIVE                            | 81 | strict      | strict
shop db STRICT 80=DISABLE                               | 80 | off         | unknown
shop db STRICT 80=UNSET                                 | 80 | strict      | strict
shop db PERMISSIVE 80=STRICT                            | 80 | strict      | strict
shop db - 80=STRICT                                     | 80 | strict      | strict
shop db - 80=STRICT                                     | 81 | permissive? | permissive?
istio-system * STRICT; shop db - 80=DISABLE             | 80 | off         | unknown
istio-system * STRICT; shop db UNSET 80=PERMISSIVE      | 81 | strict      | strict
shop * STRICT 80=DISABLE                                | 80 | strict      | strict
istio-system * STRICT 80=DISABLE                        | 80 | strict      | strict
shop * STRICT; shop * PERMISSIVE                        | 80 | unknown     | unknown
shop * STRICT; shop * STRICT                            | 80 | strict      | strict
shop * STRICT @2; shop * PERMISSIVE @1                  | 80 | permissive  | permissive
shop * STRICT @1; shop * PERMISSIVE @2                  | 80 | strict      | strict
shop * STRICT @1; shop * PERMISSIVE @1                  | 80 | unknown     | unknown
shop * STRICT @1; shop * PERMISSIVE                     | 80 | unknown     | unknown
istio-system * STRICT @2; istio-system * DISABLE @3     | 80 | strict      | strict
shop db STRICT @2; shop db PERMISSIVE @1                | 80 | permissive  | permissive
shop db STRICT @1 80=PERMISSIVE; shop db STRICT @2      | 80 | permissive  | permissive
shop db STRICT; shop db STRICT 80=PERMISSIVE            | 80 | unknown     | unknown
shop db STRICT; shop db STRICT 80=PERMISSIVE            | 81 | strict      | strict
istio-system * PERMISSIVE; shop * STRICT; shop * DISABLE; shop db PERMISSIVE | 80 | permissive | permissive
shop * strict                                           | 80 | unknown     | unknown
shop db strict; shop * STRICT                           | 80 | unknown     | unknown
`;

describe('the mode of a port', () => {
  for (const line of precedence.trim().split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const [text, port, ...expected] = cells.length === 3 ? ['', ...cells] : cells;
    for (const [index, ambient] of [false, true].entries()) {
      it(`${text === '' ? 'nothing' : text} | ${port} | ${ambient ? 'ambient' : 'sidecar'}`, () => {
        const facts = text === '' ? [] : objects(policies(text!));
        const plane = controlPlane(facts, 'declared');
        const asked = { stage: 'declared', namespace: 'shop', labels: { app: 'db' }, ambient } as const;
        const found = effectiveMode(peerAuthentications(facts, plane), plane, asked, Number(port));
        assert.equal(`${found.mode}${found.assumed ? '?' : ''}`, expected[index]);
        assert.equal(found.missing === undefined, found.mode !== 'unknown');
        if (found.mode !== 'unknown' && !found.assumed) assert.equal(found.because.length, 1);
      });
    }
  }
});

describe('the root namespace', () => {
  const config = (name: string, mesh: string): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'istio-system' },
      data: { mesh },
    });
  const modeWith = (...texts: string[]): string => {
    const facts = objects([...texts, policies('mesh-root * STRICT')].join('\n---\n'));
    const plane = controlPlane(facts, 'declared');
    return effectiveMode(
      peerAuthentications(facts, plane),
      plane,
      { stage: 'declared', namespace: 'shop', labels: {} },
      80,
    ).mode;
  };
  it('is istio-system unless the mesh is told otherwise', () => {
    assert.equal(modeWith(), 'permissive');
    assert.equal(modeWith(config('istio', 'rootNamespace: mesh-root\n')), 'strict');
    assert.equal(modeWith(config('istio-1-24', 'rootNamespace: mesh-root\n')), 'strict');
    assert.equal(modeWith(config('istio-ca-root-cert', 'x: y\n')), 'permissive');
  });
  it('is told by an IstioOperator and by an Istio object', () => {
    const operator =
      'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: i, namespace: istio-system}\n';
    assert.equal(modeWith(`${operator}spec: {meshConfig: {rootNamespace: mesh-root}}\n`), 'strict');
    const sail = 'apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\n';
    assert.equal(modeWith(`${sail}spec: {values: {meshConfig: {rootNamespace: mesh-root}}}\n`), 'strict');
  });
  it('is not known where configurations disagree or cannot be read', () => {
    assert.equal(modeWith(config('istio', 'rootNamespace: a\n'), config('istio-x', 'rootNamespace: b\n')), 'unknown');
    assert.equal(modeWith(config('istio', 'rootNamespace: [\n')), 'unknown');
    assert.equal(modeWith(config('istio', '- a\n')), 'unknown');
  });
});
