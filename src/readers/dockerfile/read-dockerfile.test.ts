import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Build } from '../../facts/build.ts';
import type { Gap } from '../../model/gap.ts';
import { readDockerfile } from './read-dockerfile.ts';

function read(text: string): { build: Build; gaps: Gap[]; subject: unknown } {
  const sightings = readDockerfile(text, 'web/Dockerfile', {
    source: 'directory',
    stage: 'declared',
    ignoreFile: false,
  });
  const facts = sightings.flatMap((sighting) => ('fact' in sighting ? [sighting.fact] : []));
  assert.equal(facts.length, 1);
  const gaps = sightings.flatMap((sighting) => ('gap' in sighting ? [sighting.gap] : []));
  return { build: facts[0]!.value as Build, gaps, subject: facts[0]!.subject };
}

/** Bases of all stages, `!why` where one is not known. */
function bases(text: string): string[] {
  return read(text).build.stages.map(
    ({ base, fromStage }) => `${fromStage ? 'stage ' : ''}${base.value ?? `! ${base.why}`}`,
  );
}

/** What the last instruction of the last stage becomes. */
function last(text: string): string {
  const resolved = read(text).build.stages.at(-1)?.instructions.at(-1)?.resolved;
  return resolved?.value?.join(' ') ?? `! ${resolved?.why}`;
}

