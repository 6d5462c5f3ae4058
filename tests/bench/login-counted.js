// The Worker, with an object that counts: what is asked of it, and which rows it reads and writes.
import worker, { Login as Uncounted } from "./uncounted.js";

export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== "/counted") return worker.fetch(request, env, context);
    return Response.json(await env.LOGIN.getByName("login").counted());
  },
};

export class Login extends Uncounted {
  #counted;

  constructor(context, env) {
    const counted = { requests: 0, read: 0, written: 0 };
    const { sql } = context.storage;
    const exec = sql.exec.bind(sql);
    sql.exec = (...statement) => {
      const cursor = exec(...statement);
      return {
        toArray() {
          const rows = cursor.toArray();
          counted.read += cursor.rowsRead;
          counted.written += cursor.rowsWritten;
          return rows;
        },
      };
    };
    super(context, env);
    this.#counted = counted;
  }

  #request() {
    this.#counted.requests += 1;
  }

  answer(asked) {
    this.#request();
    return super.answer(asked);
  }

  push(push) {
    this.#request();
    return super.push(push);
  }

  fetch(request) {
    this.#request();
    return super.fetch(request);
  }

  counted() {
    return this.#counted;
  }
}
