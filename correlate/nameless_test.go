package correlate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/report"
)

// TestNamelessMetrics holds that metrics whose names other services have, too, count for the only instance like the rest
// of its files, and that nothing is called "not found" where files of what it looks at were set aside.
func TestNamelessMetrics(t *testing.T) {
	instance := txtar.File{Name: "describe-instances.json", Data: []byte(`{"Reservations":[{"Instances":[{"InstanceId":"i-0dfa308f3fa16d8ed","InstanceType":"t3.medium"}]}]}`)}
	database := txtar.File{Name: "describe-db-instances.json", Data: []byte(`{"DBInstances":[{"DBInstanceIdentifier":"orders","DBInstanceClass":"db.t3.medium","Engine":"mysql"}]}`)}
	used, credits, lent := statistics("CPUUtilization", 20), statistics("CPUCreditBalance", 0), statistics("CPUSurplusCreditBalance", 0)
	named := lent
	named.Name = "i-0dfa308f3fa16d8ed/" + lent.Name
	for _, tt := range []struct {
		name   string
		files  []txtar.File
		status report.Status
		why    string
	}{
		{"the only instance", []txtar.File{instance, used, credits, lent}, report.Matched, ""},
		{"a DB instance beside it", []txtar.File{instance, database, used, credits, lent}, report.NotAssessable, "nor that they are metrics of EC2"},
		{"one file named", []txtar.File{instance, database, used, credits, named}, report.NotAssessable, "nor that they are metrics of EC2"},
		{"nothing set aside", []txtar.File{instance, named}, report.NotFound, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := judged(t, tt.files...)["ec2-cpu-credits-exhausted"]
			if p.Status != tt.status || !strings.Contains(p.Why, tt.why) {
				t.Errorf("%s: %s", p.Status, p.Why)
			}
		})
	}
}

// statistics is an answer of get-metric-statistics, which does not say what the metric is of.
func statistics(metric string, value float64) txtar.File {
	var points []string
	for i := range 24 {
		at := time.Date(2026, 4, 10, 10, i*5, 0, 0, time.UTC).Format(time.RFC3339)
		points = append(points, fmt.Sprintf(`{"Timestamp":%q,"Average":%g,"Unit":"Percent"}`, at, value))
	}
	return txtar.File{Name: metric + ".json", Data: []byte(fmt.Sprintf(`{"Label":%q,"Datapoints":[%s]}`, metric, strings.Join(points, ",")))}
}
