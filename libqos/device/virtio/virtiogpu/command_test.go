package virtiogpu

import (
	"encoding/hex"
	"testing"
)

// TestFields compares fields of commands with the structures of the specification (virtio
// 1.3, sections 5.7.6.8 "controlq" and 5.7.6.10 "cursorq").
func TestFields(t *testing.T) {
	const pad = "00000000"
	rectangle := Rectangle{X: 1, Y: 2, Width: 3, Height: 0x04050607}
	const laid = "01000000" + "02000000" + "03000000" + "07060504"
	for _, tc := range []struct {
		name string
		got  []byte
		want string
	}{
		{
			"header", Header{Type: uint32(GetEDID), Flags: Fence, Fence: 0x1122334455667788}.Bytes(),
			"0a010000" + "01000000" + "8877665544332211" + pad + pad,
		},
		{"create", Create(5, XBGR, 6, 7), "05000000" + "44000000" + "06000000" + "07000000"},
		{"scanout", Scanout(8, 9, rectangle), laid + "08000000" + "09000000"},
		{"flush", Flush(9, rectangle), laid + "09000000" + pad},
		{"transfer", Transfer(9, rectangle, 0x1122334455667788), laid + "8877665544332211" + "09000000" + pad},
		{
			"attach", Attach(9, Entry{0x1122334455667788, 10}, Entry{1, 2}),
			"09000000" + "02000000" + "8877665544332211" + "0a000000" + pad + "0100000000000000" + "02000000" + pad,
		},
		{
			"cursor", Cursor{Scanout: 1, X: 2, Y: 3, Resource: 4, HotX: 5, HotY: 6}.Fields(),
			"01000000" + "02000000" + "03000000" + pad + "04000000" + "05000000" + "06000000" + pad,
		},
	} {
		if got := hex.EncodeToString(tc.got); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestResponse(t *testing.T) {
	for _, tc := range []struct {
		r      Response
		failed bool
		text   string
	}{
		{OKNoData, false, "OK_NODATA"},
		{OKEDID, false, "OK_EDID"},
		{Unspecified, true, "ERR_UNSPEC"},
		{InvalidParameter, true, "ERR_INVALID_PARAMETER"},
		{InvalidParameter + 1, false, "response 0x1206"},
	} {
		if tc.r.Failed() != tc.failed || tc.r.String() != tc.text {
			t.Errorf("%#x: Failed() = %t, String() = %q, want %t, %q", uint32(tc.r), tc.r.Failed(), tc.r, tc.failed, tc.text)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, f := range Formats() {
		if name := f.String(); len(name) != 4 {
			t.Errorf("format %d is %q, want four letters", uint32(f), name)
		}
	}
	if got, want := Format(5).String(), "format 5"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}
