// Prints what another DuckDB client reads from a published database: node read.js FILE
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(process.argv[2], { access_mode: "READ_ONLY" });
const connection = await instance.connect();
for (const query of [
  "SELECT value, published, source, title, quote, stated FROM current_facts ORDER BY fact_id LIMIT 1",
  "SELECT area_name, stated, period FROM compare('poverty_rate', '2023')",
  "SELECT comment FROM duckdb_columns() WHERE table_name = 'facts' AND column_name = 'value'",
]) {
  const result = await connection.runAndReadAll(query);
  for (const row of result.getRowsJson()) {
    console.log(row.join(" | "));
  }
}
