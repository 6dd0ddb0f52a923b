import type { FileAnalyser } from './analyser.ts';
import { dotnetAnalyser } from './dotnet/dotnet.ts';
import { goPrograms } from './go/analyser.ts';
import { javaAnalyser } from './java/java.ts';
import { nodeAnalyser } from './node/node.ts';
import { phpAnalyser } from './php/php.ts';
import { pythonAnalyser } from './python/python.ts';
import { wellKnownPrograms } from './programs/analyser.ts';
import { rubyAnalyser } from './ruby/ruby.ts';
import { rustPrograms } from './rust/analyser.ts';

/** All of them; a file may be wanted by more than one. */
export const fileAnalysers: readonly FileAnalyser[] = [
  nodeAnalyser,
  pythonAnalyser,
  rubyAnalyser,
  phpAnalyser,
  dotnetAnalyser,
  javaAnalyser,
  goPrograms,
  rustPrograms,
  wellKnownPrograms,
];
