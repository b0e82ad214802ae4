// Package metrics reads CloudWatch metric data in every form in which it is handed over:
//
//   - the console's "Download as .csv" of a graph: label rows, then one row per time and one column per metric;
//   - tables: one point per row (timestamp, metric, value), one metric per column, or one statistic per column;
//   - the answers of aws cloudwatch get-metric-data and get-metric-statistics, whole or cut out with --query;
//   - the answer of get-metric-statistics with --output text, if it has one statistic (answertext.go);
//   - what ConvertTo-Json makes of the answers of Get-CWMetricStatistic and Get-CWMetricData (dotnet.go);
//   - the JSON records of a metric stream.
//
// Every data point becomes one event, or one of the points that a [PointSink] takes by the hundred. A form that does not name a metric's namespace, dimensions or statistic leaves
// gaps; they are filled from the label and from the member's path ("metrics/i-0abc/CPUUtilization_Average.csv") where
// these say so, and stay absent otherwise: a statistic is never guessed, because the sum and the average of a counter
// are different quantities. A period that is not stated is inferred from the spacing of the points.
//
// # What counts
//
// A record is one data point: a value cell that is not empty (CSV), a datapoint's statistic or a pair of timestamp and
// value (JSON); the average that follows from a stream record's sum and count is one more. Each one is either emitted or rejected. What cannot be taken apart into points is rejected as one
// record: a row whose time is unreadable or whose number of columns is wrong, a JSON value that is malformed or lacks
// its timestamp, a timestamp without a value. Label rows, header rows and blank rows are no records, nor are the statistics
// that an object of .NET has and that were not asked for.
//
// Pos.Record is the number of the data row within the member (CSV; all points of a row share it) or the number of the
// point within the member (JSON), both from 0 and with the rejected ones counted. Pos.Line and Pos.Offset lead to the
// row (CSV), to the value (get-metric-data) or to the datapoint (other JSON).
//
// Series numbers count the distinct descriptions in a member. After maxSeries of them the count goes on but the memory
// of them is dropped, so that a series which comes back later has a second number.
package metrics
