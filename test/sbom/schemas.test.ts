/** What is written holds to the schemas of CycloneDX and SPDX, for anything that a package may be called. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { formats, kept, readBack, told, written, type Told } from './told.ts';

const folder = join(import.meta.dirname, '../fixtures/sbom');

function schema(name: string): object {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
}

function validator(name: string): ValidateFunction {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    // Formats that ajv-formats does not know; nothing that is written here has them.
    formats: { 'iri-reference': true, 'idn-email': true },
  });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  if (name.startsWith('bom-')) {
    for (const part of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
      const name = `${part}.SNAPSHOT.schema.json`;
      ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}`);
    }
  }
  return ajv.compile(schema(name));
}

const schemas = {
  'cyclonedx-1.6': 'bom-1.6.SNAPSHOT.schema.json',
  'cyclonedx-1.7': 'bom-1.7.SNAPSHOT.schema.json',
  spdx: 'spdx-2.3.schema.json',
} as const;

describe('schemas of SBOMs', () => {
  for (const format of formats) {
    it(format, () => {
      const valid = validator(schemas[format]);
      assert.equal(valid({}), false, 'the schema asks for something');
      fc.assert(
        fc.property(told, (one) => {
          assert.ok(valid(JSON.parse(written(one, format))), JSON.stringify(valid.errors?.slice(0, 3)));
        }),
        { numRuns: 100 },
      );
    });
  }
  it('of SBOMs of other tools, written anew', () => {
    const validators = formats.map((format) => [format, validator(schemas[format])] as const);
    const samples = join(import.meta.dirname, 'samples');
    const files = readdirSync(samples);
    assert.ok(files.length >= 10);
    for (const file of files) {
      const one = readBack(readFileSync(join(samples, file), 'utf8'));
      for (const [format, valid] of validators) {
        const text = written(one, format);
        assert.ok(valid(JSON.parse(text)), `${file}: ${JSON.stringify(valid.errors?.slice(0, 3))}`);
        assert.deepEqual(kept(placeless(readBack(text))), kept(placeless(one)), file);
      }
    }
  });
});

/** A package that an SBOM tells no file of has its place in that SBOM alone. */
function placeless(one: Told): Told {
  return {
    ...one,
    packages: one.packages.map((found) => (found.file === '' ? { ...found, at: { source: '' } } : found)),
  };
}
