package ufs_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

func TestQueryUPIU(t *testing.T) {
	for _, tc := range []struct {
		name string
		q    ufs.Query
		want string
	}{
		{"read flag", ufs.Query{Opcode: ufs.QueryReadFlag, IDN: 1}, "160000000001000000000000" + "0501000000000000" + "000000000000000000000000"},
		{"write attribute", ufs.Query{Opcode: ufs.QueryWriteAttribute, IDN: 3, Index: 4, Selector: 5, Value: 0x11223344},
			"160000000081000000000000" + "0403040500000000" + "112233440000000000000000"},
		{"read descriptor", ufs.Query{Opcode: ufs.QueryReadDescriptor, IDN: 2, Index: 0xc4, Length: 0x123},
			"160000000001000000000000" + "0102c40000000123" + "000000000000000000000000"},
		{"write descriptor", ufs.Query{Opcode: ufs.QueryWriteDescriptor, IDN: 5, Length: 3, Data: []byte{3, 5, 7}},
			"160000000081000000000003" + "0205000000000003" + "000000000000000000000000" + "03050700"},
		{"function of its own", ufs.Query{Opcode: ufs.QueryReadFlag, Function: 0x81}, "160000000081000000000000" + "0500000000000000" + "000000000000000000000000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := hex.EncodeToString(tc.q.UPIU()); got != tc.want {
				t.Errorf("UPIU is\n%s, want\n%s", got, tc.want)
			}
		})
	}
}

// device answers queries: it has one flag, one attribute and one descriptor.
func device(flag *bool, attribute *uint32, descriptor []byte) func(ufs.UPIU, []byte) (ufs.UPIU, ufs.OverallStatus) {
	return func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
		u := reply(request, ufs.QueryResponse)
		copy(u[12:16], request[12:16])
		if request[13] != 4 {
			u[6] = byte(ufs.QueryInvalidIDN)
			return u, ufs.OCSInvalidTable
		}
		switch ufs.QueryOpcode(request[12]) {
		case ufs.QuerySetFlag:
			*flag = true
		case ufs.QueryClearFlag:
			*flag = false
		case ufs.QueryToggleFlag:
			*flag = !*flag
		case ufs.QueryWriteAttribute:
			*attribute = be.Uint32(request[20:])
		}
		switch ufs.QueryOpcode(request[12]) {
		case ufs.QueryReadAttribute:
			be.PutUint32(u[20:], *attribute)
		case ufs.QueryReadDescriptor:
			n := min(int(be.Uint16(request[18:])), len(descriptor))
			be.PutUint16(u[10:], uint16(n))
			be.PutUint16(u[18:], uint16(n))
			copy(u[32:], descriptor[:n])
		default:
			if *flag {
				u[23] = 1
			}
		}
		return u, ufs.OCSSuccess
	}
}

func TestManager(t *testing.T) {
	transports(t, func(t *testing.T, f *fake, _ *ufs.Controller, tr ufs.Transport) {
		var flag bool
		var attribute uint32
		descriptor := []byte{6, 4, 1, 0x80, 4, 0x10}
		f.answer = device(&flag, &attribute, descriptor)
		m, ctx := ufs.Manager{Transport: tr}, t.Context()
		var got []string
		note := func(v bool, err error) { got = append(got, fmt.Sprint(v, err)) }
		note(m.ReadFlag(ctx, 4))
		note(m.SetFlag(ctx, 4))
		note(m.ToggleFlag(ctx, 4))
		note(m.ToggleFlag(ctx, 4))
		note(m.ReadFlag(ctx, 4))
		note(m.ClearFlag(ctx, 4))
		if diff := cmp.Diff([]string{"false <nil>", "true <nil>", "false <nil>", "true <nil>", "true <nil>", "false <nil>"}, got); diff != "" {
			t.Errorf("flags mismatch (-want +got):\n%s", diff)
		}
		if err := m.WriteAttribute(ctx, 4, 0, 0, 0x01020304); err != nil || attribute != 0x01020304 {
			t.Errorf("WriteAttribute(): %#x, %v", attribute, err)
		}
		if v, err := m.ReadAttribute(ctx, 4, 0, 0); v != 0x01020304 || err != nil {
			t.Errorf("ReadAttribute() = %#x, %v", v, err)
		}
		for _, n := range []uint16{0, 5, 6, 255} {
			p, err := m.ReadDescriptor(ctx, 4, 0, n)
			if err != nil || !bytes.Equal(p, descriptor[:min(int(n), 6)]) {
				t.Errorf("ReadDescriptor(%d) = % x, %v", n, p, err)
			}
		}
		if _, err := m.ReadAttribute(ctx, 5, 0, 0); !errors.Is(err, ufs.QueryInvalidIDN) {
			t.Errorf("ReadAttribute() of another attribute: error %v, want %v", err, ufs.QueryInvalidIDN)
		}
	})
}

