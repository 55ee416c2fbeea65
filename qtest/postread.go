package qtest

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/qgraph/qgraph/qtest/internal/wire"
)

// PostRead is Read that does not wait. It passes the value to got when the reply comes, before the next call that waits
// returns. The goroutine that receives calls got, one call at a time, in the order of the requests: got must not block, and
// must not use the Conn.
func (c *Conn) PostRead(ctx context.Context, w Width, addr uint64, got func(v uint64)) error {
	request, err := accessRequest("read", w, addr)
	if err != nil {
		return err
	}
	return c.postValue(ctx, w, request, got)
}

// PostIn is In that does not wait, as PostRead is to Read.
func (c *Conn) PostIn(ctx context.Context, w Width, port uint16, got func(v uint64)) error {
	request, err := portRequest("in", w, port)
	if err != nil {
		return err
	}
	return c.postValue(ctx, w, request, got)
}

// PostReadMemory is ReadMemory of one request that does not wait, as PostRead is to Read: size is 1 byte to 64 KiB. The
// block is got's own.
func (c *Conn) PostReadMemory(ctx context.Context, addr uint64, size int, got func(p []byte)) error {
	if size < 1 || size > blockPiece {
		return fmt.Errorf("qtest: got a posted read of %d bytes, want 1 to %d", size, blockPiece)
	}
	if err := checkBlock(addr, uint64(size)); err != nil {
		return err
	}
	request := appendHex(appendHex([]byte("b64read"), addr), uint64(size))
	limit := len("OK ") + base64.StdEncoding.EncodedLen(size)
	return c.postAny(ctx, limit, request, func(text string) error {
		p := make([]byte, size)
		if err := decodeBase64(p, text); err != nil {
			return badReply(request, text)
		}
		got(p)
		return nil
	})
}

// postValue makes a request with a number of width w as its reply, and does not wait for it.
func (c *Conn) postValue(ctx context.Context, w Width, request []byte, got func(v uint64)) error {
	return c.postAny(ctx, shortReply, request, func(text string) error {
		v, err := parseValue(w, text)
		if err != nil {
			return badReply(request, text)
		}
		got(v)
		return nil
	})
}

// parseValue reads a number of width w.
func parseValue(w Width, text string) (uint64, error) {
	v, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		return 0, fmt.Errorf("not a number: %q", wire.Quote([]byte(text)))
	}
	return v, w.check(v)
}
