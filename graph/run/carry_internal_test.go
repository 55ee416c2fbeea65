package run

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/qtest"
)

// TestCarried passes a stream through the functions of a test and of the runner.
func TestCarried(t *testing.T) {
	add := func(text string) qtest.Through {
		return func(to io.Writer, from io.Reader) error {
			_, err := io.Copy(to, io.MultiReader(from, strings.NewReader(text)))
			return err
		}
	}
	broken := errors.New("broken")
	fails := func(io.Writer, io.Reader) error { return broken }
	for _, tc := range []struct {
		name          string
		test, carrier qtest.Through
		want          string
		err           error
	}{
		{"neither", nil, nil, "", nil},
		{"test", add("1"), nil, "s1", nil},
		{"carrier", nil, add("2"), "s2", nil},
		{"both", add("1"), add("2"), "s12", nil},
		{"test fails", fails, add("2"), "", broken},
		{"carrier fails", add("1"), fails, "", broken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := &Env{}
			e.Carry(tc.carrier)
			through := e.carried(tc.test)
			if tc.name == "neither" {
				if through != nil {
					t.Error("a stream passes through this process that neither looks at")
				}
				return
			}
			var b bytes.Buffer
			err := through(&b, strings.NewReader("s"))
			if !errors.Is(err, tc.err) || b.String() != tc.want {
				t.Errorf("got %s, want %q, %v", fmt.Sprintf("%q, %v", b.String(), err), tc.want, tc.err)
			}
		})
	}
}
