// Reads a WARC file with warcio and checks every digest in it. It prints a line
// for each record: its type, the URL, and the payload's size.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { WARCParser } from "warcio";

const digest = (bytes) => "sha256:" + createHash("sha256").update(bytes).digest("hex");
const file = process.argv[2];

async function* records(parseHttp) {
  yield* new WARCParser(createReadStream(file), { parseHttp });
}

for await (const record of records(false)) {
  const block = await record.readFully(false);
  if (record.warcHeader("WARC-Block-Digest") !== digest(block)) {
    throw new Error(`block digest of ${record.warcType} ${record.warcTargetURI}`);
  }
}
for await (const record of records(true)) {
  const payload = await record.readFully(true);
  if (record.warcType === "response" && record.warcHeader("WARC-Payload-Digest") !== digest(payload)) {
    throw new Error(`payload digest of ${record.warcTargetURI}`);
  }
  if (record.warcHeaders.protocol !== "WARC/1.1") {
    throw new Error(`version ${record.warcHeaders.protocol}`);
  }
  console.log(record.warcType, record.warcTargetURI ?? "-", payload.length);
}
