import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectors } from '../logging/collectors.ts';
import { sensors } from '../detection/sensors.ts';
import { programOfImage, programOfProcess } from './program.ts';

const images = `
docker.io/falcosecurity/falco:0.41.0                    | Falco
falcosecurity/falco                                     | Falco
registry.acme:5000/mirror/falcosecurity/falco@sha256:${'a'.repeat(64)} | Falco
quay.io/cilium/tetragon:v1.5.0                          | Tetragon
quay.io/cilium/cilium:v1.18.0                           | -
acme/falcosecurity-falco                                | -
acme/notfalcosecurity/falco                             | -
falcosecurity/falco-exporter                            | -
falcosecurity/falco/extra                               | -
cr.fluentbit.io/fluent/fluent-bit:4.0                   | Fluent Bit
ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.130.0 | OpenTelemetry Collector
Falco!                                                  | -
`;

describe('programs', () => {
  for (const line of images.trim().split('\n')) {
    const [image, name] = line.split(' | ').map((part) => part.trim()) as [string, string];
    it(image, () => assert.equal(programOfImage(image, [...sensors, ...collectors])?.name ?? '-', name));
  }
  it('are known by their process', () => {
    assert.equal(programOfProcess('falco', sensors)?.name, 'Falco');
    assert.equal(programOfProcess('bash', sensors), undefined);
    assert.equal(programOfImage(undefined, sensors), undefined);
  });
  it('have names that /proc can hold, each once', () => {
    const names = [...sensors, ...collectors].flatMap(({ processes }) => processes);
    assert.deepEqual(
      names.filter((name) => name.length > 15),
      [],
    );
    assert.equal(new Set(names).size, names.length);
  });
});
