package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the zones must be known on machines that have no database of them

	"hamari/parsers/lazy"
)

// Zone is a time zone as a flag: an IANA name or an offset from UTC.
type Zone struct {
	Location *time.Location // nil if not given
}

var offset = lazy.Regexp(`^([+-])(\d\d):?(\d\d)?$`)

// abbreviated says what people may mean who write an abbreviation. EST, MST, HST, CET, MET and EET are names of zones themselves.
var abbreviated = map[string]string{
	"JST": "Asia/Tokyo (+09:00)", "KST": "Asia/Seoul (+09:00)", "SGT": "Asia/Singapore (+08:00)", "HKT": "Asia/Hong_Kong (+08:00)",
	"CST": "America/Chicago (-06:00) or Asia/Shanghai (+08:00)", "CDT": "America/Chicago", "EDT": "America/New_York", "MDT": "America/Denver",
	"PST": "America/Los_Angeles (-08:00)", "PDT": "America/Los_Angeles", "BRT": "America/Sao_Paulo (-03:00)",
	"IST": "Asia/Kolkata (+05:30), Europe/Dublin or Asia/Jerusalem", "BST": "Europe/London", "CEST": "Europe/Berlin", "EEST": "Europe/Helsinki",
	"AEST": "Australia/Sydney (+10:00)", "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland (+12:00)", "WIB": "Asia/Jakarta (+07:00)",
}

// Set reads the flag's text.
func (z *Zone) Set(text string) error {
	if m := offset().FindStringSubmatch(text); m != nil {
		return z.setOffset(m[1], m[2], m[3])
	}
	if text == "Local" || text == "" {
		return fmt.Errorf("name the zone itself, such as Asia/Tokyo or +09:00: the answer must not depend on this machine")
	}
	loc, err := time.LoadLocation(text)
	if err != nil {
		if names := abbreviated[strings.ToUpper(text)]; names != "" {
			return fmt.Errorf("abbreviations are not known, since several zones may share one; perhaps %s is meant", names)
		}
		return fmt.Errorf("it is no time zone such as Asia/Tokyo, UTC or +09:00")
	}
	z.Location = loc
	return nil
}

func (z *Zone) setOffset(sign, hours, minutes string) error {
	h, _ := strconv.Atoi(hours) // two digits
	m, _ := strconv.Atoi("0" + minutes)
	seconds := (h*60 + m) * 60
	if seconds > 14*3600 || m > 59 {
		return fmt.Errorf("no zone is that far from UTC")
	}
	if sign == "-" {
		seconds = -seconds
	}
	z.Location = time.FixedZone(fmt.Sprintf("%s%02d:%02d", sign, h, m), seconds)
	return nil
}

func (z *Zone) String() string {
	if z.Location == nil {
		return ""
	}
	return z.Location.String()
}

// Type is the flag's type in the help.
func (z *Zone) Type() string { return "ZONE" }
