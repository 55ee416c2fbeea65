package p9_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// server is a [p9.Transport] with a server behind it. The server expects
// certain requests and has prepared replies.
type server struct {
	t       *testing.T
	steps   []step
	pending []func() ([]byte, error)
	room    uint32 // size of the last request's reply buffer, in bytes
	most    int    // largest number of requests that it accepts together; 0: any number
	sends   []int  // number of requests accepted each time
}

// step is a request and the replies that follow, to this request or others.
type step struct {
	tag     p9.Tag
	want    p9.Message
	replies []func() ([]byte, error)
}

// on is a step.
func on(tag p9.Tag, want p9.Message, replies ...func() ([]byte, error)) step {
	return step{tag, want, replies}
}

// reply is a message as a reply.
func reply(tag p9.Tag, m p9.Message) func() ([]byte, error) {
	return func() ([]byte, error) { return p9.Marshal(tag, m) }
}

// raw is bytes as a reply.
func raw(b ...byte) func() ([]byte, error) { return func() ([]byte, error) { return b, nil } }

// dropped is the end of a request without a reply.
func dropped(tag p9.Tag) func() ([]byte, error) {
	return func() ([]byte, error) { return nil, &p9.DroppedError{Tag: tag} }
}

func newServer(t *testing.T, steps ...step) *server {
	s := &server{t: t, steps: steps}
	t.Cleanup(func() {
		if len(s.steps) > 0 {
			t.Errorf("%d requests are missing, first %#v", len(s.steps), s.steps[0].want)
		}
		if len(s.pending) > 0 {
			t.Errorf("%d replies were not fetched", len(s.pending))
		}
	})
	return s
}

// Send takes requests.
func (s *server) Send(_ context.Context, requests ...p9.Outgoing) (int, error) {
	s.t.Helper()
	if s.most > 0 {
		requests = requests[:min(s.most, len(requests))]
	}
	for _, r := range requests {
		if err := s.take(r); err != nil {
			return 0, err
		}
	}
	s.sends = append(s.sends, len(requests))
	return len(requests), nil
}

// take takes one request.
func (s *server) take(r p9.Outgoing) error {
	s.t.Helper()
	tag, m, err := p9.Unmarshal(r.Message)
	if err != nil {
		return err
	}
	if len(s.steps) == 0 {
		s.t.Errorf("unexpected request: tag %d, %#v", tag, m)
		return errors.New("unexpected request")
	}
	next := s.steps[0]
	s.steps = s.steps[1:]
	if diff := cmp.Diff(next.want, m); diff != "" || tag != next.tag {
		s.t.Errorf("request with tag %d, want %d, mismatch (-want +got):\n%s", tag, next.tag, diff)
	}
	s.pending = append(s.pending, next.replies...)
	s.room = r.Room
	return nil
}

// Receive returns the next prepared reply; EOF without one.
func (s *server) Receive(context.Context) ([]byte, error) {
	if len(s.pending) == 0 {
		return nil, io.EOF
	}
	next := s.pending[0]
	s.pending = s.pending[1:]
	return next()
}

// Sizes of messages: small, soon exceeded, and large, enough for everything
// here.
const (
	small uint32 = 64
	large uint32 = 4096
)

// newSession returns a session with a server that follows the steps.
func newSession(t *testing.T, msize uint32, steps ...step) *p9.Session {
	t.Helper()
	s, _ := newSessionWith(t, msize, steps...)
	return s
}

// newSessionWith is newSession, and returns the server as well.
func newSessionWith(t *testing.T, msize uint32, steps ...step) (*p9.Session, *server) {
	t.Helper()
	begin := on(p9.NoTag, &p9.Tversion{MSize: msize, Version: "9P2000.L"}, reply(p9.NoTag, &p9.Rversion{MSize: msize, Version: "9P2000.L"}))
	srv := newServer(t, append([]step{begin}, steps...)...)
	s, err := p9.NewSession(t.Context(), srv, msize)
	if err != nil {
		t.Fatal(err)
	}
	return s, srv
}

// attached returns the root, with fid 0, of a server that follows the steps.
func attached(t *testing.T, msize uint32, steps ...step) *p9.File {
	t.Helper()
	root := on(0, &p9.Tattach{FID: 0, AFID: p9.NoFID, UName: "me", AName: "tree", UID: 5},
		reply(0, &p9.Rattach{QID: p9.QID{Type: p9.QIDDir, Path: 1}}))
	s := newSession(t, msize, append([]step{root}, steps...)...)
	f, err := s.Attach(t.Context(), p9.User{Name: "me", UID: 5}, "tree")
	if err != nil {
		t.Fatal(err)
	}
	return f
}