// TestManagerFaults makes the device answer other queries than it got.
func TestManagerFaults(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault func(u ufs.UPIU) ufs.OverallStatus
		want  error
	}{
		{"another transaction", func(u ufs.UPIU) ufs.OverallStatus { u[0] = byte(ufs.ResponseUPIU); return ufs.OCSFatalError }, ufs.OCSFatalError},
		{"status without a code", func(ufs.UPIU) ufs.OverallStatus { return ufs.OCSInvalidTable }, ufs.OCSInvalidTable},
		{"another IDN", func(u ufs.UPIU) ufs.OverallStatus { u[13]++; return ufs.OCSSuccess }, ufs.ErrTag},
		{"another index", func(u ufs.UPIU) ufs.OverallStatus { u[14]++; return ufs.OCSSuccess }, ufs.ErrTag},
	} {
		t.Run(tc.name, func(t *testing.T) {
			transports(t, func(t *testing.T, f *fake, _ *ufs.Controller, tr ufs.Transport) {
				f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
					u := reply(request, ufs.QueryResponse)
					copy(u[12:16], request[12:16])
					return u, tc.fault(u)
				}
				if _, err := (ufs.Manager{Transport: tr}).ReadFlag(t.Context(), 4); !errors.Is(err, tc.want) {
					t.Errorf("ReadFlag(): error %v, want %v", err, tc.want)
				}
			})
		})
	}
}

// TestStrings checks that all ones print every field, and only reserved bits and
// numbers in hexadecimal.
func TestStrings(t *testing.T) {
	for _, tc := range []struct {
		value fmt.Stringer
		want  string
	}{
		{^ufs.Capabilities(0), "NUTRS=255 NORTT=255 NUTMRS=7 EHSLUTRDS|AUTOH8|64AS|OODDS|UICDMETMS|CS|LSDBS|MCQS|0x88380000"},
		{^ufs.Status(0), "DP|UTRLRDY|UTMRLRDY|UCRDY|0xfffffff0"},
		{^ufs.Interrupts(0), "UTRCS|UDEPRI|UE|UTMS|UPMS|UHXS|UHES|ULLS|ULSS|UTMRCS|UCCS|DFES|UTPES|HCFES|SBFES|CEFES|SQES|CQES|IAGES|0xffc0e000"},
	} {
		if got := tc.value.String(); got != tc.want {
			t.Errorf("%T.String() = %q, want %q", tc.value, got, tc.want)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		size, most int
		want       []int
	}{{0, 4, nil}, {4, 4, []int{4}}, {10, 4, []int{4, 4, 2}}, {3, 4, []int{3}}} {
		if diff := cmp.Diff(tc.want, ufs.Split(tc.size, tc.most)); diff != "" {
			t.Errorf("Split(%d, %d) mismatch (-want +got):\n%s", tc.size, tc.most, diff)
		}
	}
	_, c := newFake(t)
	for _, size := range []int{0, 2, ufs.MaxPiece + 4} {
		if _, err := c.NewData(t.Context(), 8, size); err == nil {
			t.Errorf("NewData(%d): no error", size)
		}
	}
}
