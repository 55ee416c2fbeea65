package ufs_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

func start(t *testing.T, c *ufs.Controller) {
	t.Helper()
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// transports calls use with each kind of transport.
func transports(t *testing.T, use func(t *testing.T, f *fake, c *ufs.Controller, tr ufs.Transport)) {
	for _, interrupt := range []bool{false, true} {
		t.Run(fmt.Sprintf("list, interrupt %t", interrupt), func(t *testing.T) {
			f, c := newFake(t)
			start(t, c)
			l, err := c.OpenList(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if interrupt {
				useInterrupt(t, c, l)
			}
			use(t, f, c, l)
			if err := l.Close(context.WithoutCancel(t.Context())); errors.Is(err, ufs.ErrUnfinished) != f.lost || err != nil && !f.lost {
				t.Errorf("Close() with a request in flight: %t, error %v", f.lost, err)
			}
		})
	}
	t.Run("queue", func(t *testing.T) {
		f, c := newFake(t)
		start(t, c)
		q, err := c.OpenQueue(t.Context(), ufs.QueueSetup{Number: 1, Entries: 3})
		if err != nil {
			t.Fatal(err)
		}
		use(t, f, c, q)
		if err := q.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

// useInterrupt makes a list use the fake's interrupt line.
func useInterrupt(t *testing.T, c *ufs.Controller, l *ufs.List) {
	t.Helper()
	watched, err := c.Machine.Watch(t.Context(), guest.Controller{Path: "ioapic"}.Line(line))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.UseInterrupt(t.Context(), watched); err != nil {
		t.Fatal(err)
	}
}

func TestStart(t *testing.T) {
	f, c := newFake(t)
	start(t, c)
	if s := ufs.Status(f.regs[uint64(ufs.HCS)]); s != ufs.StatusDP|ufs.StatusListReady|ufs.StatusUCRDY {
		t.Errorf("got HCS %v", s)
	}
	if f.regs[uint64(ufs.IS)] != 0 {
		t.Errorf("got IS %v, want it acknowledged", ufs.Interrupts(f.regs[uint64(ufs.IS)]))
	}
	f.failUIC = true
	if err := c.LinkStartup(t.Context()); !errors.Is(err, ufs.ErrUIC) {
		t.Errorf("LinkStartup() that fails: error %v, want %v", err, ufs.ErrUIC)
	}
	if err := c.Disable(t.Context()); err != nil || f.regs[uint64(ufs.HCE)] != 0 {
		t.Errorf("Disable(): %v, HCE is %d", err, f.regs[uint64(ufs.HCE)])
	}
}

// TestUICWaits checks that the driver does not take the completion of an earlier UIC
// command for that of one that never completes.
func TestUICWaits(t *testing.T) {
	f, c := newFake(t)
	start(t, c)
	f.deafUIC = true
	f.regs[uint64(ufs.IS)] = uint32(ufs.InterruptUCCS)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.UIC(ctx, ufs.DMEGet, 0, 0, 0); err == nil || !strings.Contains(err.Error(), "IS to have UCCS") {
		t.Errorf("UIC(): error %v, want it to wait", err)
	}
}

// TestRounds sends more requests than a queue has entries.
func TestRounds(t *testing.T) {
	transports(t, func(t *testing.T, f *fake, _ *ufs.Controller, tr ufs.Transport) {
		seen := 0
		f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
			seen++
			return reply(request, ufs.NopIn), ufs.OCSSuccess
		}
		for range 10 {
			if err := ufs.Ping(t.Context(), tr); err != nil {
				t.Fatal(err)
			}
		}
		if seen != 10 {
			t.Errorf("got %d executed requests, want 10", seen)
		}
	})
}

func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault func(f *fake)
		want  string
	}{
		{"lost", func(f *fake) { f.lost = true }, "waiting for"},
		{"overall command status", func(f *fake) {
			f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
				return reply(request, ufs.NopIn), ufs.OCSInvalidPRDT
			}
		}, "INVALID_PRDT_ATTRIBUTES"},
		{"another answer", func(f *fake) {
			f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
				return reply(request, ufs.RejectUPIU), ufs.OCSSuccess
			}
		}, "REJECT"},
		{"another tag", func(f *fake) {
			f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
				u := reply(request, ufs.NopIn)
				u[3] ^= 4
				return u, ufs.OCSSuccess
			}
		}, "another request"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			transports(t, func(t *testing.T, f *fake, _ *ufs.Controller, tr ufs.Transport) {
				tc.fault(f)
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				if err := ufs.Ping(ctx, tr); err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Errorf("Ping(): error %v, want %q in it", err, tc.want)
				}
			})
		})
	}
}

