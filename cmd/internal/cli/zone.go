package cli

import (
	"fmt"
	"strconv"
	"time"
	_ "time/tzdata" // the zones must be known on machines that have no database of them

	"hamari/parsers/lazy"
)

// Zone is a time zone as a flag: an IANA name or an offset from UTC.
type Zone struct {
	Location *time.Location // nil if not given
}

var offset = lazy.Regexp(`^([+-])(\d\d):?(\d\d)?$`)

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
