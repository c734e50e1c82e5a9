/** What the engine asks of an extraction worker. */
import type { Recipe } from '../../../../shared/recipe.ts';
import type { OfferedValue, TriedPage } from '../../../../shared/recipe-work.ts';
import type { ExtractedFields } from '../../pages/page-work.ts';
import type { PageSource } from '../page-content.ts';
import type { PageSurvey } from '../product/survey-page.ts';

/** A recipe, with a number by which a worker knows it again and makes it ready only once. */
export interface NumberedRecipe {
  readonly id: number;
  readonly recipe: Recipe;
}

export type PageWork =
  | { readonly kind: 'extract'; readonly recipe: NumberedRecipe; readonly skipped: readonly number[] }
  | { readonly kind: 'try'; readonly recipe: NumberedRecipe; readonly skipped: readonly number[] }
  | { readonly kind: 'offers' }
  | { readonly kind: 'survey' };

export interface WorkResults {
  readonly extract: ExtractedFields;
  readonly try: Omit<TriedPage, 'rowId' | 'url'>;
  readonly offers: readonly OfferedValue[];
  readonly survey: PageSurvey;
}

/** One page of a task. */
export interface TaskItem extends Omit<PageSource, 'body'> {
  readonly work: PageWork;
  /** Where its body is in {@link WorkerTask.bodies}. */
  readonly start: number;
  readonly end: number;
}

/** Some pages at once: a message between threads takes as long as a small page. */
export interface WorkerTask {
  readonly items: readonly TaskItem[];
  readonly bodies: Uint8Array;
  /** Shared with the engine, which reads it when the task takes long; see {@link Progress}. */
  readonly progress: Int32Array;
}

/** What is wrong with the page is a result like any other. */
export type WorkerResult =
  | { readonly kind: 'done'; readonly value: WorkResults[PageWork['kind']] }
  | { readonly kind: 'problem'; readonly problem: string };

/** Indexes of {@link WorkerTask.progress}. */
export const Progress = {
  /** When the worker began with the page, as {@link timeStamp}; 0: not yet. */
  StartedAt: 0,
  /** The column that is being worked at; -1: the page as a whole. */
  Column: 1,
  /** The page that is being worked at, by its place in the task. */
  Item: 2,
  Length: 3,
} as const;

const STAMP_MASK = 0x3fff_ffff;

/** Milliseconds in 30 bits, never 0; both sides read the same clock. */
export function timeStamp(nowMs: number): number {
  return Math.floor(nowMs) & STAMP_MASK || 1;
}

export function elapsedSince(stamp: number, nowMs: number): number {
  return (timeStamp(nowMs) - stamp) & STAMP_MASK;
}
