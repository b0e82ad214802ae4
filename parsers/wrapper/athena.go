package wrapper

import (
	"bytes"
	"fmt"
	"io"

	"hamari/parsers"
)

// athenaALB opens the result of a query in Athena on access logs of Application Load Balancers, with the columns of the
// table that AWS's guide has made: each row becomes the line that the load balancer wrote.
var athenaALB = &Wrapper{
	Name:   "athena-alb",
	Title:  "result of an Athena query on access logs of an Application Load Balancer",
	URL:    "https://docs.aws.amazon.com/athena/latest/ug/create-alb-access-logs-table.html",
	Detect: byContent(func(prefix []byte) bool { return !isJSON(prefix) && albColumns(headerOf(prefix)) != nil }),
	marks:  notJSON,
	open:   func(r io.Reader) entries { return &albRows{csvEntries: csvEntries{window: newWindow(r)}} },
	lines:  true,
}

// albField is one field of a line: the columns that make it up, and what stands between them.
type albField struct {
	columns []string
	between string
	quoted  bool
	later   bool // lines before it was introduced end without it, and queries may leave it out
}

// albFields are the fields in the order of the line.
// AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
var albFields = []albField{
	{columns: []string{"type"}}, {columns: []string{"time"}}, {columns: []string{"elb"}},
	{columns: []string{"client_ip", "client_port"}, between: ":"}, {columns: []string{"target_ip", "target_port"}, between: ":"},
	{columns: []string{"request_processing_time"}}, {columns: []string{"target_processing_time"}}, {columns: []string{"response_processing_time"}},
	{columns: []string{"elb_status_code"}}, {columns: []string{"target_status_code"}},
	{columns: []string{"received_bytes"}}, {columns: []string{"sent_bytes"}},
	{columns: []string{"request_verb", "request_url", "request_proto"}, between: " ", quoted: true}, {columns: []string{"user_agent"}, quoted: true},
	{columns: []string{"ssl_cipher"}}, {columns: []string{"ssl_protocol"}}, {columns: []string{"target_group_arn"}},
	{columns: []string{"trace_id"}, quoted: true, later: true}, {columns: []string{"domain_name"}, quoted: true, later: true},
	{columns: []string{"chosen_cert_arn"}, quoted: true, later: true}, {columns: []string{"matched_rule_priority"}, later: true},
	{columns: []string{"request_creation_time"}, later: true}, {columns: []string{"actions_executed"}, quoted: true, later: true},
	{columns: []string{"redirect_url"}, quoted: true, later: true}, {columns: []string{"lambda_error_reason"}, quoted: true, later: true},
	{columns: []string{"target_port_list"}, quoted: true, later: true}, {columns: []string{"target_status_code_list"}, quoted: true, later: true},
	{columns: []string{"classification"}, quoted: true, later: true}, {columns: []string{"classification_reason"}, quoted: true, later: true},
	{columns: []string{"conn_trace_id"}, later: true},
}

// albColumns returns the places of the columns of each field, nil where one is missing that lines always have. The fields
// end with the first that queries may leave out and that is not there.
func albColumns(h csvHeader) (places [][]int) {
	for _, f := range albFields {
		var at []int
		for _, name := range f.columns {
			i := h.column(name)
			if i < 0 && !f.later {
				return nil
			}
			if i < 0 {
				return places
			}
			at = append(at, i)
		}
		places = append(places, at)
	}
	return places
}

// albRows reads the rows of such a result.
type albRows struct {
	csvEntries
	places [][]int
	cells  [][]byte // of the row, reused
}

func (a *albRows) next(line []byte) (entry, error) {
	if a.separator == 0 {
		a.window.lineEnd(0)
		h := headerOf(a.window.text())
		a.separator, a.places = h.separator, albColumns(h)
		a.window.dropLine()
	}
	a.skipEmptyLines()
	if len(a.window.text()) == 0 {
		return entry{}, a.window.err
	}
	e := entry{pos: parsers.Pos{Record: a.rows, Line: a.window.line, Offset: a.window.offset()}}
	a.rows++
	end, err := a.read()
	if err != nil {
		e.err = err
		a.window.dropLine()
		return e, nil
	}
	e.message, e.err = a.line(line)
	a.window.drop(end)
	return e, nil
}

// read takes a row apart, and returns where it ends.
func (a *albRows) read() (end int, err error) {
	for column, i := 0, 0; ; column++ {
		c, err := a.cell(i)
		if err != nil {
			return 0, err
		}
		if column == len(a.cells) {
			a.cells = append(a.cells, nil)
		}
		a.cells[column] = bytes.TrimRight(c.appendTo(a.cells[column][:0], a.window.text()), "\r")
		if i = c.next; c.last {
			a.cells = a.cells[:column+1]
			return i, nil
		}
	}
}

// line appends the line that the row stands for. What is absent is a dash, and no cell may end the field that it is in.
func (a *albRows) line(dst []byte) ([]byte, error) {
	for i, at := range a.places {
		if i > 0 {
			dst = append(dst, ' ')
		}
		f := &albFields[i]
		if f.quoted {
			dst = append(dst, '"')
		}
		for n, column := range at {
			if column >= len(a.cells) {
				return nil, fmt.Errorf("%w: the row has %d cells", errNoMessage, len(a.cells))
			}
			cell := a.cells[column]
			if n > 0 && (f.quoted || len(a.cells[at[0]]) > 0) {
				dst = append(dst, f.between...)
			}
			switch {
			case len(cell) > 0:
				dst = appendField(dst, cell, f.quoted)
			case n == 0 || f.quoted:
				dst = append(dst, '-')
			}
		}
		if f.quoted {
			dst = append(dst, '"')
		}
	}
	return dst, nil
}

// appendField appends a cell as load balancers write it: quotes and, outside of quotes, blanks would end the field.
func appendField(dst, cell []byte, quoted bool) []byte {
	for _, c := range cell {
		if c == '"' || c < ' ' || c == ' ' && !quoted {
			dst = fmt.Appendf(dst, "\\x%02X", c)
			continue
		}
		dst = append(dst, c)
	}
	return dst
}
