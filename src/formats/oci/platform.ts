/** One platform that images are built for (OCI image-spec image-index.md, "platform"). */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** '' for none. */
  readonly variant: string;
}

/** Other names of architectures, as `uname -m` and Node say them. */
const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armhf: 'arm/v7',
  armel: 'arm/v6',
  i386: '386',
  i686: '386',
  ia32: '386',
  ppc64el: 'ppc64le',
  loong64: 'loong64',
};

/** Reads `linux/amd64`, `linux/arm/v7`, or an architecture alone, which means Linux; null for anything else. */
export function readPlatformText(text: string): Platform | null {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) return null;
  const [os, named, stated = ''] = parts.length === 1 ? ['linux', parts[0]!] : (parts as [string, string, string?]);
  const [architecture = '', implied = ''] = (architectures[named] ?? named).split('/');
  return { os, architecture, variant: stated === '' ? implied : stated };
}

/** The platform of a machine, as containers run on it: Linux, of its architecture. */
export function platformOfMachine(architecture: string): Platform {
  return readPlatformText(architecture === 'arm' ? 'linux/arm/v7' : `linux/${architecture}`)!;
}

/** `linux/arm/v7`. */
export function platformText({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === '' ? [] : [variant])].join('/');
}

/** Variants that are the same as none (containerd, platforms/database.go). */
const usual: Readonly<Record<string, string>> = { arm64: 'v8', amd64: 'v1' };

/** Whether an image of one platform is what was asked for; a variant that was not asked for may be any. */
export function isPlatform(wanted: Platform, text: string | null): boolean {
  const have = text === null ? null : readPlatformText(text);
  if (have === null || have.os !== wanted.os || have.architecture !== wanted.architecture) return false;
  const plain = usual[wanted.architecture] ?? '';
  const [want, is] = [wanted.variant, have.variant].map((variant) => (variant === '' ? plain : variant));
  return want === '' || want === is;
}
