import { build, ofCluster } from './kubernetes-build.ts';

/** Builds the Kubernetes that tests start, and the newer of two engines: `npm run real`. */
await build([...ofCluster, 'moby']);
