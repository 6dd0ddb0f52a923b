import { findSecrets, type SecretsFound } from '../../formats/secrets/find-secrets.ts';

/**
 * Looks for secrets in one file at a time. Pure: what it finds rests on the path and the bytes alone, so
 * that it may be kept for every image that has the same layer.
 */
export interface SecretScanner {
  /** Raised by every change that may change a result. */
  readonly version: number;
  /** @param path inside the image, clean, without a leading slash */
  wants(path: string, size: number, mode: number): boolean;
  /** @param bytes all of the file */
  read(path: string, bytes: Buffer): SecretsFound;
}

/** Bytes. Secrets are put into small files; what is larger is data or a program. */
export const largestSearched = 1 << 20;
/** No secret is shorter, with the name that it goes by. */
const smallest = 8;
/** Endings of what is no text. */
const binary = new Set(
  'gz xz bz2 zst lz4 zip jar war ear whl egg tar tgz so a o ko class pyc pyo elc mo gmo png jpg jpeg gif ico webp svgz bmp tif tiff pdf ps ttf otf woff woff2 eot mp3 mp4 ogg wav flac db sqlite bin dat exe dll dylib node wasm rpm deb apk'.split(
    ' ',
  ),
);
const nothing: SecretsFound = { secrets: [], passedOver: [], isCut: false };

export const secretScanner: SecretScanner = {
  version: 1,
  wants(path, size) {
    if (size < smallest || size > largestSearched) return false;
    const dot = path.lastIndexOf('.');
    return dot <= path.lastIndexOf('/') || !binary.has(path.slice(dot + 1).toLowerCase());
  },
  read(path, bytes) {
    if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) {
      // Notepad and PowerShell write UTF-16.
      return findSecrets(path, Buffer.from(bytes.toString('utf16le', 2)));
    }
    return bytes.subarray(0, 4096).includes(0) ? nothing : findSecrets(path, bytes);
  },
};
