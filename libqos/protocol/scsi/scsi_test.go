package scsi_test

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

func TestCommands(t *testing.T) {
	unmap, _ := scsi.Unmap(scsi.Extent{Block: 5, Count: 2})
	for _, tc := range []struct {
		cmd    scsi.Command
		want   string // CDB in hexadecimal
		dir    scsi.Direction
		length int
	}{
		{scsi.TestUnitReady(), "000000000000", scsi.None, 0},
		{scsi.RequestSense(18), "030000001200", scsi.FromTarget, 18},
		{scsi.Inquiry(0x124), "120000012400", scsi.FromTarget, 0x124},
		{scsi.InquiryPage(0x83, 64), "120183004000", scsi.FromTarget, 64},
		{scsi.ReportLUNs(2, 0x1234), "a00002000000000012340000", scsi.FromTarget, 0x1234},
		{scsi.ModeSense10(0x3f, 252), "5a003f0000000000fc00", scsi.FromTarget, 252},
		{scsi.StartStopUnit(3, true), "1b0000003100", scsi.None, 0},
		{scsi.ReadCapacity10(), "25000000000000000000", scsi.FromTarget, 8},
		{scsi.ReadCapacity16(32), "9e100000000000000000000000200000", scsi.FromTarget, 32},
		{scsi.Read6(0x1fedcb, 7, 512), "081fedcb0700", scsi.FromTarget, 7 * 512},
		{scsi.Write6(1, 255, 512), "0a000001ff00", scsi.ToTarget, 255 * 512},
		{scsi.Read10(0x12345678, 0x9abc, 512), "280012345678009abc00", scsi.FromTarget, 0x9abc * 512},
		{scsi.Write10(1, 2, 4096), "2a000000000100000200", scsi.ToTarget, 8192},
		{scsi.Verify10(3, 4), "2f000000000300000400", scsi.None, 0},
		{scsi.SynchronizeCache10(3, 4), "35000000000300000400", scsi.None, 0},
		{scsi.Read16(0x123456789abcdef0, 0x11223344, 0), "8800123456789abcdef0112233440000", scsi.FromTarget, 0},
		{scsi.Write16(1, 2, 512), "8a000000000000000001000000020000", scsi.ToTarget, 1024},
		{unmap, "42000000000000001800", scsi.ToTarget, 24},
	} {
		t.Run(tc.cmd.String(), func(t *testing.T) {
			if got := hex.EncodeToString(tc.cmd.CDB); got != tc.want {
				t.Errorf("CDB is %s, want %s", got, tc.want)
			}
			if tc.cmd.Direction != tc.dir || tc.cmd.Length != tc.length {
				t.Errorf("direction %d, %d bytes, want %d, %d", tc.cmd.Direction, tc.cmd.Length, tc.dir, tc.length)
			}
		})
	}
}

func TestUnmapList(t *testing.T) {
	_, list := scsi.Unmap(scsi.Extent{Block: 0x0102030405060708, Count: 9}, scsi.Extent{Block: 1, Count: 0x0a0b0c0d})
	const want = "0026002000000000" + "01020304050607080000000900000000" + "00000000000000010a0b0c0d00000000"
	if got := hex.EncodeToString(list); got != want {
		t.Errorf("parameter list is %s, want %s", got, want)
	}
}

func TestSense(t *testing.T) {
	for _, tc := range []struct {
		name  string
		sense scsi.Sense
		valid bool
		key   scsi.Key
		code  scsi.Additional
	}{
		{"fixed", scsi.Sense{0x70, 0, 0x05, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x21, 0x00, 0, 0, 0, 0}, true, scsi.IllegalRequest, scsi.LBAOutOfRange},
		{"fixed, with flags in the key's byte", scsi.Sense{0xf1, 0, 0xe6, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x29, 0x00}, true, scsi.UnitAttention, scsi.PowerOnReset},
		{"descriptor", scsi.Sense{0x72, 0x0e, 0x1d, 0x00, 0, 0, 0, 0}, true, scsi.Miscompare, scsi.MiscompareInVerify},
		{"deferred descriptor", scsi.Sense{0x73, 0x03, 0x11, 0x01}, true, scsi.MediumError, 0x1101},
		{"none", nil, false, scsi.NoSense, scsi.NoAdditional},
		{"too short", scsi.Sense{0x70, 0, 5, 0, 0, 0, 0, 4, 0, 0, 0, 0}, false, scsi.NoSense, scsi.NoAdditional},
		{"unknown format", scsi.Sense{0x60, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x21, 0}, false, scsi.NoSense, scsi.NoAdditional},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if v, k, a := tc.sense.Valid(), tc.sense.Key(), tc.sense.Additional(); v != tc.valid || k != tc.key || a != tc.code {
				t.Errorf("valid %t, %v, %v, want %t, %v, %v", v, k, a, tc.valid, tc.key, tc.code)
			}
		})
	}
}

// target answers every command with one result, which may depend on it.
type target func(cmd scsi.Command, out []byte) (scsi.Result, error)

func (t target) Execute(_ context.Context, cmd scsi.Command, out []byte) (scsi.Result, error) {
	return t(cmd, out)
}

