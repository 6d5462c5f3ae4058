// A stand-in for the part of Cloudflare's API that a deployment speaks to: one account on loopback.
// Its D1 databases are real SQLite, so that migrations do what they do; the codes of its errors are
// those that wrangler tells apart. What it does not know fails loudly.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";

export const account = "0123456789abcdef0123456789abcdef";

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

/** Starts the stand-in; stop it when done. */
export async function startCloudflare() {
  const cloudflare = new Cloudflare();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const { status, body } = await cloudflare.answer(request, bytes);
    const etag = createHash("md5").update(bytes).digest("hex");
    response.writeHead(status, { "content-type": "application/json", etag }).end(JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  cloudflare.url = `http://127.0.0.1:${server.address().port}`;
  cloudflare.stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return cloudflare;
}

class Cloudflare {
  databases = new Map();
  queues = new Map();
  workers = new Map();
  /** Every request as "METHOD path", without the account; and those that nothing here answers. */
  requests = [];
  unknown = [];
  /**
   * Requests that are answered with an error, each once: a pattern for "METHOD path body", and whether
   * what they ask for is "refused" or "done" all the same.
   */
  faults = [];

  /** The first database itself. */
  sqlite = () => this.databases.values().next().value.sqlite;

  /** What was uploaded, and how many migrations each database had had by then. */
  versions = () => [...this.workers.values()].flatMap(({ versions }) => versions);

  /** What the account consists of, to compare. A deployment of the same code is no difference. */
  get state() {
    return {
      databases: [...this.databases.values()].map(({ name, uuid, region, sqlite }) => ({
        ...{ name, uuid, region },
        tables: all(sqlite, "SELECT type, name, sql FROM sqlite_master ORDER BY name"),
        migrations: migrationsOf(sqlite),
      })),
      queues: [...this.queues.values()],
      workers: [...this.workers.values()].map(({ versions: _, ...worker }) => worker),
    };
  }

  async answer({ method, url, headers }, bytes) {
    const { pathname, searchParams } = new URL(url, "http://stand-in");
    const path = pathname.replace(`/accounts/${account}/`, "");
    const line = `${method} ${path}`;
    this.requests.push(line);
    const index = this.faults.findIndex(({ request }) => request.test(`${line} ${bytes}`));
    const [fault] = index === -1 ? [] : this.faults.splice(index, 1);
    try {
      // What is uploaded goes to a store of its own, by an address that is secret enough.
      const isSigned = line.startsWith("PUT /upload/");
      if (!isSigned && headers.authorization !== "Bearer stand-in") throw new Refusal(403, 10000, "Authentication error");
      if (fault?.outcome === "refused") throw outage();
      const result = await this.#route(line, searchParams, bytes, headers);
      if (fault?.outcome === "done") throw outage();
      const errors = { errors: [], messages: [], success: true };
      return { status: 200, body: { result, ...errors, result_info: { page: 1, total_pages: 1 } } };
    } catch (error) {
      const { status = 500, code = 0, message } = error;
      if (!(error instanceof Refusal)) this.unknown.push(`${line}: ${error.stack}`);
      return { status, body: { success: false, result: null, messages: [], errors: [{ code, message }] } };
    }
  }

  async #route(line, query, bytes, headers) {
    const json = () => JSON.parse(bytes.toString());
    for (const [pattern, handle] of this.#routes) {
      const match = new RegExp(`^${pattern}$`).exec(line);
      const text = () => bytes.toString();
      if (match) return handle({ ...match.groups, query, text, json, form: () => formOf(bytes, headers) });
    }
    throw new Error("the stand-in does not know this request");
  }

  #uploads = new Map();

  #routes = Object.entries({
    "GET d1/database/(?<id>[^/]+)": ({ id }) => about(this.#database(id)),
    "POST d1/database": ({ json }) => this.#createDatabase(json()),
    "POST d1/database/(?<id>[^/]+)/query": ({ id, json }) => query(this.#database(id).sqlite, json().sql),
    "POST d1/database/(?<id>[^/]+)/import": ({ id, json }) => this.#import(this.#database(id), json()),
    "PUT /upload/(?<etag>.+)": ({ etag, text }) => this.#uploads.set(etag, text()) && {},

    "GET queues": ({ query }) => {
      const names = query.getAll("name");
      return [...this.queues.values()].filter(({ queue_name }) => names.includes(queue_name));
    },
    "POST queues": ({ json }) => this.#createQueue(json()),
    "POST queues/(?<id>[^/]+)/consumers": ({ id, json }) => this.#addConsumer(this.queues.get(id), json()),
    "PUT queues/(?<id>[^/]+)/consumers/(?<consumer>[^/]+)": ({ id, consumer, json }) =>
      this.#changeConsumer(this.queues.get(id), consumer, json()),

    "GET workers/services/(?<name>[^/]+)": ({ name }) => ({
      id: name,
      default_environment: {
        environment: "production",
        script: {
          tag: this.#worker(name).tag,
          migration_tag: this.#worker(name).migration_tag,
          last_deployed_from: "wrangler",
        },
      },
    }),
    "GET workers/scripts/(?<name>[^/]+)/settings": ({ name }) => ({ bindings: this.#worker(name).bindings }),
    "GET workers/scripts/(?<name>[^/]+)/secrets": ({ name }) => this.#worker(name) && [],
    "GET workers/scripts/(?<name>[^/]+)/deployments": ({ name }) => ({
      deployments: [{ id: "1", source: "wrangler", versions: this.#worker(name).versions.slice(-1) }],
    }),
    "PUT workers/scripts/(?<name>[^/]+)": async ({ name, form }) => this.#upload(name, await form()),
    "POST workers/scripts/(?<name>[^/]+)/versions": async ({ name, form }) =>
      this.#upload(name, await form()),
    "POST workers/scripts/(?<name>[^/]+)/deployments": ({ name }) => this.#worker(name) && { id: "2" },
    "PATCH workers/scripts/(?<name>[^/]+)/script-settings": ({ name, json }) => {
      Object.assign(this.#worker(name).settings, json());
      return {};
    },
    "PUT workers/scripts/(?<name>[^/]+)/schedules": ({ name, json }) => {
      this.#worker(name).schedules = json();
      return { schedules: json() };
    },
    "GET workers/subdomain": () => ({ subdomain: "stand-in" }),
    "GET workers/workers/(?<name>[^/]+)": ({ name }) => ({ name, subdomain: this.#worker(name).subdomain }),
    "POST workers/scripts/(?<name>[^/]+)/subdomain": ({ name, json }) =>
      (this.#worker(name).subdomain = json()),
  });

  #database(id) {
    const found = [...this.databases.values()].find(({ name, uuid }) => [name, uuid].includes(id));
    if (!found) throw new Refusal(404, 7404, "The database could not be found");
    return found;
  }

  #createDatabase({ name, primary_location_hint: region }) {
    if ([...this.databases.values()].some((other) => other.name === name)) {
      throw new Refusal(400, 7502, "Database with name already exists");
    }
    const uuid = `00000000-0000-4000-8000-00000000000${this.databases.size}`;
    this.databases.set(uuid, { name, uuid, region, sqlite: new DatabaseSync(":memory:") });
    return about(this.#database(uuid));
  }

  /** A file of SQL: where to put it, its turn, and how it went, each by a request of its own. */
  #import({ sqlite }, { action, etag, current_bookmark }) {
    const answer = { success: true, type: "import", messages: [], at_bookmark: etag ?? current_bookmark };
    if (action === "init") return { ...answer, upload_url: `${this.url}/upload/${etag}`, filename: etag };
    if (action === "ingest") return { ...answer, status: "active" };
    try {
      transact(sqlite, this.#uploads.get(current_bookmark));
    } catch ({ message }) {
      return { ...answer, status: "error", errors: [message] };
    }
    const meta = { duration: 1, rows_read: 1, rows_written: 1, size_after: 4096 };
    return { ...answer, status: "complete", result: { num_queries: 1, final_bookmark: "1", meta } };
  }

  #queue(name) {
    return [...this.queues.values()].find(({ queue_name }) => queue_name === name);
  }

  #createQueue({ queue_name }) {
    if (this.#queue(queue_name)) throw new Refusal(409, 11009, "Queue name is already taken");
    const queue_id = `queue${this.queues.size}`;
    this.queues.set(queue_id, { queue_id, queue_name, consumers: [] });
    return this.queues.get(queue_id);
  }

  #addConsumer(queue, body) {
    if (queue.consumers.length > 0) throw new Refusal(400, 11004, "Queue already has a consumer");
    queue.consumers.push({ consumer_id: "consumer0" });
    return this.#changeConsumer(queue, "consumer0", body);
  }

  #changeConsumer(queue, id, { script_name, ...body }) {
    this.#worker(script_name);
    if (!this.#queue(body.dead_letter_queue)) throw new Refusal(400, 11003, "No such dead letter queue");
    const consumer = queue.consumers.find(({ consumer_id }) => consumer_id === id);
    return Object.assign(consumer, { script: script_name, ...body });
  }

  #worker(name) {
    if (!this.workers.has(name)) throw new Refusal(404, 10007, "This Worker does not exist");
    return this.workers.get(name);
  }

  #upload(name, form) {
    const { bindings = [], migrations } = JSON.parse(form.get("metadata"));
    const before = this.workers.get(name);
    const objects = withClasses(before, migrations);
    const resolved = bindings.map((binding) => {
      if (binding.type !== "inherit") return binding;
      const inherited = before?.bindings.find((other) => other.name === binding.name);
      if (!inherited) throw new Refusal(400, 10021, `nothing to inherit for ${binding.name}`);
      return inherited;
    });
    for (const { type, id, queue_name, class_name } of resolved) {
      if (type === "d1") this.#database(id);
      if (type === "queue" && !this.#queue(queue_name)) throw new Refusal(400, 10021, "no such queue");
      if (type === "durable_object_namespace" && !objects.classes.includes(class_name)) {
        throw new Refusal(400, 10061, `no migration makes ${class_name}`);
      }
    }
    const worker = before ?? { name, tag: "tag", versions: [], settings: {}, schedules: [] };
    const id = `00000000-0000-4000-8000-00000000001${worker.versions.length}`;
    worker.versions.push({ version_id: id, percentage: 100, migrated: this.#migrated() });
    const subdomain = worker.subdomain ?? { enabled: false, previews_enabled: false };
    this.workers.set(name, { ...worker, ...objects, bindings: resolved, subdomain });
    return { id, deployment_id: id.replaceAll("-", ""), startup_time_ms: 1, resources: { script: { etag: "e" } } };
  }

  #migrated() {
    return [...this.databases.values()].map(({ sqlite }) => migrationsOf(sqlite).length);
  }
}

/** The classes of a Worker's Durable Objects after these migrations, which go on from the ones before. */
function withClasses({ classes = [], migration_tag } = {}, migrations) {
  if (migrations === undefined) return { classes, migration_tag };
  if (migrations.old_tag !== migration_tag) throw new Refusal(412, 10079, "the migrations go on from another tag");
  const made = migrations.steps.flatMap(({ new_sqlite_classes = [] }) => new_sqlite_classes);
  if (made.some((name) => classes.includes(name))) throw new Refusal(400, 10074, "the class is there already");
  return { classes: [...classes, ...made], migration_tag: migrations.new_tag };
}

const about = ({ name, uuid }) => ({ name, uuid, version: "production" });
const all = (sqlite, sql) => sqlite.prepare(sql).all().map((row) => ({ ...row }));
const outage = () => new Refusal(400, 1000, "an outage of the stand-in");

function migrationsOf(sqlite) {
  const isThere = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'd1_migrations'").get();
  return isThere ? all(sqlite, "SELECT name FROM d1_migrations ORDER BY id").map(({ name }) => name) : [];
}

/** Unlike a file, what comes here is cut apart by a parser that takes no trigger for what it is. */
function query(sqlite, sql) {
  if (/\bTRIGGER\b/i.test(sql)) throw new Refusal(400, 7500, "incomplete input: SQLITE_ERROR");
  try {
    if (/^\s*SELECT\b/i.test(sql)) return [{ success: true, meta: {}, results: all(sqlite, sql) }];
    transact(sqlite, sql);
    return [{ success: true, meta: {}, results: [] }];
  } catch ({ message }) {
    throw new Refusal(400, 7500, `${message}: SQLITE_ERROR`);
  }
}

/** As D1 does: all statements or none. */
function transact(sqlite, sql) {
  try {
    sqlite.exec(`BEGIN; ${sql}; COMMIT`);
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
    throw error;
  }
}

function formOf(bytes, { "content-type": type }) {
  return new Response(bytes, { headers: { "content-type": type } }).formData();
}
