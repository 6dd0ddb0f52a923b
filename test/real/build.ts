import { build, ofCluster } from './kubernetes-build.ts';

/** Builds the Kubernetes that tests start: `node test/real/build.ts`. */
await build(ofCluster);
