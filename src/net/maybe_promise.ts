// A value now or later. Callers await only a promise: the fast crypto engines are synchronous, and an await per record
// would cost more than the record.

export type MaybePromise<T> = T | Promise<T>;
