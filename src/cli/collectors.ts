/** The one place that names all collectors. */

/** Loaded when first needed: to look at a folder costs no time for the engine's HTTP client. */
export const collectors = {
  directory: async () => (await import('../collectors/directory/directory.ts')).directoryCollector,
  image: async () => (await import('../collectors/image/collector.ts')).imageCollector,
  registry: async () => (await import('../collectors/image/registry-collector.ts')).registryCollector,
  engineImage: async () => (await import('../collectors/image/engine-collector.ts')).engineImageCollector,
  sbom: async () => (await import('../collectors/sbom/collector.ts')).sbomCollector,
  kubernetes: async () => (await import('../collectors/kubernetes/kubernetes.ts')).kubernetesCollector,
  docker: async () => (await import('../collectors/docker/docker.ts')).dockerCollector,
  host: async () => (await import('../collectors/host/host.ts')).hostCollector,
} as const;

/** An image on disk: itself, or the SBOM that stands for it. */
export type ImageForm = 'image' | 'sbom';

/** What a file or folder is, by content; null when it is no image. */
export async function imageForm(path: string): Promise<ImageForm | null> {
  // Text is no archive, whatever its bytes look like as the headers of one.
  if ((await import('../collectors/sbom/collector.ts')).isSbom(path)) return 'sbom';
  return (await (await import('../collectors/image/kind.ts')).imageKind(path)) === null ? null : 'image';
}

/** Whether a Docker engine answers at its usual address. */
export const engineAnswers = async (environment: Readonly<Record<string, string | undefined>>): Promise<boolean> =>
  (await import('../collectors/docker/docker.ts')).engineAnswers({ environment });
