// better-auth on the same PostgreSQL, with the same cost of a password: serves on the port that it is told.
import { createServer } from "node:http";
import { hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import pg from "pg";

const [, , port, database] = process.argv;
const cost = { memoryCost: 19456, timeCost: 2, parallelism: 1 };
const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: "only for a benchmark, and long enough for one",
  database: new pg.Pool({ connectionString: database }),
  emailAndPassword: {
    enabled: true,
    password: { hash: (password) => hash(password, cost), verify: ({ hash: kept, password }) => verify(kept, password) },
  },
  rateLimit: { enabled: false },
  logger: { disabled: true },
  telemetry: { enabled: false },
};
await (await getMigrations(options)).runMigrations();
createServer(toNodeHandler(betterAuth(options))).listen(Number(port), "127.0.0.1");
