/** What is being put together: parts that may be missing are added one by one, which is quicker than spreading them. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };
