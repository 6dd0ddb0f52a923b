/** What turns off the verification of certificates or signatures, by program. */

/** Options of curl that take a value: letters after them in one word are that value. */
const curlTakesValue = 'AbcCdDeEFHhKmoPQrtTuUwxXyYz';

const aptSettings =
  /^(?:Acquire::https(?:::[^=]+)?::Verify-(?:Peer|Host)=(?:false|0|no)|APT::Get::AllowUnauthenticated=(?:true|1|yes)|Acquire::AllowInsecureRepositories=(?:true|1|yes))$/i;
const rpmSettings = /^--setopt=(?:[^=]*\.)?(?:sslverify|gpgcheck|repo_gpgcheck)=(?:0|false|no|off)$/i;

const plainOptions: readonly { readonly programs: RegExp; readonly option: RegExp }[] = [
  { programs: /^curl$/, option: /^--(?:insecure|proxy-insecure|doh-insecure)$/ },
  { programs: /^wget$/, option: /^--no-check-certificate$/ },
  { programs: /^(?:pip[\d.]*|python[\d.]*|uv)$/, option: /^--(?:trusted-host|allow-insecure-host)(?:=|$)/ },
  { programs: /^apk$/, option: /^--allow-untrusted$/ },
  {
    programs: /^(?:apt|apt-get|aptitude)$/,
    option: /^--(?:allow-unauthenticated|allow-insecure-repositories|force-yes)$/,
  },
  {
    programs: /^(?:yum|dnf|dnf5|microdnf|tdnf|zypper)$/,
    option: /^--(?:nogpgcheck|nogpg|no-gpg-checks?|allow-unsigned-rpm)$/,
  },
  { programs: /^(?:yum|dnf|dnf5|microdnf|tdnf)$/, option: rpmSettings },
  { programs: /^rpm$/, option: /^--(?:nosignature|nodigest|nogpg)$/ },
  { programs: /^(?:npm|yarn|pnpm)$/, option: /^--(?:strict-ssl=false|no-strict-ssl)$/ },
  { programs: /^git$/, option: /^http\.(?:.+\.)?sslVerify=(?:false|0|no|off)$/i },
];

/** Settings that a program writes for later: `npm config set strict-ssl false`. */
const written: readonly { readonly programs: RegExp; readonly text: RegExp }[] = [
  { programs: /^(?:npm|yarn|pnpm)$/, text: /\bset (?:-g |--global )?strict-ssl[ =]"?false\b/ },
  { programs: /^git$/, text: /\bhttp\.(?:\S+\.)?sslverify (?:false|0|no|off)\b/i },
  { programs: /^pip[\d.]*$/, text: /\bset \S*trusted-host\b/ },
  { programs: /^bundler?$/, text: /\bssl_verify_mode[ :=]+0\b/i },
];

/** The option or setting that turns verification off, or null. */
export function looseOption(program: string, words: readonly string[]): string | null {
  if (program === 'curl') {
    const short = words.find((word) => /^-[A-Za-z]/.test(word) && curlSkips(word));
    if (short !== undefined) return '-k';
  }
  for (const { programs, option } of plainOptions) {
    if (!programs.test(program)) continue;
    const found = words.find((word) => option.test(word));
    if (found !== undefined) return found;
  }
  if (/^(?:apt|apt-get|aptitude)$/.test(program)) {
    const found = words.find((word) => aptSettings.test(word.replace(/^-o/, '')));
    if (found !== undefined) return found;
  }
  const text = words.join(' ');
  for (const { programs, text: form } of written) {
    const found = programs.test(program) ? form.exec(text)?.[0] : undefined;
    if (found !== undefined) return found;
  }
  return null;
}

/** `-k`, or a group of letters with `k` before one that takes a value: `-fsSLk`. */
function curlSkips(word: string): boolean {
  for (const letter of word.slice(1)) {
    if (letter === 'k') return true;
    if (curlTakesValue.includes(letter)) return false;
  }
  return false;
}

const off = /^(?:0|false|no|off)$/i;
const any = /./;
/** Variables that turn verification off, with the values that do so. */
const variables: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  PYTHONHTTPSVERIFY: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?!(?:0|false|no|off)$)./i,
  PIP_TRUSTED_HOST: any,
  UV_INSECURE_HOST: any,
  NPM_CONFIG_STRICT_SSL: off,
  YARN_STRICT_SSL: off,
  YARN_ENABLE_STRICT_SSL: off,
  GOINSECURE: any,
  GONOSUMDB: any,
  GOSUMDB: /^off$/,
};

/** True for `NAME=value` where the name is one of those above. */
export function watchesVariable(pair: string): boolean {
  return Object.hasOwn(variables, pair.split('=')[0]!.toUpperCase());
}

/** True for `NAME=value` that turns verification off. */
export function looseVariable(pair: string): boolean {
  const equals = pair.indexOf('=');
  if (equals === -1 || !watchesVariable(pair)) return false;
  return variables[pair.slice(0, equals).toUpperCase()]!.test(pair.slice(equals + 1));
}
