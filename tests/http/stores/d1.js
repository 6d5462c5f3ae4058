// D1 as small as can be: SQLite in a Durable Object, which is what D1 is, behind the protocol that the
// runtime's own D1 client (cloudflare-internal:d1-api) speaks. Counts rows as D1 bills them.
import { DurableObject } from "cloudflare:workers";
import schema from "schema.sql";

export class Database extends DurableObject {
  constructor(context, env) {
    super(context, env);
    this.sql = context.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS made (done INTEGER)");
    if (this.sql.exec("SELECT done FROM made").toArray().length === 0) {
      this.sql.exec(schema);
      this.sql.exec("INSERT INTO made (done) VALUES (1)");
    }
    this.meter = { read: 0, written: 0, statements: 0 };
  }

  run({ sql, params }, asRows) {
    const cursor = this.sql.exec(sql, ...(params ?? []));
    const results = asRows ? { columns: cursor.columnNames, rows: [...cursor.raw()] } : cursor.toArray();
    const { rowsRead: rows_read, rowsWritten: rows_written } = cursor;
    this.meter.read += rows_read;
    this.meter.written += rows_written;
    this.meter.statements += 1;
    const meta = { duration: 0, changes: rows_written, last_row_id: 0, changed_db: rows_written > 0 };
    return { success: true, results, meta: { ...meta, size_after: this.sql.databaseSize, rows_read, rows_written } };
  }

  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/meter") {
      const { meter } = this;
      this.meter = { read: 0, written: 0, statements: 0 };
      return Response.json(meter);
    }
    const body = await request.json();
    const asRows = searchParams.get("resultsFormat") === "ROWS_AND_COLUMNS";
    try {
      return Response.json(
        Array.isArray(body)
          ? this.ctx.storage.transactionSync(() => body.map((query) => this.run(query, asRows)))
          : this.ctx.storage.transactionSync(() => this.run(body, asRows)),
      );
    } catch (error) {
      return Response.json({ success: false, error: `${error.message}` }, { status: 500 });
    }
  }
}

export default {
  fetch: (request, env) => env.DATABASE.get(env.DATABASE.idFromName("db")).fetch(request),
};
