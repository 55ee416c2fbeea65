package qmp

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// maxUnread is the number of events that a Subscription holds; more mean that no one reads them.
const maxUnread = 1 << 16

// Subscription holds the events since Subscribe that WaitEvent has not returned yet. Its methods may be called by
// several goroutines.
type Subscription struct {
	client *Client
	names  []string // empty = all

	mu       sync.Mutex
	events   []Event
	overflow bool
	news     chan struct{} // closed, and replaced, when an event comes
}

// Subscribe collects events from now on: those of the given names, or all. An event that a later command causes is not
// missed, however soon it comes. Close the Subscription when it is no longer needed.
func (c *Client) Subscribe(names ...string) *Subscription {
	s := &Subscription{client: c, names: slices.Clone(names), news: make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.subs[s] = true
	return s
}

// Close ends the collecting.
func (s *Subscription) Close() {
	s.client.mu.Lock()
	defer s.client.mu.Unlock()
	delete(s.client.subs, s)
}

// add stores one event.
func (s *Subscription) add(e Event) {
	if len(s.names) > 0 && !slices.Contains(s.names, e.Name) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.events) >= maxUnread {
		s.overflow = true
		return
	}
	s.events = append(s.events, e)
	close(s.news)
	s.news = make(chan struct{})
}

// WaitEvent returns the first event since Subscribe that has that name ("" is any) and that match accepts (nil accepts
// every one), waiting for it if necessary. It takes the event out; others stay. match must do nothing but look at the
// event.
func (s *Subscription) WaitEvent(ctx context.Context, name string, match func(Event) bool) (Event, error) {
	start := time.Now()
	awaited := "event " + name
	if name == "" {
		awaited = "an event"
	}
	ctx, cancel := context.WithTimeout(ctx, s.client.opts.CommandTimeout)
	defer cancel()
	if s.client.opts.Before != nil {
		if err := s.client.opts.Before(ctx); err != nil {
			return Event{}, err
		}
	}
	for ended := false; ; {
		e, found, news := s.take(name, match)
		switch {
		case found:
			return e, nil
		case news == nil:
			return Event{}, fmt.Errorf("qmp: waiting for %s: more than %d events were not taken", awaited, maxUnread)
		case ended:
			return Event{}, s.client.failed(ctx, awaited, start, s.client.lostError())
		}
		select {
		case <-news:
		case <-s.client.received:
			ended = true // one more look at the last events
		case <-ctx.Done():
			return Event{}, s.client.failed(ctx, awaited, start, ctx.Err())
		}
	}
}

// take looks for an event. news is closed when another event comes; nil if events were lost.
func (s *Subscription) take(name string, match func(Event) bool) (e Event, found bool, news <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.events, func(e Event) bool {
		return (name == "" || e.Name == name) && (match == nil || match(e))
	})
	if i >= 0 {
		e = s.events[i]
		s.events = slices.Delete(s.events, i, i+1)
		return e, true, s.news
	}
	if s.overflow {
		return Event{}, false, nil
	}
	return Event{}, false, s.news
}

func (c *Client) lostError() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lost
}
