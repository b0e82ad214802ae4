package gateway

import "hamari/parsers/flowlog"

// maxSides is how many interfaces of gateways are held.
const maxSides = 20_000

// side is a gateway's interface in a VPC, or the gateway alone for packets that reach none. Only tgw and eni identify
// it; of the rest the smallest that any record tells is kept, so that their order does not matter.
type side struct {
	tgw, eni string

	attachment, az, subnet, vpc, account, region string
}

// names numbers sides.
type names struct {
	sides   []*side
	numbers map[sideKey]uint32
	last    uint32
}

type sideKey struct{ tgw, eni string }

func newNames() names { return names{numbers: map[sideKey]uint32{}} }

// number returns the number of the side at an end of a record's way, and learns what the record says of it. It is false
// where there is no room for another.
func (n *names) number(f *flowlog.Flow, at end) (uint32, bool) {
	tgw, eni := f.Value(flowlog.TGWSlotID), f.Value(at.slotENI)
	known := int(n.last) < len(n.sides) && n.sides[n.last].tgw == string(tgw) && n.sides[n.last].eni == string(eni)
	if !known {
		// The conversion does not allocate where the key is only looked up.
		number, ok := n.numbers[sideKey{string(tgw), string(eni)}]
		if !ok {
			if number, ok = n.add(string(tgw), string(eni)); !ok {
				return 0, false
			}
		}
		n.last = number
	}
	n.sides[n.last].learn(f, at)
	return n.last, true
}

func (n *names) add(tgw, eni string) (uint32, bool) {
	if len(n.sides) >= maxSides {
		return 0, false
	}
	number := uint32(len(n.sides))
	n.sides = append(n.sides, &side{tgw: tgw, eni: eni})
	n.numbers[sideKey{tgw, eni}] = number
	return number, true
}

func (s *side) learn(f *flowlog.Flow, at end) {
	for _, name := range [...]struct {
		into *string
		slot int
	}{
		{&s.az, at.slotAZ}, {&s.subnet, at.slotSubnet}, {&s.vpc, at.slotVPC},
		{&s.account, flowlog.TGWSlotAccountID}, {&s.region, flowlog.TGWSlotRegion},
		{&s.attachment, at.attachment(f, s.eni)},
	} {
		if v := f.Value(name.slot); v.Exists() && string(v) != *name.into {
			least(name.into, string(v))
		}
	}
}

// attachment is the slot with the attachment at this end of the record's way. A record stands at the attachment that
// its traffic comes in by (ingress) or goes out of (egress), and names the one at the other side as its pair. A record
// of packets that got no further stands at the one they came in by.
func (at end) attachment(f *flowlog.Flow, eni string) int {
	standsHere := (string(f.Value(flowlog.TGWSlotFlowDirection)) == "egress") == (at == target)
	if standsHere || eni == "" {
		return flowlog.TGWSlotAttachmentID
	}
	return flowlog.TGWSlotPairAttachmentID
}

func least(into *string, v string) {
	if v != "" && (*into == "" || v < *into) {
		*into = v
	}
}

// adopt learns the sides of another list and returns their numbers in this one, -1 for those without room.
func (n *names) adopt(other *names) []int {
	numbers := make([]int, len(other.sides))
	for i, s := range other.sides {
		number, ok := n.numbers[sideKey{s.tgw, s.eni}]
		if !ok {
			if number, ok = n.add(s.tgw, s.eni); !ok {
				numbers[i] = -1
				continue
			}
		}
		numbers[i] = int(number)
		mine := n.sides[number]
		least(&mine.attachment, s.attachment)
		least(&mine.az, s.az)
		least(&mine.subnet, s.subnet)
		least(&mine.vpc, s.vpc)
		least(&mine.account, s.account)
		least(&mine.region, s.region)
	}
	return numbers
}
