package qtest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// BigEndian says whether the target's words, as Read and Write see them, are big-endian.
func (c *Conn) BigEndian(ctx context.Context) (bool, error) {
	request := []byte("endianness")
	text, err := c.exchange(ctx, shortReply, request)
	if err != nil {
		return false, err
	}
	switch text {
	case "big":
		return true, nil
	case "little":
		return false, nil
	}
	return false, badReply(request, text)
}

// ModuleLoad makes QEMU load the module that prefix and name make up ("hw-display-", "virtio-gpu-pci"). It is a
// *ReplyError if no such module exists.
func (c *Conn) ModuleLoad(ctx context.Context, prefix, name string) error {
	if err := c.words(ctx, "module_load", prefix, name); err != nil {
		return err
	}
	return c.Sync(ctx)
}

// RTAS calls a function of the run-time abstraction services (LoPAPR, "Run-Time Abstraction Services") of a pseries
// machine: nargs arguments of 32 bits are at guest address args, nret results go to ret. It returns the call's status.
// Machines without RTAS answer ErrUnknownCommand.
func (c *Conn) RTAS(ctx context.Context, name string, nargs int, args uint64, nret int, ret uint64) (uint64, error) {
	if nargs < 0 || nret < 0 {
		return 0, fmt.Errorf("qtest: rtas %s: %d arguments, %d results", name, nargs, nret)
	}
	request, err := wordsRequest("rtas", name, strconv.Itoa(nargs), hexWord(args), strconv.Itoa(nret), hexWord(ret))
	if err != nil {
		return 0, err
	}
	return c.value(ctx, Width64, request)
}

func hexWord(v uint64) string { return "0x" + strconv.FormatUint(v, 16) }

// words posts a request of several words with a bare OK as its reply.
func (c *Conn) words(ctx context.Context, words ...string) error {
	request, err := wordsRequest(words...)
	if err != nil {
		return err
	}
	return c.post(ctx, request)
}

// wordsRequest joins words. No word may be empty or contain a separator: QEMU would read a different request.
func wordsRequest(words ...string) ([]byte, error) {
	for _, w := range words {
		if w == "" || strings.ContainsFunc(w, endsWord) {
			return nil, fmt.Errorf("qtest: %s: %q is not one word", words[0], w)
		}
	}
	return []byte(strings.Join(words, " ")), nil
}

func endsWord(r rune) bool { return r <= ' ' || r == 0x7f }
