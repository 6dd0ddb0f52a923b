import { Failure } from '../model/failure.ts';
import { distance } from './arguments.ts';
import { commands } from './commands.ts';

export function unknownCommand(name: string): never {
  const near = Object.keys(commands).find((known) => distance(known, name) <= 2);
  const hint = near === undefined ? 'See `plimsoll help`' : `Did you mean \`plimsoll ${near}\`?`;
  throw new Failure('BAD_ARGUMENT', `There is no command ${JSON.stringify(name)}. ${hint}.`.replace('?.', '?'));
}