func TestQueueFaults(t *testing.T) {
	f, c := newFake(t)
	start(t, c)
	q, err := c.OpenQueue(t.Context(), ufs.QueueSetup{Entries: 4})
	if err != nil {
		t.Fatal(err)
	}
	f.shift = 8192
	if err := ufs.Ping(t.Context(), q); !errors.Is(err, ufs.ErrTag) {
		t.Errorf("a completion of another command table: error %v, want %v", err, ufs.ErrTag)
	}
	f.regs[queueDoorbells+0x24] = 4 * 32
	if _, err := q.Completions.Take(t.Context(), 1); err == nil {
		t.Error("Take() with the tail beyond the queue: no error")
	}
	if err := q.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.OpenQueue(t.Context(), ufs.QueueSetup{Entries: 4}); err == nil || !strings.Contains(err.Error(), "CQTP") {
		t.Errorf("OpenQueue() with the tail beyond the queue: error %v, want CQTP in it", err)
	}
}

// TestSharedCompletionQueue uses two submission queues with one completion queue.
func TestSharedCompletionQueue(t *testing.T) {
	f, c := newFake(t)
	start(t, c)
	first, err := c.OpenQueue(t.Context(), ufs.QueueSetup{Number: 0, Entries: 8})
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.OpenQueue(t.Context(), ufs.QueueSetup{Number: 1, Entries: 3, Completion: first})
	if err != nil {
		t.Fatal(err)
	}
	for range 6 {
		for _, q := range []*ufs.Queue{second, first} {
			if err := ufs.Ping(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := f.regs[queueDoorbells+0x20]; got != 12%8*32 {
		t.Errorf("CQHP = %#x, want %#x", got, 12%8*32)
	}
	for _, q := range []*ufs.Queue{second, first} {
		if err := q.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// TestExecute uses a device that reads and writes by the PRDT.
func TestExecute(t *testing.T) {
	transports(t, func(t *testing.T, f *fake, c *ufs.Controller, tr ufs.Transport) {
		var written []byte
		f.answer = func(request ufs.UPIU, prdt []byte) (ufs.UPIU, ufs.OverallStatus) {
			for at := 0; at < len(prdt); at += 16 {
				addr, size := le.Uint64(prdt[at:]), int(le.Uint32(prdt[at+12:]))+1
				if request.Flags() == ufs.CommandWrite {
					written = append(written, f.memory.Bytes(addr, size)...)
				} else {
					f.memory.SetBytes(addr, []byte(strings.Repeat(string(rune('a'+at/16)), size)))
				}
			}
			return reply(request, ufs.ResponseUPIU), ufs.OCSSuccess
		}
		u := ufs.LogicalUnit{Controller: c, Transport: tr, LUN: 3, Piece: 8}
		data := []byte("0123456789abcdefghij")
		if _, err := scsi.Do(t.Context(), u, scsi.Write10(0, 1, 20), data); err != nil || string(written) != string(data) {
			t.Errorf("write: %q was written, %v", written, err)
		}
		if got, err := scsi.Do(t.Context(), u, scsi.Read10(0, 1, 20), nil); err != nil || string(got) != "aaaaaaaabbbbbbbbcccc" {
			t.Errorf("read: %q, %v", got, err)
		}
	})
}

// TestResponses makes the device answer a command in various ways.
func TestResponses(t *testing.T) {
	for _, tc := range []struct {
		name   string
		answer func(u ufs.UPIU)
		want   scsi.Result
		err    string
	}{
		{"good", func(ufs.UPIU) {}, scsi.Result{}, ""},
		{"underflow", func(u ufs.UPIU) { u[1], u[15] = ufs.ResponseUnderflow, 8 }, scsi.Result{Residual: 8}, ""},
		{"sense", func(u ufs.UPIU) {
			u[6], u[7], u[11] = ufs.TargetFailure, byte(scsi.CheckCondition), 20
			copy(u[32:], []byte{0, 18, 0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 0})
		}, scsi.Result{Status: scsi.CheckCondition}, ""},
		{"another logical unit", func(u ufs.UPIU) { u[2]++ }, scsi.Result{}, "logical unit 0x03"},
		{"target failure", func(u ufs.UPIU) { u[6] = ufs.TargetFailure }, scsi.Result{}, "rejected the command"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			transports(t, func(t *testing.T, f *fake, c *ufs.Controller, tr ufs.Transport) {
				f.answer = func(request ufs.UPIU, _ []byte) (ufs.UPIU, ufs.OverallStatus) {
					u := reply(request, ufs.ResponseUPIU)
					tc.answer(u)
					return u, ufs.OCSSuccess
				}
				got, err := ufs.LogicalUnit{Controller: c, Transport: tr, LUN: 2}.Execute(t.Context(), scsi.Inquiry(36), nil)
				if (err == nil) != (tc.err == "") || err != nil && !strings.Contains(err.Error(), tc.err) {
					t.Fatalf("Execute(): error %v, want %q", err, tc.err)
				}
				if err != nil {
					return
				}
				if got.Status != tc.want.Status || got.Residual != tc.want.Residual || len(got.In) != 36-tc.want.Residual {
					t.Errorf("Execute() = %+v, want %+v", got, tc.want)
				}
				if tc.want.Status == scsi.CheckCondition && !errors.Is(got.Err(), scsi.InvalidFieldInCDB) {
					t.Errorf("Execute(): %v, want %v", got.Err(), scsi.InvalidFieldInCDB)
				}
			})
		})
	}
}

// TestBeside makes the device write outside its memory.
func TestBeside(t *testing.T) {
	transports(t, func(t *testing.T, f *fake, c *ufs.Controller, tr ufs.Transport) {
		for _, offset := range []int{-1, 36} {
			f.answer = func(request ufs.UPIU, prdt []byte) (ufs.UPIU, ufs.OverallStatus) {
				f.memory.SetBytes(le.Uint64(prdt)+uint64(offset), []byte{1})
				return reply(request, ufs.ResponseUPIU), ufs.OCSSuccess
			}
			_, err := ufs.LogicalUnit{Controller: c, Transport: tr}.Execute(t.Context(), scsi.Inquiry(36), nil)
			if err == nil || !strings.Contains(err.Error(), "outside piece 0") {
				t.Errorf("a byte written at %d of 36: error %v", offset, err)
			}
		}
	})
}

// TestDescriptor compares a UTP transfer request descriptor and its UPIU with their
// layout in memory.
func TestDescriptor(t *testing.T) {
	f, c := newFake(t)
	start(t, c)
	l, err := c.OpenList(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	data, err := c.NewData(t.Context(), 4, 512)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name    string
		request ufs.Request
		want    string // dword 0, dwords 6 and 7
		upiu    string
	}{
		{"nop", ufs.Request{UPIU: ufs.Nop()}, "00000011 80002000 0000a000", "00000005" + strings.Repeat("00", 28)},
		{"no interrupt", ufs.Request{UPIU: ufs.Nop(), NoInterrupt: true, Room: 32}, "00000010 08002000 0000a000", "00000005" + strings.Repeat("00", 28)},
		{"write", ufs.Request{UPIU: ufs.CommandTo(7, scsi.Write10(1, 2, 258)), Direction: scsi.ToTarget, Data: data},
			"00000013 80002000 0200a000", "01200705" + "00000000" + "00000000" + "00000204" + "2a000000000100000200000000000000"},
		{"read", ufs.Request{UPIU: ufs.CommandTo(7, scsi.Inquiry(36)), Direction: scsi.FromTarget, Data: data},
			"00000015 80002000 0200a000", "01400705" + "00000000" + "00000000" + "00000024" + "12000000240000000000000000000000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := errors.Join(l.Put(t.Context(), 5, tc.request), f.conn.Sync(t.Context())); err != nil {
				t.Fatal(err)
			}
			p := f.memory.Bytes(uint64(f.regs[uint64(ufs.UTRLBA)])+5*32, 32)
			if got := hex.EncodeToString(p[:4]) + " " + hex.EncodeToString(p[24:28]) + " " + hex.EncodeToString(p[28:]); got != tc.want || p[8] != 0xf {
				t.Errorf("descriptor is %s, status %#x, want %s, 0xf", got, p[8], tc.want)
			}
			if got := hex.EncodeToString(f.memory.Bytes(le.Uint64(p[16:]), 32)); got != tc.upiu {
				t.Errorf("UPIU is\n%s, want\n%s", got, tc.upiu)
			}
		})
	}
	if err := errors.Join(data.Free(), l.Close(t.Context())); err != nil {
		t.Error(err)
	}
	if err := l.Put(t.Context(), 32, ufs.Request{UPIU: ufs.Nop()}); !errors.Is(err, ufs.ErrNoSlot) {
		t.Errorf("Put() in slot 32: error %v, want %v", err, ufs.ErrNoSlot)
	}
}
