// Objects in the place of the sign-in's own, which do not answer.
import { DurableObject } from "cloudflare:workers";

/** Whoever asks it anything waits. */
export class Hanging extends DurableObject {
  constructor(state, env) {
    super(state, env);
    state.blockConcurrencyWhile(() => new Promise((resolve) => setTimeout(resolve, 8_000)));
  }
}

/** Whoever asks it anything gets an error. */
export class Throwing extends DurableObject {
  constructor(state, env) {
    super(state, env);
    console.log("the object was asked");
    throw new Error("an object of the tests that throws");
  }
}

export default { fetch: () => new Response(null, { status: 404 }) };
