// D1 databases: each is an object with a SQLite database of its own. The embedded Cloudflare posts
// {database, operation, ...} and reads JSON. The key keeps Workers out, which can reach every port of this machine.
import { DurableObject } from "cloudflare:workers";

const quote = (name) => `"${name.replaceAll('"', '""')}"`;
const cell = (value) => (value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value);
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Numbers come as SQLite writes them, which keeps all digits and tells 1.0 from 1.
function literal(value, number) {
  if (value === null) return "NULL";
  if (number !== null) return number;
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : `X'${hex(value)}'`;
}

export class Db extends DurableObject {
  #sql = this.ctx.storage.sql;

  #counters() {
    return this.#sql.exec("SELECT total_changes(), last_insert_rowid()").raw().next().value;
  }

  #execute({ sql, params }) {
    const [changesBefore, rowBefore] = this.#counters();
    const sizeBefore = this.#sql.databaseSize;
    const values = params.map((value) => (Array.isArray(value) ? new Uint8Array(value) : value));
    const cursor = this.#sql.exec(sql, ...values);
    const rows = Array.from(cursor.raw(), (row) => row.map(cell));
    const [changes, row] = this.#counters();
    const size = this.#sql.databaseSize;
    return {
      columns: cursor.columnNames,
      rows,
      meta: {
        changes: changes - changesBefore,
        last_row_id: row,
        changed_db: changes !== changesBefore || row !== rowBefore || size !== sizeBefore,
        size_after: size,
        rows_read: cursor.rowsRead,
        rows_written: cursor.rowsWritten,
      },
    };
  }

  #all(statements, use) {
    try {
      return this.ctx.storage.transactionSync(() => use(statements));
    } catch (e) {
      return { error: e.message };
    }
  }

  // All statements in one transaction.
  run({ statements }) {
    return this.#all(statements, (list) => ({ results: list.map((statement) => this.#execute(statement)) }));
  }

  // The same for many statements whose rows nobody reads.
  import({ statements }) {
    return this.#all(statements, (list) => {
      const totals = { changes: 0, last_row_id: 0, changed_db: false, size_after: 0, rows_read: 0, rows_written: 0 };
      for (const statement of list) {
        const { meta } = this.#execute(statement);
        for (const name of ["changes", "rows_read", "rows_written"]) totals[name] += meta[name];
        totals.last_row_id = meta.last_row_id;
        totals.size_after = meta.size_after;
        totals.changed_db ||= meta.changed_db;
      }
      return { meta: totals };
    });
  }

  // SQL that makes the database anew.
  export({ tables, schema, data }) {
    return this.#all(tables, (only) => {
      const lines = ["PRAGMA defer_foreign_keys=TRUE;"];
      const wanted = (name) => only.length === 0 || only.includes(name);
      const made = [
        ...this.#sql.exec(
          "SELECT name, type, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'trigger', rowid",
        ),
      ].filter(({ name, tbl_name }) => wanted(tbl_name) && !name.startsWith("_cf_"));
      if (made.some(({ sql }) => /^\s*CREATE\s+VIRTUAL/i.test(sql))) {
        throw new Error("D1 Export error: cannot export databases with Virtual Tables (fts5)");
      }
      const own = made.filter(({ type, name }) => type === "table" && !name.startsWith("sqlite_"));
      for (const { name, sql } of own) {
        if (schema) lines.push(`${sql};`);
        if (data) lines.push(...this.#rows(name));
      }
      if (data && made.some(({ name }) => name === "sqlite_sequence")) {
        lines.push("DELETE FROM sqlite_sequence;", ...this.#rows("sqlite_sequence"));
      }
      if (schema) lines.push(...made.filter(({ type }) => type !== "table").map(({ sql }) => `${sql};`));
      return { lines };
    });
  }

  *#rows(table) {
    const columns = [...this.#sql.exec(`PRAGMA table_info=${quote(table)}`)].map(({ name }) => quote(name));
    const numbers = columns.map((c) => `CASE WHEN typeof(${c}) IN ('integer', 'real') THEN quote(${c}) END`);
    const written = this.#sql.exec(`SELECT ${numbers.join(", ")} FROM ${quote(table)}`).raw();
    for (const row of this.#sql.exec(`SELECT ${columns.join(", ")} FROM ${quote(table)}`).raw()) {
      const texts = written.next().value;
      const values = row.map((value, i) => literal(value, texts[i])).join(",");
      yield `INSERT INTO ${quote(table)} (${columns.join(",")}) VALUES(${values});`;
    }
  }

  describe() {
    const count = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    const [tables] = this.#sql.exec(`${count} AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'`).raw().next().value;
    return { tables, size: this.#sql.databaseSize };
  }

  async remove() {
    await this.ctx.storage.deleteAll();
    return {};
  }

  async fetch(request) {
    const { operation, ...given } = await request.json();
    return Response.json(await this[operation](given));
  }
}

export default {
  fetch(request, env) {
    if (request.headers.get("X-Local-Key") !== env.KEY) return new Response(null, { status: 403 });
    return env.DATABASES.getByName(new URL(request.url).pathname.slice(1)).fetch(request);
  },
};
