package inventory

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// Type is one row of the table: one kind of answer, and the type of the resources in it.
//
// Several rows may share a Name, where AWS describes the same thing by different calls; the first of them is the call
// to recommend. Several may share a key of List, where AWS uses one key for different things; Shape tells them apart.
type Type struct {
	Name string // the resource's type, an entity key where there is one: "volume"
	Call string // service and operation, as typed after "aws": "ec2 describe-volumes"

	// List and Single have the keys, separated by spaces, under which an answer holds the resources in an array or one
	// resource as an object. Both are empty where the answer is itself the resource.
	List, Single string

	IDKey string // path of the member that identifies the resource; empty where nothing in it does

	// Shape has the keys, separated by spaces, that such a resource always has and others before and after it in the
	// table have not; "A|B" stands for either. A row without one is known by its list only.
	Shape string

	Holds string // texts, separated by spaces, that must stand somewhere in the resource: for shapes that AWS uses twice

	Each      string // key of a list inside each element, whose elements are the resources: Instances in Reservations
	NameKey   string // path of the resource's own name, used where it has no Name tag
	ARNKey    string // path of its ARN, where that is not Arn, ARN or arn
	OwnerKey  string // path of the owning account, where that is not OwnerId
	ParentKey string // path of what it belongs to

	// TimeKey and EndKey are the paths of when it began and ended, for what is not a thing but something that happened.
	TimeKey, EndKey string

	// ParentInFile says that the answer does not name what it belongs to. It is taken from the file's name, if the
	// file is called after the operation and the parent: list-attached-role-policies-JobRole.json.
	ParentInFile bool
}

// Types returns the table in its own order.
func Types() []Type { return slices.Clone(table) }

// row is a Type made ready for matching.
type row struct {
	Type
	order int
	shape [][]string // each is a set of alternatives
	holds [][]byte
	name  []byte
	call  []byte
}

func newRow(t Type, order int) *row {
	r := &row{Type: t, order: order, name: []byte(t.Name)}
	if t.Call != "" {
		r.call = []byte(t.Call)
	}
	for key := range strings.FieldsSeq(t.Shape) {
		r.shape = append(r.shape, strings.Split(key, "|"))
	}
	for text := range strings.FieldsSeq(t.Holds) {
		r.holds = append(r.holds, []byte(text))
	}
	return r
}

// fits reports whether the object has the row's shape. raw is the object's text.
func (r *row) fits(members []member, raw []byte) bool {
	if len(r.shape) == 0 {
		return false
	}
	for _, alternatives := range r.shape {
		if !slices.ContainsFunc(alternatives, func(key string) bool { return find(members, key) != nil }) {
			return false
		}
	}
	for _, text := range r.holds {
		if !bytes.Contains(raw, text) {
			return false
		}
	}
	return true
}

// index is the table by what a document shows of it.
type index struct {
	byList  map[string][]*row // by each key of List and Single
	byShape map[string][]*row // by each first key of Shape
}

// indexed is made when the first document is looked at: not every run of the program reads any.
var indexed = sync.OnceValue(func() index {
	ix := index{byList: map[string][]*row{}, byShape: map[string][]*row{}}
	for i, t := range table {
		r := newRow(t, i)
		for key := range strings.FieldsSeq(t.List + " " + t.Single) {
			ix.byList[key] = append(ix.byList[key], r)
		}
		if len(r.shape) > 0 {
			for _, key := range r.shape[0] {
				ix.byShape[key] = append(ix.byShape[key], r)
			}
		}
	}
	return ix
})

// rowByShape returns the first row of the table whose shape the object has, or nil.
func rowByShape(members []member, raw []byte) *row {
	var best *row
	byShape := indexed().byShape
	for _, m := range members {
		for _, r := range byShape[string(m.key)] {
			if (best == nil || r.order < best.order) && r.fits(members, raw) {
				best = r
			}
		}
	}
	return best
}

// rowByList returns the row for an object that stands under the given key: one whose shape it has, else one whose
// identifying member it has. With strict, a row that has a shape is never taken for less.
func rowByList(key string, members []member, raw []byte, strict bool) *row {
	rows := indexed().byList[key]
	for _, r := range rows {
		if r.Each != "" && find(members, r.Each) != nil || r.fits(members, raw) {
			return r
		}
	}
	for _, r := range rows {
		if strict && len(r.shape) > 0 {
			continue
		}
		if r.IDKey != "" && get(members, r.IDKey) != nil {
			return r
		}
	}
	return nil
}

// otherRow returns the row for a list that the table does not know. AWS calls the identifying member after the list more
// often than not: VpcPeeringConnections has VpcPeeringConnectionId.
func otherRow(key string, members []member) *row {
	r := newRow(Type{Name: "other:" + key}, len(table))
	singular := singular(key)
	for _, suffix := range []string{"Id", "Identifier", "Name", "Arn", "ARN"} {
		if find(members, singular+suffix) != nil {
			r.IDKey = singular + suffix
			break
		}
	}
	return r
}

func singular(key string) string {
	key = strings.TrimSuffix(key, "List")
	switch {
	case strings.HasSuffix(key, "ies"):
		return key[:len(key)-3] + "y"
	case strings.HasSuffix(key, "sses"), strings.HasSuffix(key, "tuses"):
		return key[:len(key)-2]
	}
	return strings.TrimSuffix(key, "s")
}
