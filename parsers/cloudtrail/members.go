package cloudtrail

import (
	"encoding/binary"
	"strings"
)

// member is a member of an object that records are known to have.
type member struct {
	name   string
	key    string // as records write it: "name":
	head   uint64 // the first eight bytes of key
	mask   uint64 // of those that key has
	tail   uint64 // the last eight bytes of key, if it has as many
	slot   int    // of its value; noSlot if that is not a field
	inside *members
	place  int // number among all members and objects
}

const noSlot = -1

// members are the known members of one object, found by a hash of their name.
type members struct {
	byHash [64][]member
	place  int // number of the object among all members and objects
}

func newMember(name string, slot int) member {
	m := member{name: name, key: `"` + name + `":`, slot: slot, mask: ^uint64(0)}
	m.head = binary.LittleEndian.Uint64([]byte(m.key + "        "))
	if n := len(m.key); n < 8 {
		m.mask = 1<<(8*n) - 1
		m.head &= m.mask
	} else {
		m.tail = binary.LittleEndian.Uint64([]byte(m.key[n-8:]))
	}
	return m
}

// beginsAt reports whether the member's key stands at i.
func (m *member) beginsAt(b []byte, i int) bool {
	if len(b)-i < 8 || binary.LittleEndian.Uint64(b[i:])&m.mask != m.head {
		return false
	}
	n := len(m.key)
	if n <= 8 {
		return true
	}
	b = b[i:]
	if len(b) < n || binary.LittleEndian.Uint64(b[n-8:]) != m.tail {
		return false
	}
	return n <= 16 || string(b[8:n-8]) == m.key[8:n-8]
}

// places bounds how many members and objects there are.
const places = 128

// recordMembers are those of a record: the fields of the kind, taken apart at the dots.
var recordMembers = newMembers()

// passedOver are members that most records have and that are no fields. Knowing them makes reading faster.
var passedOver = []string{
	"requestParameters", "responseElements", "additionalEventData", "resources", "tlsDetails", "sessionCredentialFromConsole",
	"userIdentity.sessionContext.sessionIssuer.type", "userIdentity.sessionContext.sessionIssuer.principalId",
	"userIdentity.sessionContext.sessionIssuer.accountId", "userIdentity.sessionContext.attributes",
	"userIdentity.sessionContext.webIdFederationData",
}

func newMembers() *members {
	n := numbering(0)
	top := n.object()
	for slot, f := range fields {
		if slot != SlotCallerService {
			n.add(top, f.Name, slot)
		}
	}
	// Aggregated events spell these differently.
	n.add(top, "eventId", SlotEventID)
	n.add(top, "accountId", SlotRecipientAccountID)
	for _, path := range passedOver {
		n.add(top, path, noSlot)
	}
	return top
}

// numbering gives members and objects their places.
type numbering int

func (n *numbering) next() int {
	*n++
	return int(*n) - 1
}

func (n *numbering) object() *members { return &members{place: n.next()} }

func (n *numbering) add(ms *members, path string, slot int) {
	name, rest, nested := strings.Cut(path, ".")
	if m := ms.find([]byte(name)); m != nil {
		n.add(m.inside, rest, slot)
		return
	}
	m := newMember(name, slot)
	m.place = n.next()
	if nested {
		m.slot = noSlot
		m.inside = n.object()
		n.add(m.inside, rest, slot)
	}
	h := hash([]byte(name))
	ms.byHash[h] = append(ms.byHash[h], m)
}

func (ms *members) find(name []byte) *member {
	if len(name) < 3 {
		return nil
	}
	list := ms.byHash[hash(name)]
	for i := range list {
		if list[i].name == string(name) {
			return &list[i]
		}
	}
	return nil
}

// hash keeps apart names of the same length by their third letter from the end: eventTime, eventName, eventType.
func hash(name []byte) int { return (len(name)*7 ^ int(name[len(name)-3])) % len(members{}.byHash) }
