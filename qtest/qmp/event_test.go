package qmp_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/qgraph/qgraph/qtest/qmp"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// emitter is a server with a command "emit" that emits an event before it answers.
func emitter(t *testing.T) *qmp.Client {
	q := qtestfake.NewQMP()
	q.On("emit", func(args json.RawMessage) (string, error) {
		var e struct{ Name, Data string }
		if err := json.Unmarshal(args, &e); err != nil {
			return "", err
		}
		return "{}", q.Emit(e.Name, e.Data)
	})
	return q.Start(t)
}

func emit(t *testing.T, c *qmp.Client, name, data string) {
	t.Helper()
	if _, err := qmp.Execute[qmp.Empty](t.Context(), c, "emit", qmp.Args{"Name": name, "Data": data}); err != nil {
		t.Fatal(err)
	}
}

type device struct {
	Device string `json:"device"`
}

func isDevice(id string) func(qmp.Event) bool {
	return func(e qmp.Event) bool {
		d, err := qmp.DecodeEvent[device](e)
		return err == nil && d.Device == id
	}
}

// An event that comes before anybody waits is not missed, and each is taken once.
func TestWaitEvent(t *testing.T) {
	c := emitter(t)
	ctx := t.Context()
	before := c.Subscribe()
	defer before.Close()
	emit(t, c, "RESET", `{"guest": false}`)
	after := c.Subscribe("DEVICE_DELETED")
	defer after.Close()
	emit(t, c, "DEVICE_DELETED", `{"device": "a"}`)
	emit(t, c, "STOP", `{}`)
	emit(t, c, "DEVICE_DELETED", `{"device": "b"}`)

	wait := func(s *qmp.Subscription, name string, match func(qmp.Event) bool, wantName, wantData string) {
		t.Helper()
		e, err := s.WaitEvent(ctx, name, match)
		if err != nil || e.Name != wantName || string(e.Data) != wantData || e.Time.Nanosecond() != 2000 {
			t.Errorf("WaitEvent(%q) = %s %s at %v, %v, want %s %s", name, e.Name, e.Data, e.Time, err, wantName, wantData)
		}
	}
	wait(before, "DEVICE_DELETED", isDevice("b"), "DEVICE_DELETED", `{"device": "b"}`)
	wait(before, "", nil, "RESET", `{"guest": false}`)
	wait(before, "DEVICE_DELETED", nil, "DEVICE_DELETED", `{"device": "a"}`)
	wait(before, "", nil, "STOP", `{}`)
	wait(after, "", nil, "DEVICE_DELETED", `{"device": "a"}`)
	wait(after, "", nil, "DEVICE_DELETED", `{"device": "b"}`)

	for name, s := range map[string]*qmp.Subscription{"before": before, "after": after} {
		short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
		defer cancel()
		e, err := s.WaitEvent(short, "", nil)
		var timeout *qmp.TimeoutError
		if !errors.As(err, &timeout) || timeout.Awaited != "an event" {
			t.Errorf("%s: WaitEvent() with none left = %v, %v, want a TimeoutError", name, e, err)
		}
	}
}

// Several may wait on one Subscription, before the events come.
func TestWaitEventBefore(t *testing.T) {
	c := emitter(t)
	s := c.Subscribe()
	defer s.Close()
	failures := make(chan error, 2)
	for _, id := range []string{"a", "b"} {
		go func() {
			_, err := s.WaitEvent(t.Context(), "DEVICE_DELETED", isDevice(id))
			failures <- err
		}()
	}
	emit(t, c, "DEVICE_DELETED", `{"device": "b"}`)
	emit(t, c, "DEVICE_DELETED", `{"device": "a"}`)
	for range 2 {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
}

func TestClosedSubscription(t *testing.T) {
	c := emitter(t)
	s := c.Subscribe()
	s.Close()
	emit(t, c, "STOP", `{}`)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if e, err := s.WaitEvent(ctx, "", nil); err == nil {
		t.Errorf("a closed Subscription got %v", e)
	}
}

// Events that came before the connection ended can still be had; then the end is the error.
func TestWaitEventAfterTheEnd(t *testing.T) {
	c := negotiated(t, qmp.Options{}, func(s *server) {
		s.command()
		s.send(`{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true}}`)
		s.conn.Close()
	})
	s := c.Subscribe()
	if err := run(t.Context(), c, "quit"); err == nil {
		t.Error("quit succeeded")
	}
	<-c.Done()
	if _, err := s.WaitEvent(t.Context(), "SHUTDOWN", nil); err != nil {
		t.Errorf("WaitEvent() = %v", err)
	}
	var protocol *qmp.ProtocolError
	if _, err := s.WaitEvent(t.Context(), "SHUTDOWN", nil); !errors.As(err, &protocol) || !protocol.Closed {
		t.Errorf("WaitEvent() = %v, want a closed connection", err)
	}
}

func TestTooManyEvents(t *testing.T) {
	const n = 1<<16 + 1
	c := negotiated(t, qmp.Options{}, func(s *server) {
		_, id := s.command()
		for range n {
			s.send(`{"event": "STOP"}`)
		}
		s.send(`{"return": {}, "id": %d}`, id)
	})
	s := c.Subscribe()
	if err := run(t.Context(), c, "storm"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.WaitEvent(t.Context(), "STOP", nil); err != nil {
		t.Errorf("WaitEvent() = %v, want one of those that were kept", err)
	}
	_, err := s.WaitEvent(t.Context(), "RESET", nil)
	if want := "qmp: waiting for event RESET: more than 65536 events were not taken"; err == nil || err.Error() != want {
		t.Errorf("WaitEvent() = %v, want %s", err, want)
	}
}

func TestDecodeEvent(t *testing.T) {
	d, err := qmp.DecodeEvent[device](qmp.Event{Name: "X", Data: json.RawMessage(`{"device": "a"}`)})
	if err != nil || d.Device != "a" {
		t.Errorf("DecodeEvent() = %v, %v", d, err)
	}
	if _, err := qmp.DecodeEvent[device](qmp.Event{Name: "X"}); err == nil {
		t.Error("DecodeEvent() of an event without data succeeded")
	}
	if _, err := qmp.DecodeEvent[device](qmp.Event{Name: "X", Data: json.RawMessage(`[]`)}); err == nil {
		t.Error("DecodeEvent() of a list succeeded")
	}
}
