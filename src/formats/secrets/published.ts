/** Folders that package managers fill with what is published: it is no secret of whoever built the image. */
const packages =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|go\/pkg\/mod|third_party|vendor|usr\/(?:local|lib)\/go[\d.-]*\/src)\//;
/** Folders and files of tests, examples and documentation. */
const examples =
  /(?:^|\/)(?:tests?|__tests__|testdata|test-?data|test[-_]?fixtures?|fixtures?|examples?|samples?|specs?|docs?|man|testing)\/|(?:_test\.go|[._]test\.[cm]?[jt]sx?|[._]spec\.[cm]?[jt]sx?|_spec\.rb|(?:^|\/)test_[^/]*\.py)$|ssl-cert-snakeoil\.key$/i;

/** Why a private key in this file is taken for no secret; null when it is one. Software brings thousands for its tests. */
export function whyPublished(path: string): string | null {
  if (examples.test(path)) return 'it lies among tests, examples or documentation';
  return packages.test(path) ? 'it is part of published software' : null;
}

/** Files of settings, in which a key is that of whoever runs the program, and not the program's own. */
export function isConfiguration(path: string): boolean {
  return /(?:^|\/)\.env[^/]*$|\.(?:json|ya?ml|properties|toml|ini|cfg|conf|tfvars|env)$/i.test(path);
}
