package lazy

import "testing"

func TestRegexp(t *testing.T) {
	broken := Regexp("(") // says nothing yet
	words := Regexp(`^[a-z]+$`)
	first := words()
	if words() != first || !first.MatchString("abc") || first.MatchString("1") {
		t.Error("the expression is not compiled, or more than once")
	}
	defer func() {
		if recover() == nil {
			t.Error("a broken expression is no panic")
		}
	}()
	broken()
}
