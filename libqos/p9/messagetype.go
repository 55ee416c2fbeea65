package p9

import "fmt"

// MessageType is the number of a kind of message. That of an R-message follows
// that of its T-message.
type MessageType uint8

// The messages of 9P2000.L (Linux include/net/9p/9p.h, enum p9_msg_t).
const (
	TypeRlerror      MessageType = 7
	TypeTstatfs      MessageType = 8
	TypeRstatfs      MessageType = 9
	TypeTlopen       MessageType = 12
	TypeRlopen       MessageType = 13
	TypeTlcreate     MessageType = 14
	TypeRlcreate     MessageType = 15
	TypeTsymlink     MessageType = 16
	TypeRsymlink     MessageType = 17
	TypeTmknod       MessageType = 18
	TypeRmknod       MessageType = 19
	TypeTrename      MessageType = 20
	TypeRrename      MessageType = 21
	TypeTreadlink    MessageType = 22
	TypeRreadlink    MessageType = 23
	TypeTgetattr     MessageType = 24
	TypeRgetattr     MessageType = 25
	TypeTsetattr     MessageType = 26
	TypeRsetattr     MessageType = 27
	TypeTxattrwalk   MessageType = 30
	TypeRxattrwalk   MessageType = 31
	TypeTxattrcreate MessageType = 32
	TypeRxattrcreate MessageType = 33
	TypeTreaddir     MessageType = 40
	TypeRreaddir     MessageType = 41
	TypeTfsync       MessageType = 50
	TypeRfsync       MessageType = 51
	TypeTlock        MessageType = 52
	TypeRlock        MessageType = 53
	TypeTgetlock     MessageType = 54
	TypeRgetlock     MessageType = 55
	TypeTlink        MessageType = 70
	TypeRlink        MessageType = 71
	TypeTmkdir       MessageType = 72
	TypeRmkdir       MessageType = 73
	TypeTrenameat    MessageType = 74
	TypeRrenameat    MessageType = 75
	TypeTunlinkat    MessageType = 76
	TypeRunlinkat    MessageType = 77
	TypeTversion     MessageType = 100
	TypeRversion     MessageType = 101
	TypeTauth        MessageType = 102
	TypeRauth        MessageType = 103
	TypeTattach      MessageType = 104
	TypeRattach      MessageType = 105
	TypeTflush       MessageType = 108
	TypeRflush       MessageType = 109
	TypeTwalk        MessageType = 110
	TypeRwalk        MessageType = 111
	TypeTread        MessageType = 116
	TypeRread        MessageType = 117
	TypeTwrite       MessageType = 118
	TypeRwrite       MessageType = 119
	TypeTclunk       MessageType = 120
	TypeRclunk       MessageType = 121
	TypeTremove      MessageType = 122
	TypeRremove      MessageType = 123
)

// kind is what is known of a kind of message.
type kind struct {
	name string
	make func() Message // an empty one
}

// kindOf returns the kind of message with that number, if there is one.
func kindOf(t MessageType) (k kind, ok bool) {
	kinds := [...]kind{
		TypeRlerror:      {"Rlerror", empty[Rlerror]},
		TypeTstatfs:      {"Tstatfs", empty[Tstatfs]},
		TypeRstatfs:      {"Rstatfs", empty[Rstatfs]},
		TypeTlopen:       {"Tlopen", empty[Tlopen]},
		TypeRlopen:       {"Rlopen", empty[Rlopen]},
		TypeTlcreate:     {"Tlcreate", empty[Tlcreate]},
		TypeRlcreate:     {"Rlcreate", empty[Rlcreate]},
		TypeTsymlink:     {"Tsymlink", empty[Tsymlink]},
		TypeRsymlink:     {"Rsymlink", empty[Rsymlink]},
		TypeTmknod:       {"Tmknod", empty[Tmknod]},
		TypeRmknod:       {"Rmknod", empty[Rmknod]},
		TypeTrename:      {"Trename", empty[Trename]},
		TypeRrename:      {"Rrename", empty[Rrename]},
		TypeTreadlink:    {"Treadlink", empty[Treadlink]},
		TypeRreadlink:    {"Rreadlink", empty[Rreadlink]},
		TypeTgetattr:     {"Tgetattr", empty[Tgetattr]},
		TypeRgetattr:     {"Rgetattr", empty[Rgetattr]},
		TypeTsetattr:     {"Tsetattr", empty[Tsetattr]},
		TypeRsetattr:     {"Rsetattr", empty[Rsetattr]},
		TypeTxattrwalk:   {"Txattrwalk", empty[Txattrwalk]},
		TypeRxattrwalk:   {"Rxattrwalk", empty[Rxattrwalk]},
		TypeTxattrcreate: {"Txattrcreate", empty[Txattrcreate]},
		TypeRxattrcreate: {"Rxattrcreate", empty[Rxattrcreate]},
		TypeTreaddir:     {"Treaddir", empty[Treaddir]},
		TypeRreaddir:     {"Rreaddir", empty[Rreaddir]},
		TypeTfsync:       {"Tfsync", empty[Tfsync]},
		TypeRfsync:       {"Rfsync", empty[Rfsync]},
		TypeTlock:        {"Tlock", empty[Tlock]},
		TypeRlock:        {"Rlock", empty[Rlock]},
		TypeTgetlock:     {"Tgetlock", empty[Tgetlock]},
		TypeRgetlock:     {"Rgetlock", empty[Rgetlock]},
		TypeTlink:        {"Tlink", empty[Tlink]},
		TypeRlink:        {"Rlink", empty[Rlink]},
		TypeTmkdir:       {"Tmkdir", empty[Tmkdir]},
		TypeRmkdir:       {"Rmkdir", empty[Rmkdir]},
		TypeTrenameat:    {"Trenameat", empty[Trenameat]},
		TypeRrenameat:    {"Rrenameat", empty[Rrenameat]},
		TypeTunlinkat:    {"Tunlinkat", empty[Tunlinkat]},
		TypeRunlinkat:    {"Runlinkat", empty[Runlinkat]},
		TypeTversion:     {"Tversion", empty[Tversion]},
		TypeRversion:     {"Rversion", empty[Rversion]},
		TypeTauth:        {"Tauth", empty[Tauth]},
		TypeRauth:        {"Rauth", empty[Rauth]},
		TypeTattach:      {"Tattach", empty[Tattach]},
		TypeRattach:      {"Rattach", empty[Rattach]},
		TypeTflush:       {"Tflush", empty[Tflush]},
		TypeRflush:       {"Rflush", empty[Rflush]},
		TypeTwalk:        {"Twalk", empty[Twalk]},
		TypeRwalk:        {"Rwalk", empty[Rwalk]},
		TypeTread:        {"Tread", empty[Tread]},
		TypeRread:        {"Rread", empty[Rread]},
		TypeTwrite:       {"Twrite", empty[Twrite]},
		TypeRwrite:       {"Rwrite", empty[Rwrite]},
		TypeTclunk:       {"Tclunk", empty[Tclunk]},
		TypeRclunk:       {"Rclunk", empty[Rclunk]},
		TypeTremove:      {"Tremove", empty[Tremove]},
		TypeRremove:      {"Rremove", empty[Rremove]},
	}
	if int(t) < len(kinds) {
		k = kinds[t]
	}
	return k, k.make != nil
}

func empty[M any, P interface {
	*M
	Message
}]() Message {
	return P(new(M))
}

// String returns the name of the kind of message, as "Twalk".
func (t MessageType) String() string {
	if k, ok := kindOf(t); ok {
		return k.name
	}
	return fmt.Sprintf("message of type %d", uint8(t))
}
