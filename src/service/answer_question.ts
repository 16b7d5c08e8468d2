// What the main isolate answers when a worker asks for a name: the other end of remote_resolver.ts.

import { DialError } from "../net/dial_failure.ts";
import type { Resolver } from "../net/resolver.ts";
import type { Answer, Question } from "./worker_messages.ts";

export interface AnswerParts {
  readonly resolver: Resolver;
  /** Aborted when nobody is there to hear the answer. */
  readonly signal: AbortSignal;
}

/** Never rejects. */
export async function answerQuestion(
  { id, name, client }: Question,
  { resolver, signal }: AnswerParts,
): Promise<Answer> {
  try {
    const addresses = await resolver.resolve(name, { signal, client });
    return { kind: "resolved", id, addresses };
  } catch (error) {
    const { failure, message } = error instanceof DialError
      ? error
      : new DialError("other", `Cannot resolve "${name}": ${error}`);
    return { kind: "unresolved", id, failure, message };
  }
}
