package p9

import (
	"fmt"
	"reflect"
)

// MessageType is the number of a kind of message. An R-message has the number
// after its T-message's.
type MessageType uint8

// The T-messages of 9P2000.L, and the only R-message without one (Linux
// include/net/9p/9p.h, enum p9_msg_t).
const (
	TypeRlerror      MessageType = 7
	TypeTstatfs      MessageType = 8
	TypeTlopen       MessageType = 12
	TypeTlcreate     MessageType = 14
	TypeTsymlink     MessageType = 16
	TypeTmknod       MessageType = 18
	TypeTrename      MessageType = 20
	TypeTreadlink    MessageType = 22
	TypeTgetattr     MessageType = 24
	TypeTsetattr     MessageType = 26
	TypeTxattrwalk   MessageType = 30
	TypeTxattrcreate MessageType = 32
	TypeTreaddir     MessageType = 40
	TypeTfsync       MessageType = 50
	TypeTlock        MessageType = 52
	TypeTgetlock     MessageType = 54
	TypeTlink        MessageType = 70
	TypeTmkdir       MessageType = 72
	TypeTrenameat    MessageType = 74
	TypeTunlinkat    MessageType = 76
	TypeTversion     MessageType = 100
	TypeTauth        MessageType = 102
	TypeTattach      MessageType = 104
	TypeTflush       MessageType = 108
	TypeTwalk        MessageType = 110
	TypeTread        MessageType = 116
	TypeTwrite       MessageType = 118
	TypeTclunk       MessageType = 120
	TypeTremove      MessageType = 122
)

// kinds returns all kinds of message by their number. Each is a nil pointer of its
// type.
func kinds() [256]Message {
	return [256]Message{
		TypeRlerror: (*Rlerror)(nil),
		TypeTstatfs: (*Tstatfs)(nil), TypeTstatfs + 1: (*Rstatfs)(nil),
		TypeTlopen: (*Tlopen)(nil), TypeTlopen + 1: (*Rlopen)(nil),
		TypeTlcreate: (*Tlcreate)(nil), TypeTlcreate + 1: (*Rlcreate)(nil),
		TypeTsymlink: (*Tsymlink)(nil), TypeTsymlink + 1: (*Rsymlink)(nil),
		TypeTmknod: (*Tmknod)(nil), TypeTmknod + 1: (*Rmknod)(nil),
		TypeTrename: (*Trename)(nil), TypeTrename + 1: (*Rrename)(nil),
		TypeTreadlink: (*Treadlink)(nil), TypeTreadlink + 1: (*Rreadlink)(nil),
		TypeTgetattr: (*Tgetattr)(nil), TypeTgetattr + 1: (*Rgetattr)(nil),
		TypeTsetattr: (*Tsetattr)(nil), TypeTsetattr + 1: (*Rsetattr)(nil),
		TypeTxattrwalk: (*Txattrwalk)(nil), TypeTxattrwalk + 1: (*Rxattrwalk)(nil),
		TypeTxattrcreate: (*Txattrcreate)(nil), TypeTxattrcreate + 1: (*Rxattrcreate)(nil),
		TypeTreaddir: (*Treaddir)(nil), TypeTreaddir + 1: (*Rreaddir)(nil),
		TypeTfsync: (*Tfsync)(nil), TypeTfsync + 1: (*Rfsync)(nil),
		TypeTlock: (*Tlock)(nil), TypeTlock + 1: (*Rlock)(nil),
		TypeTgetlock: (*Tgetlock)(nil), TypeTgetlock + 1: (*Rgetlock)(nil),
		TypeTlink: (*Tlink)(nil), TypeTlink + 1: (*Rlink)(nil),
		TypeTmkdir: (*Tmkdir)(nil), TypeTmkdir + 1: (*Rmkdir)(nil),
		TypeTrenameat: (*Trenameat)(nil), TypeTrenameat + 1: (*Rrenameat)(nil),
		TypeTunlinkat: (*Tunlinkat)(nil), TypeTunlinkat + 1: (*Runlinkat)(nil),
		TypeTversion: (*Tversion)(nil), TypeTversion + 1: (*Rversion)(nil),
		TypeTauth: (*Tauth)(nil), TypeTauth + 1: (*Rauth)(nil),
		TypeTattach: (*Tattach)(nil), TypeTattach + 1: (*Rattach)(nil),
		TypeTflush: (*Tflush)(nil), TypeTflush + 1: (*Rflush)(nil),
		TypeTwalk: (*Twalk)(nil), TypeTwalk + 1: (*Rwalk)(nil),
		TypeTread: (*Tread)(nil), TypeTread + 1: (*Rread)(nil),
		TypeTwrite: (*Twrite)(nil), TypeTwrite + 1: (*Rwrite)(nil),
		TypeTclunk: (*Tclunk)(nil), TypeTclunk + 1: (*Rclunk)(nil),
		TypeTremove: (*Tremove)(nil), TypeTremove + 1: (*Rremove)(nil),
	}
}

// TypeOf returns m's kind of message; 0 if m is nil.
func TypeOf(m Message) MessageType {
	for t, kind := range kinds() {
		if kind != nil && reflect.TypeOf(kind) == reflect.TypeOf(m) {
			return MessageType(t)
		}
	}
	return 0
}

// empty returns an empty message of that kind, if there is one.
func empty(t MessageType) (m Message, ok bool) {
	kind := kinds()[t]
	if kind == nil {
		return nil, false
	}
	return reflect.New(reflect.TypeOf(kind).Elem()).Interface().(Message), true
}

// String returns the name of the kind of message, such as "Twalk".
func (t MessageType) String() string {
	kind := kinds()[t]
	if kind == nil {
		return fmt.Sprintf("message of type %d", uint8(t))
	}
	return reflect.TypeOf(kind).Elem().Name()
}
