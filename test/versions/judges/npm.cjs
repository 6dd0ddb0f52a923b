// npm's semver: one line `a<TAB>b` in, one of < = > ? out. The folder of its installation is the argument.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const semver = require(join(process.argv[2], 'node_modules/semver'));

const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1);
const answers = lines.map((line) => {
  const [left, right] = line.split('\t').map((text) => semver.parse(text));
  return left === null || right === null ? '?' : '<=>'[semver.compare(left, right) + 1];
});
process.stdout.write(`${answers.join('\n')}\n`);
