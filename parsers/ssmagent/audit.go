package ssmagent

import (
	"bytes"
	"errors"
	"path"
	"time"

	"hamari/parsers/textlog"

	"hamari/parsers/lazy"
)

var (
	errNoAuditRow = errors.New("not a row of an audit: type, event, version of the agent and time")

	auditRow  = lazy.Regexp(`^(\w[\w.-]*)\s+(\S+)\s+(\d+(?:\.\d+)+)\s+((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)\s*$`)
	auditSeal = lazy.Regexp(`^\w+=\d+$`) // header, and what the agent appends once the audit is sent
	auditDate = lazy.Regexp(`audit-(\d{4}-\d\d-\d\d)`)
)

func isAuditHeader(line []byte) bool { return bytes.HasPrefix(line, []byte("SchemaVersion=")) }

// auditFields are the words of a row.
type auditFields struct{ kind, event, version, clock []byte }

func parseAudit(line []byte) (auditFields, bool) {
	m := auditRow().FindSubmatch(line)
	if m == nil {
		return auditFields{}, false
	}
	return auditFields{m[1], m[2], m[3], m[4]}, true
}

// auditReader reads a member that begins as an audit does. Each line is a record of its own there.
type auditReader struct {
	records *recordReader
	on      bool
	asked   bool
	day     time.Time // zero if the name has no date
}

func newAuditReader(rr *recordReader, member string) *auditReader {
	a := &auditReader{records: rr}
	if m := auditDate().FindStringSubmatch(path.Base(member)); m != nil {
		if day, err := time.Parse(time.DateOnly, m[1]); err == nil {
			a.day = day
		}
	}
	return a
}

// begins is asked for every line that is none of a log, and settles with the first whether the member is an audit.
func (a *auditReader) begins(line []byte) bool {
	if !a.asked && len(bytes.TrimSpace(line)) > 0 {
		_, row := parseAudit(line)
		a.asked, a.on = true, row || isAuditHeader(line)
	}
	return a.on
}

// record emits a row, passes over header and seal, and rejects anything else.
func (a *auditReader) record(rec *textlog.Record) error {
	if auditSeal().Match(rec.Text) || len(bytes.TrimSpace(rec.Text)) == 0 {
		return nil
	}
	rr := a.records
	rr.Begin(rec)
	row, ok := parseAudit(rec.Text)
	if !ok {
		rr.Reject(errNoAuditRow)
		return nil
	}
	rr.Set(SlotForm, []byte(formAudit))
	rr.Set(SlotAuditType, row.kind)
	rr.Set(SlotAuditEvent, row.event)
	rr.Set(SlotAgentVersion, row.version)
	rr.Set(SlotMessage, row.event)
	rr.Set(SlotInstance, rr.instance)
	if bytes.HasSuffix(row.event, []byte(".start")) {
		rr.Set(SlotLifecycle, []byte("start"))
	}
	if a.day.IsZero() {
		rr.Sink.Note("the rows have a time but no date: the audit's file has lost the name that holds it")
		return rr.Emit()
	}
	clock, err := time.Parse(time.TimeOnly, string(row.clock))
	if err != nil {
		rr.Reject(errNoAuditRow)
		return nil
	}
	at := a.day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute + time.Duration(clock.Second())*time.Second)
	rr.Stamp(textlog.Stamp{Time: at})
	return rr.Emit()
}
