package vmstate_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
	"github.com/qgraph/qgraph/libqos/protocol/vmstate/vmstatetest"
)

// FuzzParse reads any bytes. Either they are no stream, or each field is where it says, behind the one before and within
// its section, and the stream equals itself.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"none.state", "uno.state"} {
		f.Add(read(f, name))
	}
	f.Add(vmstatetest.Stream("m", device(fields(`{"name": "q", "type": "qtailq", `+keyStruct+`, `+keyStruct+`, "size": 5}`), 1, 7, 1, 8, 0)))
	f.Add(vmstatetest.Stream("m", device(fields(`{"name": "g", "type": "gtree", `+keyStruct+`, `+keyStruct+`, "size": 8}`), 0, 0, 0, 1, 1, 6, 7, 0)))
	f.Add(vmstatetest.Stream("m", device(fields(`{"name": "s", "array_len": 2, "type": "struct", "struct": `+pairStruct+`, "size": 2}`), 1, 2, 3, 4)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := vmstate.Parse(data)
		if err != nil && !errors.Is(err, vmstate.ErrFormat) {
			t.Errorf("error %v, want an ErrFormat", err)
		}
		if s == nil {
			return
		}
		for _, section := range s.Sections {
			at := section.Offset
			for _, f := range section.Fields {
				if f.Offset < at || len(f.Raw) != f.Count*f.Size || !bytes.HasPrefix(data[f.Offset:], f.Raw) {
					t.Errorf("%s: %+v is not at its offset, after %#x", section.Device, f, at)
				}
				at = f.Offset + int64(len(f.Raw))
			}
			if end := section.Offset + 5 + section.Size; at > end && section.Kind != vmstate.Full || at > int64(len(data)) {
				t.Errorf("%s: the fields end at %#x, outside of the section", section.Device, at)
			}
		}
		if d := vmstate.CompareAll(s, s); len(d) > 0 {
			t.Errorf("the stream differs from itself: %v", d[0])
		}
		if err := s.WriteText(io.Discard, nil); err != nil {
			t.Error(err)
		}
	})
}
