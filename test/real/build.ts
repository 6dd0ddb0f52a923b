import { build, ofCluster } from './kubernetes-build.ts';

/** Builds the Kubernetes that tests start: `npm run real`. */
await build(ofCluster);
