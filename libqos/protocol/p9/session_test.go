package p9_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

func TestNewSession(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply p9.Message
		tag   p9.Tag
		msize uint32 // of the session
		want  error
	}{
		{"as requested", &p9.Rversion{MSize: 64, Version: "9P2000.L"}, p9.NoTag, 64, nil},
		{"smaller messages", &p9.Rversion{MSize: 32, Version: "9P2000.L"}, p9.NoTag, 32, nil},
		{"larger messages", &p9.Rversion{MSize: 65, Version: "9P2000.L"}, p9.NoTag, 0, p9.ErrServer},
		{"another version", &p9.Rversion{MSize: 64, Version: "unknown"}, p9.NoTag, 0, p9.ErrVersion},
		{"another tag", &p9.Rversion{MSize: 64, Version: "9P2000.L"}, 0, 0, p9.ErrServer},
		{"another reply", &p9.Rclunk{}, p9.NoTag, 0, p9.ErrServer},
		{"refused", &p9.Rlerror{Errno: 22}, p9.NoTag, 0, syscall.EINVAL},
	} {
		t.Run(tc.name, func(t *testing.T) {
			srv := newServer(t, on(p9.NoTag, &p9.Tversion{MSize: 64, Version: "9P2000.L"}, reply(tc.tag, tc.reply)))
			s, err := p9.NewSession(t.Context(), srv, 64)
			if !errors.Is(err, tc.want) {
				t.Errorf("NewSession = %v, want %v", err, tc.want)
			}
			if err == nil && s.MSize() != tc.msize {
				t.Errorf("MSize() = %d, want %d", s.MSize(), tc.msize)
			}
			if srv.room != 64 {
				t.Errorf("room for %d bytes of reply, want 64", srv.room)
			}
		})
	}
}

func TestReplies(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply func() ([]byte, error)
		want  error
	}{
		{"in order", reply(0, &p9.Rread{Data: []byte("abc")}), nil},
		{"refused", reply(0, &p9.Rlerror{Errno: 2}), syscall.ENOENT},
		{"refused, as Go's error", reply(0, &p9.Rlerror{Errno: 2}), fs.ErrNotExist},
		{"the reply to another request", reply(0, &p9.Rwrite{Count: 3}), p9.ErrServer},
		{"a request", reply(0, &p9.Tclunk{}), p9.ErrServer},
		{"an unused tag", reply(1, &p9.Rread{}), p9.ErrServer},
		{"dropped and not flushed", dropped(0), p9.ErrServer},
		{"a message that is too long", reply(0, &p9.Rread{Data: make([]byte, 64-10)}), p9.ErrServer},
		{"less than a header", raw(4, 0, 0, 0), p9.ErrServer},
		{"a wrong size", raw(9, 0, 0, 0, 117, 0, 0, 0), p9.ErrServer},
		{"a field cut off", raw(10, 0, 0, 0, 117, 0, 0, 0, 0, 0), p9.ErrServer},
		{"a byte too many", raw(12, 0, 0, 0, 117, 0, 0, 0, 0, 0, 0, 9), p9.ErrServer},
		{"Rlerror cut off", raw(9, 0, 0, 0, 7, 0, 0, 2, 0), p9.ErrServer},
		{"an error of the transport", func() ([]byte, error) { return nil, io.EOF }, io.EOF},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSession(t, small, on(0, &p9.Tread{FID: 1, Offset: 2, Count: 3}, tc.reply))
			r, err := p9.Do(t.Context(), s, &p9.Tread{FID: 1, Offset: 2, Count: 3})
			if !errors.Is(err, tc.want) {
				t.Errorf("Do = %v, want %v", err, tc.want)
			}
			if err == nil && string(r.Data) != "abc" {
				t.Errorf("data = %q, want %q", r.Data, "abc")
			}
		})
	}
}

func TestOutOfOrder(t *testing.T) {
	s := newSession(t, small,
		on(0, &p9.Tclunk{FID: 7}),
		on(1, &p9.Tread{FID: 8, Count: 1}),
		on(2, &p9.Tread{FID: 9, Count: 1}, reply(2, &p9.Rread{Data: []byte("9")}), reply(0, &p9.Rlerror{Errno: 9}), reply(1, &p9.Rread{Data: []byte("8")})),
	)
	clunk := start(t, s, &p9.Tclunk{FID: 7})
	eight := start(t, s, &p9.Tread{FID: 8, Count: 1})
	nine := start(t, s, &p9.Tread{FID: 9, Count: 1})
	for _, tc := range []struct {
		call *p9.Call[*p9.Rread]
		want string
	}{{eight, "8"}, {nine, "9"}, {eight, "8"}} {
		r, err := tc.call.Wait(t.Context())
		if err != nil || string(r.Data) != tc.want {
			t.Errorf("Wait for the request with tag %d = %q, %v; want %q", tc.call.Tag(), r.Data, err, tc.want)
		}
	}
	if _, err := clunk.Wait(t.Context()); !errors.Is(err, syscall.EBADF) {
		t.Errorf("Wait for the refusal = %v", err)
	}
}

