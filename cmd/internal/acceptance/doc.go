// Package acceptance holds the program as a whole against bundles: the ones in testdata that the README speaks of, with
// their reports, and generated ones in every form, whose causes are known.
//
// # Benchmarks
//
// Every stage has its own, beside its code. From the top of the repository:
//
//	go test -run '^$' -bench Start ./cmd/hamari                          # start: hamari version, and an empty program
//	go test -run '^$' -bench Load ./correlate/catalogue                  # load and compile the whole catalogue, and ten times as many patterns
//	go test -run '^$' -bench Open ./parsers/bundle                       # list the members of a zip
//	go test -run '^$' -bench Walk ./parsers/bundle                       # decompress, check and hash members
//	go test -run '^$' -bench Detect ./parsers/formats ./parsers/wrapper  # recognise a member
//	go test -run '^$' -bench . ./parsers/jsonsplit                       # split JSON into records
//	go test -run '^$' -bench Read ./parsers/...                          # parse each format
//	go test -run '^$' -bench Table ./parsers/parquet                     # rows of Parquet as lines
//	go test -run '^$' -bench . ./correlate/scan                          # dispatch a record to those who want it
//	go test -run '^$' -bench . ./correlate/entity ./correlate/lens/...   # the graph and the lenses
//	go test -run '^$' -bench . ./correlate/match                         # join and judge
//	go test -run '^$' -bench Render ./cmd/internal/report/...            # render a report
//	go test -run '^$' -bench Catalogue ./cmd/internal/acceptance         # CPU time of all patterns against none, and one
//	go test -run '^$' -bench . -benchmem ./cmd/internal/acceptance       # the whole, and decompressing alone
//
// Two versions are compared with golang.org/x/perf/cmd/benchstat over ten runs each (-count 10), in alternation where the
// machine is not quiet. On such a machine compare the CPU time of the program on a large bundle rather than its
// duration:
//
//	go run ./cmd/bundlegen --scenario tiny-members --members 500000 -o tiny.zip
//	/usr/bin/time -f 'wall %e s, cpu %U + %S s, %M kB' hamari analyze -q -f json -o /dev/null tiny.zip
//
// # DuckDB as a yardstick
//
// DuckDB reads neither a zip nor CloudTrail's envelopes in CSV exports; it is given the unpacked files of a bundle with
// plain S3 deliveries. Put an analyst's first questions to it, add up the seconds, and compare with hamari analyze on
// the packed bundle, which unpacks, links the entities, judges every pattern and writes the report besides. In an empty
// folder:
//
//	go run hamari/cmd/bundlegen --scenario mixed --size 1GB -o mixed.zip && unzip -q mixed.zip -d logs
//	npm init -y && npm i @duckdb/node-api && node questions.mjs
//
// where questions.mjs is:
//
//	import { DuckDBInstance } from '@duckdb/node-api';
//	const db = await (await DuckDBInstance.create(':memory:')).connect();
//	const record = `STRUCT(eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, errorCode VARCHAR, eventID VARCHAR,
//	  userIdentity STRUCT(arn VARCHAR), requestParameters JSON, responseElements JSON)`;
//	for (const question of [
//	  `create table ct as select distinct on (eventID) * from (select unnest(r) from (select unnest(Records) r
//	     from read_json('logs/**/*.json.gz', maximum_object_size=1000000000, columns={Records: '${record}[]'})))`,
//	  // who was denied what
//	  `select userIdentity.arn, eventSource, eventName, errorCode, count(*) n, min(eventTime), max(eventTime)
//	     from ct where errorCode is not null group by all order by n desc limit 50`,
//	  // which start was followed by a denied call of the same caller to KMS
//	  `select s.eventID, d.eventID from ct s join ct d on s.userIdentity.arn = d.userIdentity.arn
//	     and s.eventName = 'StartInstances' and s.errorCode is null
//	     and d.eventSource = 'kms.amazonaws.com' and d.errorCode like 'AccessDenied%'
//	     and d.eventTime::TIMESTAMPTZ between s.eventTime::TIMESTAMPTZ - interval 5 second
//	     and s.eventTime::TIMESTAMPTZ + interval 120 second limit 50`,
//	  `create table fl as select "interface-id" eni, srcaddr, dstaddr, srcport, dstport, protocol, action, count(*) n,
//	     sum(try_cast(bytes as bigint)) bytes, min(try_cast("start" as bigint)) f, max(try_cast("end" as bigint)) l
//	     from read_csv('logs/**/*.log.gz', delim=' ', header=true, all_varchar=true, union_by_name=true) group by all`,
//	  // which conversations are accepted one way and rejected the other
//	  `select a.eni, a.srcaddr, a.dstaddr, a.dstport, sum(r.n) rejected from fl a join fl r on a.eni = r.eni
//	     and a.srcaddr = r.dstaddr and a.dstaddr = r.srcaddr and a.srcport = r.dstport and a.dstport = r.srcport
//	     and a.action = 'ACCEPT' and r.action = 'REJECT' group by all order by rejected desc limit 50`,
//	]) {
//	  const start = Date.now();
//	  const rows = (await db.runAndReadAll(question)).getRowsJson();
//	  console.log(((Date.now() - start) / 1000).toFixed(2) + ' s', rows.length + ' rows', question.slice(0, 60));
//	}
package acceptance
