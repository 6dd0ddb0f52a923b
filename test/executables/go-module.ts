import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const sum = 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

const files: Readonly<Record<string, string>> = {
  'go.mod': `module example.com/acme/tool/v2

go 1.21

require (
	example.com/dep v1.2.3
	example.com/loc v0.0.0
	example.com/old v1.0.0
)

replace example.com/old v1.0.0 => example.com/New v1.4.0

replace example.com/loc => ./loc
`,
  'go.sum': `example.com/dep v1.2.3 ${sum}\nexample.com/New v1.4.0 ${sum}\n`,
  'main.go': `package main

import (
	"example.com/dep"
	"example.com/loc"
	"example.com/old"
)

var version = "none"

func main() { println(version, dep.F()+loc.F()+old.F()) }
`,
  'loc/go.mod': 'module example.com/loc\n',
  'vendor/modules.txt': `# example.com/dep v1.2.3
## explicit
example.com/dep
# example.com/loc v0.0.0 => ./loc
## explicit
example.com/loc
# example.com/old v1.0.0 => example.com/New v1.4.0
## explicit
example.com/old
# example.com/loc => ./loc
`,
};

/** A program of four modules, two of them replaced; its dependencies are at hand, so that nothing is fetched. */
export function writeModule(folder: string): void {
  const vendored = ['dep', 'loc', 'old'].map((name): [string, string] => [
    `vendor/example.com/${name}/${name}.go`,
    `package ${name}\n\nfunc F() int { return 1 }\n`,
  ]);
  for (const [path, text] of [...Object.entries(files), ...vendored]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** What `go version -m -json` says of a program; null where it finds nothing in it. */
export function asGoTells(file: string): unknown {
  try {
    const text = execFileSync('go', ['version', '-m', '-json', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return text.trim() === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
