// Package mysql reads the four logs of RDS for MySQL, RDS for MariaDB and Aurora MySQL: a server writes all of them, with
// the same stamps, and each is a format of its own.
//
// The error log (mysqlerror), as 8.0, 5.7, 5.6 and older servers write it:
//
//	2026-03-04T09:15:02.123456Z 812 [Warning] [MY-010055] [Server] IP address '10.0.5.20' could not be resolved
//	2026-03-04T09:15:02.123456Z 812 [Note] Aborted connection 812 to db: 'orders' user: 'app' host: '10.0.5.20' (...)
//	2026-03-04 09:15:02 14223 [ERROR] InnoDB: Cannot allocate memory
//	260304  9:15:02 [Note] Plugin 'FEDERATED' is disabled.
//
// The slow query log (mysqlslow): a query with its figures in comment lines above it:
//
//	# Time: 2026-03-04T09:15:02.123456Z
//	# User@Host: app[app] @  [10.0.5.20]  Id:   812
//	# Query_time: 11.517423  Lock_time: 0.000074 Rows_sent: 1  Rows_examined: 95557073
//	use orders;
//	SET timestamp=1772615690;
//	SELECT COUNT(*) FROM items;
//
// The general log (mysqlgeneral): stamp, connection, command and argument with tabs between. The audit log (mysqlaudit)
// of the MariaDB Audit Plugin, of its fork in RDS and of Aurora's Advanced Auditing: comma-separated rows of time,
// server, user, client, connection, query, operation, database, object in single quotes and return code.
//
// # Time
//
// Servers from 5.7 on write UTC or an offset. Older ones, MariaDB and the audit plugin write the server's local time
// without a zone: such events are readings of a wall clock. A slow query's SET timestamp is in seconds since 1970: when it
// began, and before 8.0.14 when it was logged. It counts where the comment lines have no zone. Aurora's audit log has
// microseconds since 1970.
//
// Not read: audit logs as JSON or XML (Percona, MySQL Enterprise), which RDS does not offer, and logs kept in tables
// (log_output=TABLE) that somebody selected from.
//
// The files: error.go, slow.go, general.go and audit.go are one log each; server.go knows the lines that a server writes
// into any of them when it opens it.
//
//   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.MySQL.html
//   - https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html
//   - https://dev.mysql.com/doc/refman/8.0/en/server-logs.html
package mysql
