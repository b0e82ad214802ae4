package generate

import "time"

// Truth is what a report on a bundle has to say.
type Truth struct {
	Scenario string    `json:"scenario"`
	Seed     uint64    `json:"seed"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Zone     string    `json:"zone"` // of the local times in the bundle
	Account  string    `json:"account"`
	Region   string    `json:"region"`

	Expect  []Expected `json:"expect"`  // what must be found
	Healthy []Expected `json:"healthy"` // look-alikes on which the pattern must not match

	Members    int   `json:"members"`
	RawBytes   int64 `json:"raw_bytes"`  // uncompressed
	Events     int64 `json:"cloudtrail"` // CloudTrail records, duplicates included
	Duplicates int64 `json:"duplicates"` // of these, delivered a second time
	Flows      int64 `json:"flowlog"`    // flow log records
	Requests   int64 `json:"requests"`   // lines of access logs
	Points     int64 `json:"metrics"`    // metric values
}

// Expected is one pattern on the entities of one cause.
type Expected struct {
	Pattern  string              `json:"pattern"`
	Entities map[string][]string `json:"entities"` // by the report's entity keys
	Start    time.Time           `json:"start,omitzero"`
	End      time.Time           `json:"end,omitzero"`
}

// The patterns that the stories are about.
const (
	patternStartDenied = "kms-ebs-start-denied"
	patternSlowVolume  = "ebs-migrated-slow"
	patternZoneACL     = "tgw-az-nacl-intermittent"
)
