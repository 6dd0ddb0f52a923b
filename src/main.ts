/** The one place that names all questions and collectors. */
import { directoryCollector } from './collectors/directory/directory.ts';
import { dockerCollector, engineAnswers } from './collectors/docker/docker.ts';
import { imageCollector } from './collectors/image/collector.ts';
import { imageKind } from './collectors/image/kind.ts';
import type { Question } from './model/question.ts';
import { hardening } from './questions/hardening/question.ts';
import { images } from './questions/images/question.ts';
import { monitoring } from './questions/monitoring/question.ts';
import { network } from './questions/network/question.ts';
import { runtime } from './questions/runtime/question.ts';

export const questions: readonly Question[] = [images, runtime, network, hardening, monitoring];

export const collectors = { directory: directoryCollector, docker: dockerCollector, image: imageCollector } as const;

export { engineAnswers, imageKind };