func TestDo(t *testing.T) {
	lost := errors.New("cable pulled")
	for _, tc := range []struct {
		name   string
		result scsi.Result
		err    error
		want   error
	}{
		{"good", scsi.Result{In: []byte{1, 2}}, nil, nil},
		{"busy", scsi.Result{Status: scsi.Busy}, nil, scsi.Busy},
		{"check condition", scsi.Result{Status: scsi.CheckCondition, Sense: scsi.Sense{0x72, 5, 0x20, 0}}, nil, scsi.InvalidOperationCode},
		{"check condition without sense", scsi.Result{Status: scsi.CheckCondition}, nil, scsi.CheckCondition},
		{"transport", scsi.Result{}, lost, lost},
	} {
		t.Run(tc.name, func(t *testing.T) {
			u := target(func(scsi.Command, []byte) (scsi.Result, error) { return tc.result, tc.err })
			got, err := scsi.Do(t.Context(), u, scsi.TestUnitReady(), nil)
			if !errors.Is(err, tc.want) || err != nil && !strings.Contains(err.Error(), "TEST UNIT READY") {
				t.Errorf("Do(): error %v, want %v", err, tc.want)
			}
			if diff := cmp.Diff(tc.result.In, got); diff != "" {
				t.Errorf("Do(): data mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadWrite(t *testing.T) {
	var seen []string
	u := target(func(cmd scsi.Command, out []byte) (scsi.Result, error) {
		seen = append(seen, hex.EncodeToString(cmd.CDB))
		if cmd.Direction == scsi.ToTarget && len(out) != cmd.Length {
			return scsi.Result{}, errors.New("data and length differ")
		}
		return scsi.Result{In: make([]byte, cmd.Length)}, nil
	})
	data, err := scsi.Read(t.Context(), u, 5, 0x10001, 1)
	if err != nil || len(data) != 0x10001 {
		t.Errorf("Read(): %d bytes, %v", len(data), err)
	}
	if err := scsi.Write(t.Context(), u, 1, 2, make([]byte, 6)); err != nil {
		t.Errorf("Write(): %v", err)
	}
	want := []string{"2800000000" + "0500ffff00", "2800000100" + "0400000200", "2a000000000100000300"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("commands mismatch (-want +got):\n%s", diff)
	}
	if err := scsi.Write(t.Context(), u, 1, 4, make([]byte, 6)); err == nil {
		t.Error("Write() of a block and a half: no error")
	}
}

func TestShortAnswers(t *testing.T) {
	u := target(func(scsi.Command, []byte) (scsi.Result, error) { return scsi.Result{In: []byte{0, 0, 0, 16, 0}}, nil })
	_, identify := scsi.Identify(t.Context(), u)
	_, ten := scsi.Capacity(t.Context(), u)
	_, sixteen := scsi.Capacity16(t.Context(), u)
	_, luns := scsi.LUNs(t.Context(), u, 0)
	_, read := scsi.Read(t.Context(), u, 0, 1, 512)
	for name, err := range map[string]error{"Identify": identify, "Capacity": ten, "Capacity16": sixteen, "LUNs": luns, "Read": read} {
		if err == nil {
			t.Errorf("%s() of five bytes: no error", name)
		}
	}
}

func TestParsed(t *testing.T) {
	u := target(func(cmd scsi.Command, _ []byte) (scsi.Result, error) {
		in := map[byte]string{
			0x12: "1e00060200000002" + hex.EncodeToString([]byte("QEMU    DISK            2.5+")),
			0x25: "000000ff00001000",
			0x9e: "00000001000000000000020000000000",
			0xa0: "0000001000000000" + "0000000000000000" + "0001000000000000",
		}
		p, err := hex.DecodeString(in[cmd.CDB[0]])
		return scsi.Result{In: p}, err
	})
	id, err := scsi.Identify(t.Context(), u)
	if err != nil || id.Type() != scsi.WellKnown || id.Qualifier() != 0 || id.Version() != 6 || id.Format() != 2 ||
		id.Vendor() != "QEMU" || id.Product() != "DISK" || id.Revision() != "2.5+" {
		t.Errorf("Identify() = % x, %v", id, err)
	}
	ten, err := scsi.Capacity(t.Context(), u)
	if want := (scsi.Medium{Blocks: 256, BlockSize: 4096}); err != nil || ten != want {
		t.Errorf("Capacity() = %v, %v, want %v", ten, err, want)
	}
	sixteen, err := scsi.Capacity16(t.Context(), u)
	if want := (scsi.Medium{Blocks: 1<<32 + 1, BlockSize: 512}); err != nil || sixteen != want {
		t.Errorf("Capacity16() = %v, %v, want %v", sixteen, err, want)
	}
	luns, err := scsi.LUNs(t.Context(), u, 0)
	if diff := cmp.Diff([]uint64{0, 1 << 48}, luns); err != nil || diff != "" {
		t.Errorf("LUNs(): %v, mismatch (-want +got):\n%s", err, diff)
	}
}

func TestUnknownAdditional(t *testing.T) {
	if got, want := scsi.Additional(0x3f0e).Error(), "additional sense 0x3f/0x0e"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}
