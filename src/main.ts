/** The one place that names all questions. */
import type { Question } from './model/question.ts';
import { hardening } from './questions/hardening/question.ts';
import { images } from './questions/images/question.ts';
import { monitoring } from './questions/monitoring/question.ts';
import { network } from './questions/network/question.ts';
import { runtime } from './questions/runtime/question.ts';

export const questions: readonly Question[] = [images, runtime, network, hardening, monitoring];