describe('readDockerfile', () => {
  it('says whom it speaks of and where', () => {
    const { build, subject } = read('# syntax=docker/dockerfile:1\nFROM a AS B\n  RUN x\nFROM b\nRUN y\nRUN z');
    assert.deepEqual(subject, { source: 'directory', kind: 'Dockerfile', name: 'web/Dockerfile' });
    assert.deepEqual(
      build.stages.map(({ name, final }) => [name, final]),
      [
        ['b', false],
        ['1', true],
      ],
    );
    assert.deepEqual(build.stages[0]?.instructions[0]?.at, {
      source: 'directory',
      file: 'web/Dockerfile',
      line: 3,
      column: 3,
      place: 'stages[0].RUN[0]',
    });
    assert.equal(build.stages[1]?.instructions[1]?.at.place, 'stages[1].RUN[1]');
    assert.equal(build.directives['syntax']?.value, 'docker/dockerfile:1');
    assert.equal(build.ignoreFile.value, false);
  });

  it('FROM uses the ARGs before it', () => {
    assert.deepEqual(bases('ARG V=1\nARG I=a:$V\nFROM $I\nFROM ${I}-x AS c'), ['a:1', 'a:1-x']);
    assert.deepEqual(bases('FROM a:${V:-2}'), ['a:2']);
    assert.deepEqual(bases('ARG V\nFROM a:${V:-2}'), ['a:2']);
    assert.deepEqual(bases('ARG V=1\nFROM a${V:+-$V}'), ['a-1']);
    assert.deepEqual(bases('FROM scratch'), ['scratch']);
  });
  it('a default that was taken is noted', () => {
    assert.equal(read('ARG V=1\nFROM a:$V').build.stages[0]?.base.at.note, 'with the default of ARG V');
  });
  it('FROM without a value is a gap, not a guess', () => {
    assert.deepEqual(bases('ARG V\nFROM a:$V'), ['! a:$V: the build argument V has no value in this file']);
    assert.deepEqual(bases('FROM a:$V'), ['! a:$V: no ARG V stands before the first FROM']);
    assert.deepEqual(bases('ARG V\nFROM ${V:-}'), ['! ${V:-} is empty']);
    assert.deepEqual(bases('FROM a\nARG V=1\nFROM b:$V'), ['a', '! b:$V: no ARG V stands before the first FROM']);
    assert.deepEqual(bases('FROM $TARGETARCH/a'), ['! $TARGETARCH/a: TARGETARCH is the platform of the build']);
    const { gaps } = read('ARG V\nFROM a:$V\nUSER 1\n');
    assert.deepEqual(
      gaps.map(({ code, touches, at }) => [code, touches, at?.line]),
      [['DOCKERFILE_UNRESOLVED', ['images', 'hardening/practices'], 2]],
    );
  });
  it('the platform may be unknown while the base is known', () => {
    const { build, gaps } = read('FROM --platform=$BUILDPLATFORM golang:1');
    assert.equal(build.stages[0]?.base.value, 'golang:1');
    assert.equal(build.stages[0]?.platform.value, undefined);
    assert.deepEqual(gaps, []);
  });
  it('FROM names earlier stages, in any case, but not by number or later ones', () => {
    assert.deepEqual(bases('FROM a AS Base\nFROM BASE\nFROM 0\nFROM late\nFROM b AS late'), [
      'a',
      'stage BASE',
      '0',
      'late',
      'b',
    ]);
  });

  it('variables of a stage', () => {
    assert.equal(last('FROM scratch\nENV U=app\nUSER $U'), 'app');
    assert.equal(last('FROM a\nARG U=app\nUSER ${U}:${U}'), 'app:app');
    assert.equal(last('ARG U=app\nFROM a\nARG U\nUSER $U'), 'app');
    assert.equal(last('FROM a AS b\nENV U=app\nFROM b\nUSER $U'), 'app');
    assert.equal(last('FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $B'), '1');
    assert.equal(last('FROM scratch\nUSER "x y"'), 'x y');
    assert.equal(last('FROM a\nENV X="a b" Y=c\\ d'), 'X=a b Y=c d');
    assert.equal(last('FROM scratch\nCOPY $X/a /b'), '/a /b');
  });
  it('what has no value is not known', () => {
    assert.equal(last('ARG U=app\nFROM a\nUSER $U'), '! U is not set in this file; a may set it');
    assert.equal(last('FROM a\nARG U\nUSER $U'), '! the build argument U has no value in this file');
    assert.equal(last('FROM a\nARG TARGETARCH\nUSER $TARGETARCH'), '! TARGETARCH is the platform of the build');
    assert.equal(last('FROM a\nENV U=1\nARG U=2\nUSER $U'), '! U is set by ENV and again by ARG');
    assert.equal(last('FROM a\nONBUILD USER $U'), '! ONBUILD takes its variables from a later build');
  });
  it('RUN, CMD and ENTRYPOINT keep their dollars', () => {
    for (const name of ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK CMD']) {
      assert.equal(last(`FROM a\nENV A=1\n${name} echo $A "b"`), `${name.includes(' ') ? 'CMD ' : ''}echo $A "b"`);
    }
  });
  it('a user or an address without a value is a gap', () => {
    const { gaps } = read('FROM a\nARG U\nUSER $U\nADD $U /x\nCOPY $U /y\nENV PATH=$PATH:/a');
    assert.deepEqual(
      gaps.map(({ because, touches }) => [because, touches]),
      [
        ['USER: the build argument U has no value in this file', ['hardening/practices']],
        ['ADD: the build argument U has no value in this file', ['images/trusted-sources', 'hardening/practices']],
      ],
    );
  });
  it('faults are gaps, the rest is read', () => {
    const { build, gaps } = read('FROM a\nRUM b\nUSER c');
    assert.deepEqual(
      gaps.map(({ code, at }) => [code, at?.line, at?.column]),
      [['DOCKERFILE_INVALID', 2, 1]],
    );
    assert.equal(build.stages[0]?.instructions.length, 1);
  });
  it('values that double with each line stay small', () => {
    const { build } = read(`FROM scratch\nENV A=xxxxxxxxxx\n${'ENV A=$A$A\n'.repeat(60)}`);
    assert.match(build.stages[0]?.instructions.at(-1)?.resolved.why ?? '', /longer than/);
  });
  it('never throws', () => {
    const piece = fc.constantFrom(
      'FROM a',
      'FROM $A AS b',
      'ARG A',
      'ARG A=$B',
      'ENV A=$A',
      'USER ${A:-',
      'COPY $A "',
      '\n',
      '\n',
      ' x',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (parts) => void read(parts.join(''))));
  });
});
