import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPlatform, platformOfMachine, platformText, readPlatformText } from './platform.ts';

const read = (text: string): string => {
  const platform = readPlatformText(text);
  return platform === null ? '!' : platformText(platform);
};

/** What was asked for, what an image is of, and whether that is it. */
const vectors = `
linux/amd64 linux/amd64 yes
linux/amd64 linux/amd64/v1 yes
linux/amd64 linux/amd64/v2 no
linux/amd64/v2 linux/amd64/v2 yes
linux/arm64 linux/arm64/v8 yes
linux/arm64/v8 linux/arm64 yes
linux/arm64/v9 linux/arm64 no
linux/arm linux/arm/v6 yes
linux/arm/v7 linux/arm/v6 no
linux/arm/v7 linux/arm no
linux/amd64 windows/amd64 no
linux/amd64 linux/386 no
linux/amd64 unknown/unknown no
linux/amd64 - no
`;

describe('platforms', () => {
  it('are read', () => {
    assert.equal(read('amd64'), 'linux/amd64');
    assert.equal(read('x86_64'), 'linux/amd64');
    assert.equal(read('Linux/aarch64'), 'linux/arm64');
    assert.equal(read('linux/armhf'), 'linux/arm/v7');
    assert.equal(read('windows/amd64'), 'windows/amd64');
    for (const bad of ['', 'a/b/c/d', 'linux/', 'linux/amd 64', '/amd64']) assert.equal(read(bad), '!', bad);
  });
  it('of machines are those that Node names', () => {
    assert.deepEqual(
      ['x64', 'arm64', 'arm', 'ia32', 's390x'].map((name) => platformText(platformOfMachine(name))),
      ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/s390x'],
    );
  });
  for (const line of vectors.trim().split('\n')) {
    const [wanted = '', have = '', verdict] = line.split(' ');
    it(line, () => {
      assert.equal(isPlatform(readPlatformText(wanted)!, have === '-' ? null : have), verdict === 'yes');
    });
  }
});