func start[R p9.Message](t *testing.T, s *p9.Session, m p9.Request[R]) *p9.Call[R] {
	t.Helper()
	c, err := p9.Start(t.Context(), s, m)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTags(t *testing.T) {
	s := newSession(t, small,
		on(0, &p9.Tclunk{FID: 0}),
		on(3, &p9.Tclunk{FID: 1}),
		on(1, &p9.Tclunk{FID: 2}, reply(1, &p9.Rclunk{})),
		on(2, &p9.Tclunk{FID: 3}, reply(0, &p9.Rclunk{})),
		on(4, &p9.Tclunk{FID: 4}, reply(3, &p9.Rclunk{}), reply(4, &p9.Rclunk{}), reply(2, &p9.Rclunk{})),
		on(0, &p9.Tclunk{FID: 5}, reply(0, &p9.Rclunk{})),
	)
	if _, err := p9.StartAs(t.Context(), s, 0, &p9.Tclunk{FID: 0}); err != nil {
		t.Fatal(err)
	}
	if _, err := p9.StartAs(t.Context(), s, 0, &p9.Tclunk{FID: 0}); !errors.Is(err, p9.ErrTag) {
		t.Errorf("StartAs with a tag that is in use = %v", err)
	}
	if _, err := p9.StartAs(t.Context(), s, 3, &p9.Tclunk{FID: 1}); err != nil {
		t.Fatal(err)
	}
	for fid := range p9.FID(3) { // Tags 0 and 3 are skipped.
		c := start(t, s, &p9.Tclunk{FID: fid + 2})
		if fid == 1 {
			continue // with tag 2, answered later
		}
		if _, err := c.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	}
	c, err := p9.StartAs(t.Context(), s, 0, &p9.Tclunk{FID: 5}) // once more
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTagsGoRound(t *testing.T) {
	var steps []step
	for tag := range p9.NoTag {
		steps = append(steps, on(tag, &p9.Tclunk{}, reply(tag, &p9.Rclunk{})))
	}
	steps = append(steps, steps[0]) // 65535 is NoTag
	s := newSession(t, small, steps...)
	for range steps {
		if _, err := p9.Do(t.Context(), s, &p9.Tclunk{}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTooLong(t *testing.T) {
	write := &p9.Twrite{FID: 1, Data: make([]byte, 64-23)}
	s := newSession(t, small, on(0, write, reply(0, &p9.Rwrite{Count: 41})))
	if s.MaxWrite() != 41 || s.MaxRead() != 53 {
		t.Errorf("MaxWrite() = %d, MaxRead() = %d, want 41 and 53", s.MaxWrite(), s.MaxRead())
	}
	if _, err := p9.Do(t.Context(), s, write); err != nil {
		t.Error(err)
	}
	write.Data = append(write.Data, 0)
	if _, err := p9.Do(t.Context(), s, write); !errors.Is(err, p9.ErrTooLong) {
		t.Errorf("Do with a message of 65 bytes = %v", err)
	}
}

func TestFlush(t *testing.T) {
	read, flush := &p9.Tread{FID: 1, Count: 3}, &p9.Tflush{OldTag: 0}
	data := &p9.Rread{Data: []byte("abc")}
	for _, tc := range []struct {
		name    string
		replies []func() ([]byte, error) // to Tflush
		flush   error
		want    error
	}{
		{"only Rflush", []func() ([]byte, error){reply(1, &p9.Rflush{})}, nil, p9.ErrFlushed},
		{"the request was dropped first", []func() ([]byte, error){dropped(0), reply(1, &p9.Rflush{})}, nil, p9.ErrFlushed},
		{"the reply came first", []func() ([]byte, error){reply(0, data), reply(1, &p9.Rflush{})}, nil, nil},
		{"a refusal came first", []func() ([]byte, error){reply(0, &p9.Rlerror{Errno: 4}), reply(1, &p9.Rflush{})}, nil, syscall.EINTR},
		{"dropped and replied to", []func() ([]byte, error){dropped(0), reply(0, data)}, p9.ErrServer, p9.ErrFlushed},
		{"refused", []func() ([]byte, error){reply(1, &p9.Rlerror{Errno: 22}), reply(0, data)}, syscall.EINVAL, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newSession(t, small, on(0, read), on(1, flush, tc.replies...))
			c := start(t, s, read)
			if err := c.Flush(t.Context()); !errors.Is(err, tc.flush) {
				t.Errorf("Flush = %v, want %v", err, tc.flush)
			}
			if errors.Is(tc.flush, p9.ErrServer) {
				return
			}
			r, err := c.Wait(t.Context())
			if !errors.Is(err, tc.want) {
				t.Errorf("Wait = %v, want %v", err, tc.want)
			}
			if diff := cmp.Diff(data, r); err == nil && diff != "" {
				t.Errorf("reply mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReplyAfterFlush(t *testing.T) {
	s := newSession(t, small,
		on(0, &p9.Tclunk{FID: 1}),
		on(1, &p9.Tflush{OldTag: 0}, reply(1, &p9.Rflush{}), reply(0, &p9.Rclunk{})),
		on(2, &p9.Tclunk{FID: 2}),
	)
	c := start(t, s, &p9.Tclunk{FID: 1})
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := p9.Do(t.Context(), s, &p9.Tclunk{FID: 2}); !errors.Is(err, p9.ErrServer) {
		t.Errorf("a reply after Rflush: Do = %v", err)
	}
}

func TestNegotiateAgain(t *testing.T) {
	s := newSession(t, small,
		on(0, &p9.Tclunk{FID: 1}),
		on(1, &p9.Tclunk{FID: 2}),
		on(2, &p9.Tclunk{FID: 3}),
		on(p9.NoTag, &p9.Tversion{MSize: 128, Version: "9P2000.L"},
			reply(1, &p9.Rclunk{}), dropped(2), reply(p9.NoTag, &p9.Rversion{MSize: 100, Version: "9P2000.L"})),
		on(0, &p9.Tclunk{FID: 0}, reply(0, &p9.Rclunk{})),
	)
	var calls []*p9.Call[*p9.Rclunk]
	for range 3 {
		calls = append(calls, start(t, s, &p9.Tclunk{FID: s.NewFID() + 1}))
	}
	if _, err := s.Negotiate(t.Context(), 128, p9.Version); err != nil {
		t.Fatal(err)
	}
	if s.MSize() != 100 {
		t.Errorf("MSize() = %d, want 100", s.MSize())
	}
	for i, want := range []error{p9.ErrFlushed, nil, p9.ErrFlushed} {
		if _, err := calls[i].Wait(t.Context()); !errors.Is(err, want) {
			t.Errorf("a request of the session before: Wait = %v, want %v", err, want)
		}
	}
	if _, err := p9.Do(t.Context(), s, &p9.Tclunk{FID: s.NewFID()}); err != nil {
		t.Error(err)
	}
}

// TestStartAll checks that requests are sent together, as many as fit, and that
// each gets its own reply.
func TestStartAll(t *testing.T) {
	read := func(i int) *p9.Tread { return &p9.Tread{FID: p9.FID(i), Count: 1} }
	answer := func(i int) func() ([]byte, error) {
		return reply(p9.Tag(i), &p9.Rread{Data: []byte{byte(i)}})
	}
	for _, tc := range []struct {
		most  int
		sends []int
	}{{0, []int{5}}, {5, []int{5}}, {2, []int{2, 2, 1}}} {
		s, srv := newSessionWith(t, small,
			on(0, read(0)),
			on(1, read(1), answer(1), answer(0)),
			on(2, read(2)),
			on(3, read(3), reply(3, &p9.Rlerror{Errno: 5}), answer(2)),
			on(4, read(4), answer(4)),
		)
		srv.most, srv.sends = tc.most, nil
		calls, err := p9.StartAll(t.Context(), s, read(0), read(1), read(2), read(3), read(4))
		if err != nil {
			t.Fatal(err)
		}
		for i, call := range calls {
			r, err := call.Wait(t.Context())
			if i == 3 {
				if !errors.Is(err, syscall.EIO) {
					t.Errorf("refused request %d: Wait = %+v, %v", i, r, err)
				}
				continue
			}
			if err != nil || r.Data[0] != byte(i) {
				t.Errorf("request %d: Wait = %+v, %v", i, r, err)
			}
		}
		if diff := cmp.Diff(tc.sends, srv.sends); diff != "" {
			t.Errorf("requests sent together, at most %d, mismatch (-want +got):\n%s", tc.most, diff)
		}
	}
}

func TestStartAllAs(t *testing.T) {
	s := newSession(t, small,
		on(7, &p9.Tclunk{FID: 1}),
		on(3, &p9.Tclunk{FID: 2}, reply(7, &p9.Rclunk{}), reply(3, &p9.Rlerror{Errno: 5})),
	)
	calls, err := p9.StartAllAs(t.Context(), s, []p9.Tag{7, 3}, &p9.Tclunk{FID: 1}, &p9.Tclunk{FID: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p9.StartAllAs(t.Context(), s, []p9.Tag{5, 3}, &p9.Tclunk{FID: 3}, &p9.Tclunk{FID: 4}); !errors.Is(err, p9.ErrTag) {
		t.Errorf("StartAllAs with a tag that is in use = %v", err)
	}
	for i, want := range []error{nil, syscall.EIO} {
		if _, err := calls[i].Wait(t.Context()); !errors.Is(err, want) {
			t.Errorf("request %d: Wait = %v, want %v", i, err, want)
		}
	}
}

func TestStartAllFails(t *testing.T) {
	clunk := func(i int) *p9.Tclunk { return &p9.Tclunk{FID: p9.FID(i)} }
	for _, tc := range []struct {
		name     string
		most     int
		steps    []step
		requests []*p9.Tclunk
		want     error
	}{
		{"an error of the transport", 1, []step{on(0, clunk(0), func() ([]byte, error) { return nil, io.EOF })}, []*p9.Tclunk{clunk(0), clunk(1)}, io.EOF},
		{"an unused tag", 1, []step{on(0, clunk(0), reply(1, &p9.Rclunk{}))}, []*p9.Tclunk{clunk(0), clunk(1)}, p9.ErrServer},
		{"no tags left", 0, nil, make([]*p9.Tclunk, 1<<16), p9.ErrTag},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, srv := newSessionWith(t, small, tc.steps...)
			srv.most = tc.most
			if _, err := p9.StartAll(t.Context(), s, tc.requests...); !errors.Is(err, tc.want) {
				t.Errorf("StartAll = %v, want %v", err, tc.want)
			}
		})
	}
}

// TestRoom checks that the room is exactly the size of the largest reply.
func TestRoom(t *testing.T) {
	const msize = 70_000
	text := func(n int) string { return strings.Repeat("x", n) }
	for _, tc := range []roomCase{
		room(&p9.Tclunk{FID: 1}, &p9.Rlerror{}),
		room(&p9.Tgetattr{FID: 1}, &p9.Rgetattr{}),
		room(&p9.Tlopen{FID: 1}, &p9.Rlopen{}),
		room(&p9.Tstatfs{FID: 1}, &p9.Rstatfs{}),
		room(&p9.Twalk{FID: 1}, &p9.Rlerror{}),
		room(&p9.Twalk{FID: 1, Names: names(16)}, &p9.Rwalk{QIDs: qids(0, 16)}),
		room(&p9.Tread{FID: 1}, &p9.Rread{}),
		room(&p9.Tread{FID: 1, Count: 3000}, &p9.Rread{Data: make([]byte, 3000)}),
		room(&p9.Tread{FID: 1, Count: msize}, nil),
		room(&p9.Tread{FID: 1, Count: 1<<32 - 1}, nil),
		room(&p9.Twrite{FID: 1, Data: make([]byte, 3000)}, &p9.Rwrite{}),
		room(&p9.Treaddir{FID: 1, Count: 124}, &p9.Rreaddir{Entries: []p9.DirEntry{{Name: text(100)}}}),
		room(&p9.Treadlink{FID: 1}, &p9.Rreadlink{Target: text(65535)}),
		room(&p9.Tgetlock{FID: 1}, &p9.Rgetlock{ClientID: text(65535)}),
	} {
		s, srv := newSessionWith(t, msize, on(0, tc.request))
		if err := tc.start(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		want := msize
		if tc.largest != nil {
			b, err := p9.Marshal(0, tc.largest)
			if err != nil {
				t.Fatal(err)
			}
			want = len(b)
		}
		if int(srv.room) != want {
			t.Errorf("%+v leaves room for %d bytes, want %d", tc.request, srv.room, want)
		}
	}
}

// roomCase is a request and its largest reply; nil means one as large as any
// message.
type roomCase struct {
	request, largest p9.Message
	start            func(context.Context, *p9.Session) error
}

func room[R p9.Message](m p9.Request[R], largest p9.Message) roomCase {
	return roomCase{m, largest, func(ctx context.Context, s *p9.Session) error {
		_, err := p9.Start(ctx, s, m)
		return err
	}}
}
